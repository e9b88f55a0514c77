package org.jobcast.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.WebElement;

/** The dashboard over jobs that mean harm, say a great deal, or went wrong several times. */
class HostileDashboardIT {
    private static final String ATTACK = "<img src=x onerror=\"document.title='owned'\">"
            + "<script>document.title='owned'</script><style>*{display:none}</style></pre>'\"`${1}{{1}}";
    private static final String BACKWARDS = "\u202Egnp.exe\u2066\u0000\u0007\u200B";
    private static final String ENDLESS = "W".repeat(50_000);

    @TempDir
    static Path directory;

    private static SampleProcess sample;
    private static StandInServer server;
    private static DashboardBrowser page;

    @BeforeAll
    static void start() throws IOException {
        page = DashboardBrowser.start(directory.resolve("profile"));
        sample = SampleProcess.start(directory, "-Xmx512m");
        server = StandInServer.start(sample.base());
    }

    @AfterAll
    static void stop() throws IOException {
        if (page != null) {
            page.close();
        }
        if (server != null) {
            server.close();
        }
        if (sample != null) {
            sample.close();
        }
    }

    @AfterEach
    void nothingWasStopped() {
        page.theConsoleIsQuietAndThePolicyHadNothingToStop();
    }

    private static SaidByJob hostile(String id, String state) {
        return new SaidByJob(id, ATTACK + BACKWARDS + ENDLESS, state)
                .with("owner", ATTACK)
                .with("cancelReason", ATTACK + ENDLESS)
                .with("ended", "2026-11-21T10:02:03Z")
                .event("progress", 0.5, "current", 40, "total", 100, "message", ATTACK + ENDLESS)
                .log(ATTACK, "info", 1)
                .log(BACKWARDS + "line\none\r\ntwo\u2028three", "warning", 2)
                .log(ENDLESS, "error", 3)
                .log("level", ATTACK, 4)
                .event("<b>" + ATTACK.replace("\n", ""), 5, ATTACK, ATTACK)
                .event("gap", 6, "reason", ATTACK, "first", ATTACK, "last", ATTACK);
    }

    private static void isUnharmed() {
        assertThat(page.driver().getTitle()).doesNotStartWith("owned").endsWith("jobcast");
        assertThat(page.all("main img, main script, main style")).isEmpty();
        assertThat(page.number("document.documentElement.scrollWidth")).isLessThanOrEqualTo(1280);
    }

    @Test
    void whatAHostileJobSaysRunsNothingAndBreaksNoLayout() throws Exception {
        Map<String, String> error = Map.of("type", ATTACK + ENDLESS, "message", ATTACK + BACKWARDS + ENDLESS);
        SaidByJob failed =
                hostile("bad", "failed").with("error", error).event("done", 7, "state", "failed", "error", error);
        failed.on(server);
        SaidByJob succeeded =
                hostile("good", "succeeded").with("hasResult", true).event("done", 7, "state", "succeeded");
        succeeded.on(server);
        server.put("jobs/good/result", SaidByJob.json(Map.of(ATTACK, ATTACK + ENDLESS)));
        SaidByJob.list(server, 2, failed, succeeded);

        page.open(server.ui(""));
        page.await("both", () -> page.all(".jobs tbody tr").size() == 2);
        isUnharmed();
        page.photograph("hostile-list");
        page.open(server.ui("?job=bad"));
        page.awaitText(".head .badge", "Failed");
        page.await("the error", () -> page.text(".error-message").startsWith(ATTACK));
        page.await("the log", () -> page.lines(".said") == 5);
        assertThat(page.text(".said .lines-space")).contains("\\u202egnp.exe").doesNotContain("\u202E");
        isUnharmed();
        page.isAccessible();
        page.photograph("hostile-failed");
        page.open(server.ui("?job=good"));
        page.await("the result", () -> page.text("pre.result").contains("<script>"));
        isUnharmed();
        page.photograph("hostile-result");
    }

