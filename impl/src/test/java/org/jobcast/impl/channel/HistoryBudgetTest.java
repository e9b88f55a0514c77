package org.jobcast.impl.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HistoryBudgetTest {
    private final AtomicLong millis = new AtomicLong(1000);
    private final Logs logs = new Logs(10_000, 1000, () -> Instant.ofEpochMilli(millis.getAndIncrement()));

    private EventLog fill(int events) {
        EventLog log = logs.create("log", 1000, 1_000_000);
        for (int i = 0; i < events; i++) {
            log.append("a", "x".repeat(100), false, null);
        }
        return log;
    }

    @Test
    void theLogThatAppendsGivesUpItsOwnOldestEventsWhenAllIsUsed() {
        EventLog quiet = fill(20);
        EventLog busy = fill(500);
        assertThat(logs.bytes()).isLessThanOrEqualTo(10_000).isEqualTo(quiet.bytes() + busy.bytes());
        assertThat(quiet.first()).isEqualTo(1);
        assertThat(busy.first()).isGreaterThan(450);
        assertThat(busy.last()).isEqualTo(500);
    }

    @Test
    void reclaimsFromTheLogThatWasClosedFirst() {
        EventLog old = fill(15);
        EventLog young = fill(15);
        EventLog open = fill(10);
        assertThat(logs.bytes()).isGreaterThan(9000).isLessThan(10_000);
        young.close();
        old.close();
        logs.reclaim();
        assertThat(young.entries(0, 100)).hasSize(1);
        assertThat(old.first()).isEqualTo(1);
        assertThat(open.first()).isEqualTo(1);
        assertThat(logs.bytes()).isEqualTo(old.bytes() + young.bytes() + open.bytes());
    }

    @Test
    void reclaimsNothingWhileThereIsRoom() {
        EventLog closed = fill(20);
        closed.close();
        logs.reclaim();
        assertThat(closed.first()).isEqualTo(1);
    }

    @Test
    void aReleasedLogIsForgottenOnce() {
        EventLog log = fill(20);
        logs.release(log);
        logs.release(log);
        logs.reclaim();
        assertThat(logs.bytes()).isZero();
    }

    @Test
    void mustBePositive() {
        assertThatIllegalArgumentException().isThrownBy(() -> new HistoryBudget(0));
    }
}
