package org.jobcast.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard while the server or the network goes away and comes back. */
class DashboardRecoveryIT {
    private static final String LONG = "demo/jobs?steps=100000&delayMs=20";

    private static final String[] JVM = {"-Xmx512m", "-Djobcast.job.shutdown-grace=0"};

    @TempDir
    static Path directory;

    private static SampleProcess sample;
    private static DashboardBrowser page;

    @BeforeAll
    static void start() throws IOException {
        page = DashboardBrowser.start(directory.resolve("profile"));
        sample = SampleProcess.start(directory, JVM);
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

    /** The browser itself reports each request that failed on the console. */
    @AfterEach
    void nothingButTheNetworkFailed() {
        assertThat(page.leave()).allMatch(line -> line.contains("net::ERR_") || line.contains("404"));
    }

    private static void restart() throws IOException {
        SampleProcess before = sample;
        before.close();
        page.awaitText("#link", "Offline, retrying");
        sample = before.startAgain(directory, JVM);
    }

    private static String job(String path) throws Exception {
        return SampleProcess.jobId(sample.post(path));
    }

    @Test
    void theListConnectsAgainAfterARestartOfTheServerAndShowsWhatItHasNow() throws Exception {
        String before = job(LONG);
        page.open(sample.resolve("jobcast/ui/"));
        page.awaitText("tr:has(a[href='?job=" + before + "']) .badge", "Running");
        page.awaitText("#link", "Live");
        restart();
        page.awaitText("#link", "Live");
        String after = job(LONG);
        page.awaitText("tr:has(a[href='?job=" + after + "']) .badge", "Running");
        page.await("progress", () -> page.number("document.querySelector('.jobs progress').value * 100000") > 20);
        assertThat(page.all("tr:has(a[href='?job=" + before + "'])")).isEmpty();
        page.await("one connection", () -> sample.connections() == 1);
    }

    @Test
    void thePageOfAJobThatDidNotSurviveARestartKeepsWhatItHasAndSaysSo() throws Exception {
        page.open(sample.resolve("jobcast/ui/?job=" + job(LONG)));
        page.await("some lines", () -> page.lines(".said") > 20);
        restart();
        page.awaitText("#link", "Gone");
        page.await("why", () -> page.text(".note p").startsWith("The server does not know this job any more"));
        assertThat(page.lines(".said")).isGreaterThan(20);
        page.await("no button", () -> !page.find(".head .danger").isDisplayed());
    }

    @Test
    void aConnectionCutInTheMiddleOfAJobGoesOnWhereItWas() throws Exception {
        try (Relay network = Relay.to(sample.base())) {
            // It runs for longer than a busy machine takes to open the page and to cut the connection.
            String id = job("demo/jobs?steps=500&delayMs=30");
            page.open(network.resolve("jobcast/ui/?job=" + id));
            page.await("some lines", () -> page.lines(".said") > 50);
            network.cut();
            page.awaitText("#link", "Offline, retrying");
            long seen = page.lines(".said");
            assertThat(seen).isLessThan(500);
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> sample.state(id).equals("succeeded"));
            network.mend();
            page.awaitText(".head .badge", "Succeeded");
            page.await("all lines", () -> page.lines(".said") == 500);
            page.await("the result", () -> page.text("pre.result").contains("\"steps_completed\": 500"));
            page.await("all events", () -> page.fact("Received here").equals("1,001"));
            assertThat(page.fact("Gaps here")).isEqualTo("0");
        }
    }
}
