package org.jobcast.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The frame of the dashboard: keyboard, theme, policy, streams, and a page that nobody looks at. */
class DashboardFrameIT {
    private static final String ANSWERS =
            "performance.getEntriesByType('resource').filter(({name}) => name.includes('/jobs?')).length";

    @TempDir
    static Path directory;

    private static SampleProcess sample;
    private static DashboardBrowser page;

    private final List<String> started = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        page = DashboardBrowser.start(directory.resolve("profile"));
        sample = SampleProcess.start(directory, "-Xmx512m");
    }

    @AfterAll
    static void stop() throws IOException {
        if (page != null) {
            page.close();
        }
        if (sample != null) {
            sample.close();
        }
    }

    @BeforeEach
    void light() {
        page.browser().prefer("light");
    }

    @AfterEach
    void nothingWasStoppedAndNothingGoesOn() throws Exception {
        page.theConsoleIsQuietAndThePolicyHadNothingToStop();
        page.driver().get("about:blank");
        for (String id : started) {
            sample.post("jobcast/jobs/" + id + "/cancel");
        }
    }

    private String job(String query) throws Exception {
        String id = SampleProcess.jobId(sample.post("demo/jobs?" + query));
        started.add(id);
        return id;
    }

    private static void open(String query) {
        page.open(sample.resolve("jobcast/ui/" + query));
    }

    @Test
    void theKeyboardAloneReadsALineOfTheLog() throws Exception {
        open("?job=" + job("steps=300&delayMs=0"));
        page.await("the log", () -> page.lines(".said") == 300);
        WebElement log = page.find(".said .lines");
        log.sendKeys(Keys.HOME);
        page.awaitText(".said .detail", "step 1 of 300");
        log.sendKeys(Keys.ARROW_DOWN, Keys.ARROW_DOWN);
        page.awaitText(".said .detail", "step 3 of 300");
        page.await("the line", () -> page.text(".line[aria-selected=true]").contains("step 3 of 300"));
        log.sendKeys(Keys.END);
        page.awaitText(".said .detail", "step 300 of 300");
        log.sendKeys(Keys.ESCAPE);
        page.await("no detail", () -> !page.find(".said .detail").isDisplayed());
        page.find("[role=tab]").sendKeys(Keys.ARROW_RIGHT);
        page.await(
                "the events",
                () -> page.text(".said [role=tabpanel]:not([hidden]) .lines-space")
                        .contains("done"));
    }

    @Test
    void theStreamsAreShownWithTheirFigures() throws Exception {
        sample.post("demo/channels/prices?n=50&size=200");
        open("?view=streams");
        page.await("the channel", () -> page.text(".streams .name").equals("prices"));
        assertThat(page.text(".streams td:nth-of-type(2)")).isNotEqualTo("0");
        page.isAccessible();
        page.photograph("streams");
    }

    @Test
    void aSlashGoesToTheSearchAndWhatIsTypedThereIsInTheAddress() throws Exception {
        job("steps=1&delayMs=0");
        open("");
        page.await("the list", () -> !page.all(".jobs tbody tr").isEmpty());
        page.find("body").sendKeys("/");
        page.driver().switchTo().activeElement().sendKeys("demo/");
        page.await("the address", () -> page.driver().getCurrentUrl().endsWith("?q=demo%2F"));
        page.awaitText(".none h2", "No job fits");
    }

    @Test
    void aChosenThemeStays() {
        open("");
        String background = "return getComputedStyle(document.body).backgroundColor";
        Object light = page.driver().executeScript(background);
        page.find("#theme").click();
        page.find("#theme").click();
        page.awaitText("#theme .theme-name", "Dark");
        assertThat(page.driver().executeScript(background)).isNotEqualTo(light);
        page.driver().navigate().refresh();
        page.awaitText("#theme .theme-name", "Dark");
        assertThat(page.driver().executeScript(background)).isNotEqualTo(light);
        page.find("#theme").click();
        page.awaitText("#theme .theme-name", "System");
        assertThat(page.driver().executeScript(background)).isEqualTo(light);
    }

    @Test
    void aScriptThatGotIntoThePageWouldNotRunAndWouldBeSeenHere() throws Exception {
        assertThat(sample.get("jobcast/ui/").headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy)
                        .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
                        .doesNotContain("unsafe"));
        open("");
        page.awaitText("#link", "Live");
        page.driver()
                .executeScript("const script = document.createElement('script');"
                        + "script.textContent = 'window.owned = true'; document.body.append(script)");
        page.await("the violation", () -> page.number("window.violations.length") == 1);
        assertThat(page.driver().executeScript("return window.owned")).isNull();
        page.driver().executeScript("window.violations.length = 0");
        assertThat(page.browser().complaints()).hasSize(1);
    }

    @Test
    void thePageOfAJobThatNobodyLooksAtRestsAndGetsWhatItMissed() throws Exception {
        String id = job("steps=300&delayMs=10");
        open("?job=" + id);
        page.await("some lines", () -> page.lines(".said") > 20);
        page.driver()
                .executeScript("const real = window.setTimeout;"
                        + "window.setTimeout = (what, ms, ...more) => real(what, ms === 60000 ? 0 : ms, ...more)");
        page.hide(true);
        page.awaitText("#link", "Paused");
        page.await("no connection after a minute", () -> sample.connections() == 0);
        page.await("the end", () -> sample.state(id).equals("succeeded"));
        page.hide(false);
        page.await("all lines", () -> page.lines(".said") == 300);
        page.awaitText(".head .badge", "Succeeded");
        page.await("all events", () -> page.fact("Received here").equals("601"));
        assertThat(page.fact("Gaps here")).isEqualTo("0");
    }

    @Test
    void anAnswerThatComesWhileNobodyLooksChangesNothingAndTheListIsLiveAgainAfterwards() throws Exception {
        job("steps=100000&delayMs=50");
        open("?state=running");
        page.awaitText("#link", "Live");
        page.await("one connection", () -> sample.connections() == 1);
        // Stopped, the server owes an answer to the page, which asks as soon as it is looked at.
        sample.pause();
        long answers = page.number(ANSWERS);
        try {
            page.hide(true);
            page.hide(false);
            page.hide(true);
        } finally {
            sample.resume();
        }
        page.await("the answer", () -> page.number(ANSWERS) > answers);
        page.driver().executeAsyncScript("fetch('../health').then(answer => answer.text()).then(arguments[0])");
        assertThat(page.text("#link")).isEqualTo("Paused");
        page.await("no connection", () -> sample.connections() == 0);
        page.hide(false);
        page.awaitText("#link", "Live");
        page.await("one connection again", () -> sample.connections() == 1);
    }
}