    @Test
    void everyStateHasItsNameAndTheListItsPages() throws Exception {
        List<String> types =
                List.of("invoice-run", "import", "image-conversion", "import", "nightly-report", "export", "reindex");
        SaidByJob[] jobs = new SaidByJob[types.size()];
        for (int i = 0; i < jobs.length; i++) {
            String state = SaidByJob.STATES.get(i);
            jobs[i] = new SaidByJob("b3e1c0d" + i + "-5f6a-4c1e-9a55-0d1f6c2e7a9" + i, types.get(i), state);
            jobs[i].with("created", Instant.now().minusSeconds(90L * i * i + 4).toString());
            jobs[i].with("started", Instant.now().minusSeconds(90L * i * i + 3).toString());
            jobs[i].with("progress", Map.of("current", i == 3 ? 100 : 13 * i, "total", 100));
        }
        jobs[0].with("progress", Map.of()).with("started", "");
        SaidByJob.list(server, 134, jobs);
        page.open(server.ui(""));
        page.await("all of them", () -> page.all(".jobs tbody tr").size() == 7);
        assertThat(page.all(".jobs .badge").stream().map(WebElement::getText))
                .containsExactly("Queued", "Running", "Cancelling", "Succeeded", "Failed", "Cancelled", "Lost");
        assertThat(page.text(".chip.state-succeeded")).isEqualTo("Succeeded 128");
        assertThat(page.text(".pager p")).isEqualTo("1–7 of 134 jobs");
        assertThat(page.find(".pager [rel=next]").getDomAttribute("href")).isEqualTo("?page=2");
        assertThat(page.find(".pager [rel=prev]").getDomAttribute("href")).isNull();
        page.isAccessible();
        page.photograph("list");
    }

    @Test
    void aServerThatHasForgottenTheJobIsNotTakenForItsEnd() {
        new SaidByJob("lost-one", "import", "running")
                .event("progress", 1, "current", 3, "total", 9)
                .on(server);
        page.open(server.ui("?job=lost-one"));
        page.awaitText(".share-big", "33 %");
        server.forget("jobs/lost-one");
        page.await("the reason", () -> page.text(".note p").startsWith("The server does not know this job any more"));
        page.awaitText("#link", "Gone");
        assertThat(page.text(".share-big")).isEqualTo("33 %");
        assertThat(page.find(".head .danger").isDisplayed()).isFalse();
        // The browser itself reports each answer of 404 on the console.
        assertThat(page.browser().complaints()).allMatch(line -> line.contains("404"));
    }

    @Test
    void eachAttemptOfAJobThatFailedIsShown() throws Exception {
        Map<String, String> error = Map.of("type", "java.io.IOException", "message", "connection reset by peer");
        new SaidByJob("tried", "nightly-report", "failed")
                .with("attempt", 3)
                .with("ended", "2026-11-21T10:00:09Z")
                .with("error", error)
                .event("progress", 0.9, "current", 180, "total", 1200, "message", "reading page 18")
                .log("connected to the archive", "info", 0.2)
                .event(
                        "retry",
                        1.2,
                        "attempt",
                        2,
                        "attempts",
                        3,
                        "delay",
                        2,
                        "message",
                        "timed out",
                        "error_type",
                        "java.net.SocketTimeoutException")
                .log("the archive is slow today", "warning", 3.5)
                .event(
                        "retry",
                        4.1,
                        "attempt",
                        3,
                        "attempts",
                        3,
                        "delay",
                        4,
                        "message",
                        "connection refused",
                        "error_type",
                        "java.net.ConnectException")
                .log("gave up", "error", 8.2)
                .event("done", 8.3, "state", "failed", "error", error)
                .on(server);
        page.open(server.ui("?job=tried"));
        page.awaitText(".failure h2", "java.io.IOException");
        page.awaitText(".error-message", "connection reset by peer");
        page.awaitText(".failure h3", "3 attempts failed");
        assertThat(page.text(".attempts li:nth-child(2)")).contains("java.net.ConnectException", "after 4.0 s");
        page.isAccessible();
        page.photograph("failed");
    }

