package org.jobcast.impl.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.jobcast.impl.channel.EventLog;
import org.jobcast.job.JobEmitter;
import org.jobcast.job.JobOptions;
import org.junit.jupiter.api.Test;

class HistoryBoundsTest {
    @Test
    void aMillionEventsWithoutAClientStayWithinTheBounds() {
        try (Rig rig = new Rig()) {
            JobOptions options = JobOptions.builder()
                    .historyEvents(500)
                    .historyBytes(100_000)
                    .build();
            JobEmitter emitter = rig.engine.open("t", options);
            EventLog log = rig.live(emitter.job()).log();
            for (int i = 1; i <= 1_000_000; i++) {
                emitter.progress(i, 1_000_000);
                if (i % 10_000 == 0) {
                    assertThat(log.last() - log.first() + 1).isBetween(1L, 500L);
                    assertThat(log.bytes()).isBetween(1L, 100_000L);
                }
            }
            assertThat(log.last()).isEqualTo(1_000_000);
            assertThat(rig.logs.bytes()).isEqualTo(log.bytes());
            emitter.complete();
            emitter.close();
            assertThat(log.entries(0, 1000)).hasSizeLessThanOrEqualTo(500);
        }
    }
}
