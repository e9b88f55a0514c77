package org.jobcast.impl.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.jobcast.spi.AppendOutcome;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.Segment;
import org.jobcast.spi.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** H2 closes its file when a thread that writes to it is interrupted, and jobs are interrupted when they are cancelled. */
class InterruptedCallerTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @Test
    void anInterruptedCallerIsServedAndStaysInterrupted(@TempDir Path directory) {
        Map<String, String> settings =
                Map.of("jobcast.jpa.url", "jdbc:h2:file:" + directory.resolve("jobs") + ";WRITE_DELAY=0");
        try (Store store = new JpaStoreProvider().open(TestDatabase.context(settings))) {
            Thread.currentThread().interrupt();
            for (int i = 0; i < 20; i++) {
                assertThat(store.jobs().create(JobRecord.queued("job-" + i, "t", null, NOW)))
                        .isTrue();
            }
            store.events().open("a", 1, 1);
            assertThat(store.events().append(new Segment("a", 1, 1, 1, new byte[1 << 20], false)))
                    .isEqualTo(AppendOutcome.STORED);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(store.jobs().find("job-19")).isPresent();
        } finally {
            Thread.interrupted();
        }
    }
}