    @Test
    void aJobAtWorkSaysHowFastItIsAndWhenItWillBeDone() throws Exception {
        Instant started = Instant.now().minusSeconds(60);
        SaidByJob job = new SaidByJob("7c9e6679-7425-40de-944b-e07fc1f90ae7", "import-readings", "running")
                .with("owner", "ada")
                .with("created", started.minusMillis(400).toString())
                .with("started", started.toString())
                .log("reading stations-2026.csv, 96.4 MiB", "info", 0.012);
        int rows = 0;
        for (int second = 1; second <= 60; second++) {
            rows += second > 45 ? 1000 : 850 + second * 37 % 300;
            if (second % 9 == 0) {
                job.log("line " + rows + ": temperature \"n/a\" is not a number", "warning", second - 0.31);
            }
            if (second % 20 == 0) {
                job.log("checkpoint at row " + rows, "success", second - 0.05);
            } else if (second % 3 == 0) {
                job.log("batch " + second / 3 + " written", "info", second - 0.12);
            }
            job.event(
                    "progress", second, "current", rows, "total", 125_000, "message", "station " + (second / 2 + 100));
        }
        job.on(server);
        page.open(server.ui("?job=7c9e6679-7425-40de-944b-e07fc1f90ae7"));
        page.awaitText(".share-big", "%d %%".formatted(rows * 100 / 125_000));
        page.awaitText("#link", "Live");
        page.await(
                "the rate of the last ten seconds", () -> page.text(".figures").contains("1,000/s"));
        assertThat(page.text(".figures")).contains("about 1 min");
        assertThat(page.text(".progress-card figcaption"))
                .isEqualTo("Done per second in the last minute, at most 1,146");
        page.isAccessible();
        page.photograph("at-work");
    }

    @Test
    void aResultIsShownDigitByDigit() {
        new SaidByJob("exact", "sum", "succeeded")
                .with("hasResult", true)
                .event("done", 1, "state", "succeeded")
                .on(server);
        server.put("jobs/exact/result", "{\"sum\":12345678901234567890.10,\"of\":[1,{}],\"text\":\"{a,b:\\\"}\"}");
        page.open(server.ui("?job=exact"));
        page.await("the result", () -> page.find("pre.result").isDisplayed());
        assertThat(page.text("pre.result")).isEqualTo("""
                        {
                          "sum": 12345678901234567890.10,
                          "of": [
                            1,
                            {}
                          ],
                          "text": "{a,b:\\"}"
                        }""");
        assertThat(page.find(".side a[download]").getDomAttribute("href")).endsWith("/jobcast/jobs/exact/result");
    }

    @Test
    void aHundredThousandLinesStaySmooth() throws Exception {
        SaidByJob job = new SaidByJob("long", "index-everything", "running");
        for (int i = 1; i <= 100_000; i++) {
            job.log("document " + i + " of 100000 was read", i % 1000 == 0 ? "warning" : "info", i / 500.0);
        }
        job.event("done", 200, "state", "succeeded").on(server);
        page.open(server.ui("?job=long"));
        page.await("all lines", () -> page.lines(".said") == 100_000);
        page.await("the end", () -> page.text(".lines-space").contains("document 100000 of"));
        assertThat(page.all(".line")).hasSizeLessThan(120);
        assertThat(page.typicalFrame(".lines", "list => list.scrollTop = Math.random() * list.scrollHeight"))
                .as("milliseconds of a frame that shows other lines")
                .isLessThan(30);
        page.driver().executeScript("document.querySelector('.lines').scrollTop = 50_000 * 24");
        page.await("the middle", () -> page.text(".lines-space").contains("document 50001 of"));
        page.find(".kind-info").click();
        page.await("warnings only", () -> page.text(".lines-foot").equals("100 of 100,000 lines"));
        page.find(".tools input").sendKeys("99000");
        page.await("one", () -> page.text(".lines-foot").equals("1 of 100,000 lines"));
        page.photograph("filtered");
    }

    @Test
    void aReadOnlyDashboardHasNoButtonsThatChangeAnything() {
        SaidByJob running =
                new SaidByJob("running", "import", "running").event("progress", 1, "current", 1, "total", 9);
        SaidByJob ended = new SaidByJob("ended", "import", "failed").with("repeatable", true);
        running.on(server);
        ended.on(server);
        SaidByJob.list(server, 2, running, ended);
        page.open(server.ui("?job=ended"));
        page.await(
                "the button to retry",
                () -> page.all(".actions button").stream().anyMatch(WebElement::isDisplayed));
        server.put("ui/settings.json", "{\"readOnly\":true}");
        try {
            page.open(server.ui(""));
            page.awaitText(".jobs .badge", "Running");
            assertThat(page.all(".jobs .check input")).hasSize(2 + 1).noneMatch(WebElement::isDisplayed);
            for (String id : List.of("running", "ended")) {
                page.open(server.ui("?job=" + id));
                page.awaitText(".head .badge", id.equals("ended") ? "Failed" : "Running");
                assertThat(page.all(".actions button")).hasSize(2).noneMatch(WebElement::isDisplayed);
            }
        } finally {
            server.put("ui/settings.json", "{\"readOnly\":false}");
        }
    }
}
