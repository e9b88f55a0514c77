package org.jobcast.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

/** The dashboard over the sample's jobs, as an operator sees it. */
class DashboardIT {
    private static final String LONG = "steps=100000&delayMs=50";
    private static final String RETRY = ".actions button:not(.danger)";

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

    private static String row(String id) {
        return ".jobs tr:has(a[href='?job=" + id + "'])";
    }

    @Test
    void theListIsFilteredByItsAddressAndTheBackButtonUndoesThat() throws Exception {
        String failed = job("steps=2&delayMs=0&fail=true");
        String succeeded = job("steps=2&delayMs=0");
        open("");
        page.awaitText(row(failed) + " .badge", "Failed");
        page.awaitText(row(succeeded) + " .badge", "Succeeded");
        page.find(".chip.state-failed").click();
        page.await("only failed ones", () -> page.all(row(succeeded)).isEmpty());
        assertThat(page.driver().getCurrentUrl()).endsWith("ui/?state=failed");
        assertThat(page.all(row(failed))).hasSize(1);
        page.find("input[type=search]").sendKeys(failed.substring(0, 13));
        page.await(
                "the text in the address",
                () -> page.driver().getCurrentUrl().contains("q=" + failed.substring(0, 13)));
        page.find(row(failed) + " .name a").click();
        page.awaitText(".head .badge", "Failed");
        page.driver().navigate().back();
        page.await(
                "the list as it was",
                () -> page.all(row(failed)).size() == 1
                        && page.all(row(succeeded)).isEmpty());
        assertThat(page.find("input[type=search]").getDomProperty("value")).isEqualTo(failed.substring(0, 13));
        open("?type=nothing-of-this-type");
        page.awaitText(".none h2", "No job fits");
    }

    @Test
    void fiveJobsMoveInTheListOverOneConnection() throws Exception {
        for (int i = 0; i < 5; i++) {
            job(LONG);
        }
        open("?state=running");
        page.await("five of them", () -> page.all(".jobs tbody tr").size() == 5);
        page.await("one connection", () -> sample.connections() == 1);
        String values = "[...document.querySelectorAll('.jobs progress')].filter(bar => bar.value > 0.0002).length";
        page.await("progress of all", () -> page.number(values) == 5);
        page.isAccessible();
        page.photograph("running");
        assertThat(sample.connections()).isEqualTo(1);
        page.hide(true);
        page.awaitText("#link", "Paused");
        page.await("no connection while nobody looks", () -> sample.connections() == 0);
        page.hide(false);
        page.await("one again", () -> sample.connections() == 1);
        page.awaitText("#link", "Live");
    }

    @Test
    void aReloadInTheMiddleOfAJobLosesAndDoublesNothing() throws Exception {
        // It runs for longer than a busy machine takes to open the page.
        String id = job("steps=400&delayMs=30");
        open("?job=" + id);
        page.awaitText(".head .badge", "Running");
        page.await("lines of the log", () -> page.lines(".said") > 50);
        assertThat(page.text(".share-big")).matches("\\d+ %");
        page.driver().navigate().refresh();
        page.awaitText(".head .badge", "Succeeded");
        page.awaitText(".share-big", "100 %");
        page.await("all lines", () -> page.lines(".said") == 400);
        page.await("the last line", () -> page.text(".lines-space").contains("step 400 of 400"));
        page.await("the result", () -> page.text("pre.result").equals("{\n  \"steps_completed\": 400\n}"));
        page.awaitText("#link", "Complete");
        page.isAccessible();
        page.photograph("succeeded");
    }

    @Test
    void aJobIsCancelledAfterAQuestionAndOnlyThen() throws Exception {
        String id = job(LONG);
        open("?job=" + id);
        page.awaitText(".head .badge", "Running");
        page.await("a rate", () -> page.text(".figures").contains("/s"));
        page.isAccessible();
        page.photograph("live");
        page.find(".head .danger").click();
        assertThat(page.find("dialog").isDisplayed()).isTrue();
        assertThat(page.driver().switchTo().activeElement().getText()).isEqualTo("Keep it running");
        page.isAccessible();
        page.photograph("question");
        page.driver().switchTo().activeElement().sendKeys(Keys.ESCAPE);
        page.await("no question", () -> page.all("dialog").isEmpty());
        assertThat(sample.state(id)).isEqualTo("running");
        page.find(".head .danger").click();
        page.find("#reason").sendKeys("no longer <b>needed</b>");
        page.find("dialog [data-answer=yes]").click();
        page.awaitText(".head .badge", "Cancelled");
        page.await("the reason", () -> page.text(".facts").contains("no longer <b>needed</b>"));
        page.await("no button", () -> !page.find(".head .danger").isDisplayed());
    }

