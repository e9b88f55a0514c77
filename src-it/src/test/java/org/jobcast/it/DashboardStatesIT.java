package org.jobcast.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** What the dashboard shows of servers and jobs in every state. */
class DashboardStatesIT {
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
        theServerGrows();
        page.isAccessible();
        page.photograph("list");
    }

    /** Looking at a page again makes it ask at once. */
    private static void theServerGrows() {
        for (int i = 1; i <= 24; i++) {
            Map<Object, Integer> counts = new LinkedHashMap<>();
            SaidByJob.STATES.forEach(state -> counts.put(state, 1));
            counts.put("succeeded", 128);
            counts.put("running", 1 + (24 - i) % 8 / 3);
            counts.put("queued", 1 + (24 - i) % 7);
            SaidByJob.health(server, counts, 310 + i * i % 40 + 4 * i, 6_000_000 + 120_000 * i);
            page.hide(true);
            page.hide(false);
            page.awaitText(".tile:nth-child(3) dd", "" + (310 + i * i % 40 + 4 * i));
        }
        assertThat(page.number("document.querySelector('.tile .spark-line').getAttribute('d').split('L').length"))
                .as("points of a chart")
                .isGreaterThanOrEqualTo(24);
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
        page.await("no button", () -> !page.find(".head .danger").isDisplayed());
        onlyRefusalsOnTheConsole();
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

    @Test
    void whoMayNotSeeTheListCanOpenAJobWhoseIdIsKnown() {
        new SaidByJob("known", "import", "running")
                .event("progress", 1, "current", 1, "total", 4)
                .on(server);
        server.refuse("jobs", 404);
        server.refuse("channels", 404);
        page.open(server.ui(""));
        page.awaitText(".none h2", "You may not see the list of jobs");
        page.isAccessible();
        page.find(".none input").sendKeys(" known ", Keys.ENTER);
        page.awaitText(".share-big", "25 %");
        onlyRefusalsOnTheConsole();
        page.open(server.ui("?view=streams"));
        page.awaitText(".none h2", "You may not see the channels");
        onlyRefusalsOnTheConsole();
        page.open(server.ui("?job=unknown"));
        page.awaitText(".none h1", "No such job");
        page.isAccessible();
        onlyRefusalsOnTheConsole();
    }

    /** The browser itself reports each answer of 404 on the console. */
    private static void onlyRefusalsOnTheConsole() {
        assertThat(page.leave()).isNotEmpty().allMatch(line -> line.contains("404"));
    }
}
