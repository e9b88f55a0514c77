package org.jobcast.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;

/** The dashboard in a browser that writes down whatever the content security policy had to stop. */
final class DashboardBrowser implements AutoCloseable {
    private static final String COLLECT = "window.violations = [];"
            + "document.addEventListener('securitypolicyviolation',"
            + " e => window.violations.push(e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sample))";

    private static final int FRAMES = 100;

    /** A frame is over when a message that was sent at its beginning arrives. */
    private static final String DRAW = "const done = arguments[arguments.length - 1];"
            + "const target = document.querySelector('%s'); const change = %s; let left = %d;"
            + "function step() {"
            + "  requestAnimationFrame(() => { const over = new MessageChannel();"
            + "    over.port1.onmessage = () => { if (--left > 0) step(); else done(); };"
            + "    over.port2.postMessage(0); });"
            + "  change(target); }"
            + "step();";

    private final Browser browser;

    private DashboardBrowser(Browser browser) {
        this.browser = browser;
    }

    static DashboardBrowser start(Path profile) {
        Browser browser = Browser.start(profile);
        browser.driver().executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", COLLECT));
        browser.resize(1280, 900);
        return new DashboardBrowser(browser);
    }

    Browser browser() {
        return browser;
    }

    ChromeDriver driver() {
        return browser.driver();
    }

    void open(URI address) {
        theConsoleIsQuietAndThePolicyHadNothingToStop();
        driver().get("about:blank");
        driver().get(address.toString());
    }

    WebElement find(String css) {
        return driver().findElement(By.cssSelector(css));
    }

    List<WebElement> all(String css) {
        return driver().findElements(By.cssSelector(css));
    }

    /** The text of the first element that fits, as it is and not as it is laid out; empty if there is none. */
    String text(String css) {
        // One script: an element that was found may be replaced before it is read.
        return ((String) Objects.requireNonNull(
                        driver().executeScript("return document.querySelector(arguments[0])?.textContent ?? ''", css)))
                .strip();
    }

    void awaitText(String css, String wanted) {
        browser.await(css + " says " + wanted, page -> text(css).equals(wanted));
    }

    void await(String what, Callable<Boolean> condition) {
        browser.await(what, page -> isSo(condition));
    }

    private static boolean isSo(Callable<Boolean> condition) {
        try {
            return condition.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    long number(String script) {
        return ((Number) Objects.requireNonNull(driver().executeScript("return " + script))).longValue();
    }

    /** What was said below a list of lines: how many there are. */
    long lines(String panel) {
        String digits =
                text(panel + " .lines-foot").replaceFirst(" lines?.*", "").replace(",", "");
        return digits.isEmpty() ? 0 : Long.parseLong(digits.replaceFirst(".* of ", ""));
    }

    /** A figure of the stream on the page of a job. */
    String fact(String name) {
        Object value = driver().executeScript(
                        "return [...document.querySelectorAll('.facts div')]"
                                + ".find(div => div.firstChild.textContent === arguments[0])?.lastChild.textContent",
                        name);
        return String.valueOf(value);
    }

    /**
     * What the page has cost so far.
     *
     * @param busySeconds processor time of its main thread
     * @param heap bytes of its objects that are in use
     */
    record Cost(double busySeconds, long heap) {}

    /** Measures after a collection of garbage, so that what is left is what is held. */
    Cost cost() {
        driver().executeCdpCommand("HeapProfiler.collectGarbage", Map.of());
        return costWithGarbage();
    }

    private Cost costWithGarbage() {
        driver().executeCdpCommand("Performance.enable", Map.of("timeDomain", "threadTicks"));
        List<?> metrics = (List<?>)
                driver().executeCdpCommand("Performance.getMetrics", Map.of()).get("metrics");
        return new Cost(metric(metrics, "TaskDuration"), (long) metric(metrics, "JSHeapUsedSize"));
    }

    private static double metric(List<?> metrics, String name) {
        return metrics.stream()
                .map(Map.class::cast)
                .filter(metric -> name.equals(metric.get("name")))
                .mapToDouble(metric -> ((Number) metric.get("value")).doubleValue())
                .findFirst()
                .orElseThrow();
    }

    /**
     * The milliseconds of processor time that the main thread takes for a frame after a change; not those that pass, which on
     * a busy machine belong to others.
     */
    double typicalFrame(String css, String change) {
        double before = costWithGarbage().busySeconds();
        driver().executeAsyncScript(DRAW.formatted(css, change, FRAMES));
        return (costWithGarbage().busySeconds() - before) * 1000 / FRAMES;
    }

    /** Has the page believe that nobody looks at it, or that somebody looks again. */
    void hide(boolean hidden) {
        driver().executeScript(
                        "Object.defineProperty(document, 'hidden', {configurable: true, get: () => arguments[0]});"
                                        .replace("arguments[0]", Boolean.toString(hidden))
                                + "document.dispatchEvent(new Event('visibilitychange'))");
    }

    void theConsoleIsQuietAndThePolicyHadNothingToStop() {
        thePolicyHadNothingToStop();
        assertThat(browser.complaints()).isEmpty();
    }

    /**
     * Leaves the page, which had nothing stopped by the policy.
     *
     * @return what it had complained about on the console; nothing comes after that, as it would from a page that asks on
     */
    List<String> leave() {
        thePolicyHadNothingToStop();
        driver().get("about:blank");
        return browser.complaints();
    }

    private void thePolicyHadNothingToStop() {
        assertThat((List<?>) driver().executeScript("return window.violations || []"))
                .isEmpty();
    }

    /** Nothing keeps people with disabilities out, in both themes. */
    void isAccessible() {
        Accessibility.check(browser);
    }

    /** Takes pictures in both themes and at the width of a phone, where nothing may be wider than the window. */
    void photograph(String name) throws IOException {
        for (String scheme : List.of("dark", "light")) {
            browser.prefer(scheme);
            browser.screenshot("dashboard-" + name + "-" + scheme);
        }
        phone(360);
        assertThat(number("document.documentElement.scrollWidth")).as("width").isLessThanOrEqualTo(360);
        browser.screenshot("dashboard-" + name + "-phone");
        driver().executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    }

    /** A window is never that narrow, so the width is emulated. */
    private void phone(int width) {
        driver().executeCdpCommand(
                        "Emulation.setDeviceMetricsOverride",
                        Map.of("width", width, "height", 760, "deviceScaleFactor", 2, "mobile", true));
    }

    @Override
    public void close() {
        browser.close();
    }
}