    @Test
    void chosenJobsAreCancelledTogetherAfterAQuestion() throws Exception {
        List<String> ids = List.of(job(LONG), job(LONG), job(LONG));
        open("");
        page.await("the jobs", () -> !page.all(row(ids.get(2))).isEmpty());
        page.find(row(ids.get(0)) + " .check input").sendKeys(Keys.SPACE);
        page.find(row(ids.get(1)) + " .check input").sendKeys(Keys.SPACE);
        page.awaitText(".bulk p", "2 jobs selected");
        page.isAccessible();
        page.photograph("selected");
        page.find(".bulk .danger").click();
        page.find("dialog [data-answer=no]").click();
        page.await("no question", () -> page.all("dialog").isEmpty());
        assertThat(sample.state(ids.get(0))).isEqualTo("running");
        page.find(".bulk .danger").click();
        page.find("dialog [data-answer=yes]").click();
        page.awaitText(".note p", "2 jobs asked to stop.");
        page.awaitText(row(ids.get(0)) + " .badge", "Cancelled");
        page.awaitText(row(ids.get(1)) + " .badge", "Cancelled");
        page.awaitText(row(ids.get(2)) + " .badge", "Running");
        page.await("no bar", () -> !page.find(".bulk").isDisplayed());
    }

    @Test
    void aFailedJobIsShownWithItsErrorAndRunAgainAfterAQuestion() throws Exception {
        String id = job("steps=3&delayMs=0&fail=true");
        open("?job=" + id);
        page.awaitText(".failure h2", "IllegalStateException");
        page.awaitText(".error-message", "failed as asked, after 3 steps");
        page.await("the button", () -> page.find(RETRY).isDisplayed());
        page.isAccessible();
        page.find(RETRY).click();
        assertThat(page.driver().switchTo().activeElement().getText()).isEqualTo("Leave it");
        assertThat(page.all("dialog #reason")).isEmpty();
        page.isAccessible();
        page.driver().switchTo().activeElement().sendKeys(Keys.ESCAPE);
        page.await("no question", () -> page.all("dialog").isEmpty());
        assertThat(page.driver().getCurrentUrl()).endsWith(id);

        page.find(RETRY).click();
        page.find("dialog [data-answer=yes]").click();
        page.await("the new job", () -> !page.driver().getCurrentUrl().endsWith(id) && page.lines(".said") == 3);
        page.awaitText(".failure h2", "IllegalStateException");
        page.awaitText(".facts a", id);
        page.isAccessible();
        page.photograph("retried");
        page.find(".facts a").click();
        page.await("the first one", () -> page.driver().getCurrentUrl().endsWith(id));
        page.awaitText(".head .badge", "Failed");
        assertThat(page.all(".facts a")).isEmpty();
    }

    @Test
    void aJobThatRunsOrCannotBeRepeatedHasNoRetryButton() throws Exception {
        String running = job(LONG);
        open("?job=" + running);
        page.awaitText(".head .badge", "Running");
        assertThat(page.find(RETRY).isDisplayed()).isFalse();
        sample.post("jobcast/jobs/" + running + "/cancel");
        page.awaitText(".head .badge", "Cancelled");
        page.await("the button", () -> page.find(RETRY).isDisplayed());

        String imported = SampleProcess.jobId(
                sample.post("api/imports", "station,day,temperature,rainfall\n".getBytes(StandardCharsets.UTF_8)));
        open("?job=" + imported);
        page.await("its page", () -> !page.all(".head .badge").isEmpty());
        page.await("its end", () -> List.of("Succeeded", "Failed").contains(page.text(".head .badge")));
        assertThat(page.find(RETRY).isDisplayed()).isFalse();
    }

    @Test
    void chosenJobsAreRunAgainTogetherAfterAQuestion() throws Exception {
        String first = job("steps=1&delayMs=0&fail=true");
        String second = job("steps=1&delayMs=0&fail=true");
        open("?state=failed");
        page.await("both", () -> !page.all(row(second)).isEmpty());
        page.find(row(first) + " .check input").sendKeys(Keys.SPACE);
        page.find(row(second) + " .check input").sendKeys(Keys.SPACE);
        page.awaitText(".bulk button:not(.quiet, .danger)", "Retry 2 jobs…");
        assertThat(page.find(".bulk .danger").isDisplayed()).isFalse();
        page.find(".bulk button:not(.quiet, .danger)").click();
        page.isAccessible();
        assertThat(page.text("dialog")).contains("Run 2 jobs again?", first, second);
        page.find("dialog [data-answer=yes]").click();
        page.awaitText(".note p", "2 jobs started again.");
        page.await("no bar", () -> !page.find(".bulk").isDisplayed());
        page.await("both new ones", () -> isRepeated(first) && isRepeated(second));
    }

    private static boolean isRepeated(String id) throws Exception {
        return sample.get("jobcast/jobs?size=500").body().contains("\"repeats\":\"" + id + '"');
    }
}
