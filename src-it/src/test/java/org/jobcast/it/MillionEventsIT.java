package org.jobcast.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jobcast.test.SseClient;
import org.jobcast.test.SseParser.Event;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that emits a million events, in a heap that could not hold them. */
class MillionEventsIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int STEPS = 500_000;
    private static final long JOB_BYTES = 4L << 20;
    private static final long TOTAL_BYTES = 16L << 20;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int SMALL_BUFFER = 4 * 1024;

    @TempDir
    static Path directory;

    private static SampleProcess sample;

    @BeforeAll
    static void start() throws IOException {
        sample = SampleProcess.start(
                directory,
                "-Xmx128m",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djobcast.job.history-size=4MiB",
                "-Djobcast.limits.history-total=16MiB");
    }

    @AfterAll
    static void stop() throws IOException {
        sample.close();
    }

    @Test
    void aMillionEventsThatNobodyReadsStayWithinTheBounds() throws Exception {
        String job = SampleProcess.jobId(sample.post("demo/jobs?delayMs=0&steps=" + STEPS));
        awaitSucceeded(job);
        lateComerIsToldWhatIsGone(job);
    }

    @Test
    void aMillionEventsThatOneClientNeverReadsStayWithinTheBounds() throws Exception {
        String job = SampleProcess.jobId(sample.post("demo/jobs?delayMs=0&steps=" + STEPS));
        try (SseClient stalled =
                SseClient.get(sample.resolve("jobcast/jobs/" + job + "/stream?from=live"), SMALL_BUFFER)) {
            assertThat(stalled.head().status()).isEqualTo(200);
            awaitSucceeded(job);
        }
        lateComerIsToldWhatIsGone(job);
    }

    private static void awaitSucceeded(String job) throws Exception {
        await("the job's end")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    assertThat(sample.isAlive()).isTrue();
                    assertThat(historyBytes()).isLessThanOrEqualTo(TOTAL_BYTES);
                    return sample.state(job).equals("succeeded");
                });
        assertThat(historyBytes()).isPositive();
    }

    private static long historyBytes() throws IOException, InterruptedException {
        return sample.health().get("historyBytes").asLong();
    }

    private static void lateComerIsToldWhatIsGone(String job) throws Exception {
        try (SseClient late = SseClient.get(sample.resolve("jobcast/jobs/" + job + "/stream"))) {
            List<Event> events = late.withTimeout(PATIENCE).awaitEnd();
            assertThat(events.get(0).type()).isEqualTo("gap");
            assertThat(events.get(0).data()).contains("\"event\":\"gap\"");
            List<Event> kept = events.subList(1, events.size());
            for (int i = 1; i < kept.size(); i++) {
                assertThat(number(kept.get(i))).isEqualTo(number(kept.get(i - 1)) + 1);
            }
            long bytes = kept.stream().mapToLong(event -> event.data().length()).sum();
            assertThat(bytes).isLessThanOrEqualTo(JOB_BYTES);
            Event done = kept.get(kept.size() - 1);
            assertThat(done.type()).isEqualTo("done");
            assertThat(JSON.readTree(done.data()).get("state").asText()).isEqualTo("succeeded");
            assertThat(number(done)).as("no event was skipped in counting").isGreaterThan(2L * STEPS);
        }
    }

    private static long number(Event event) {
        return Long.parseLong(event.id().substring(event.id().lastIndexOf('-') + 1));
    }
}
