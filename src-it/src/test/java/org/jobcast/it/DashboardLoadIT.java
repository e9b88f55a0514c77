package org.jobcast.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a fast job costs the browser that looks at it. */
class DashboardLoadIT {
    private static final int PER_SECOND = 1000;
    private static final int SECONDS = 30;
    private static final int BEFORE = 5 * PER_SECOND;
    private static final int MIB = 1024 * 1024;
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    static Path directory;

    private static SampleProcess sample;
    private static DashboardBrowser page;

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

    @Test
    void aThousandProgressEventsASecondLeaveTheMainThreadAndTheMemoryAtRest() throws Exception {
        int last = BEFORE + SECONDS * PER_SECOND;
        String id = SampleProcess.jobId(sample.post("demo/jobs?quiet=true&delayMs=1&steps=" + (last + PER_SECOND)));
        page.open(sample.resolve("jobcast/ui/?job=" + id));
        awaitStep(id, BEFORE);
        DashboardBrowser.Cost before = page.cost();
        long begun = System.nanoTime();
        awaitStep(id, BEFORE + SECONDS / 2 * PER_SECOND);
        DashboardBrowser.Cost half = page.cost();
        awaitStep(id, last);
        double seconds = (System.nanoTime() - begun) / 1e9;
        DashboardBrowser.Cost after = page.cost();
        // Of the seconds for which these events are meant: on a busy machine they take longer, and so does everything
        // else.
        double busy = (after.busySeconds() - before.busySeconds()) / SECONDS;
        page.awaitText(".head .badge", "Succeeded");
        page.awaitText(".share-big", "100 %");
        System.out.printf(
                "%,d progress events a second for %.1f s: main thread busy %.1f %%, heap %.1f, %.1f, %.1f MiB%n",
                Math.round(SECONDS * PER_SECOND / seconds),
                seconds,
                100 * busy,
                (double) before.heap() / MIB,
                (double) half.heap() / MIB,
                (double) after.heap() / MIB);
        assertThat(busy).as("share of the main thread").isLessThan(0.3);
        assertThat(after.heap() - before.heap()).as("bytes of growth").isLessThan(16 * MIB);
        assertThat(page.fact("Gaps here")).isEqualTo("0");
        assertThat(page.fact("Received here")).isEqualTo("%,d".formatted(last + PER_SECOND + 1));
        page.theConsoleIsQuietAndThePolicyHadNothingToStop();
    }

    private static void awaitStep(String id, int step) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> JSON.readTree(sample.get("jobcast/jobs/" + id).body())
                                .path("progress")
                                .path("current")
                                .asInt()
                        >= step);
    }
}
