package org.jobcast.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ManualClockTest {
    private final ManualClock clock = new ManualClock(Instant.EPOCH);

    @Test
    void movesTheWallClockAndTheTickerTogether() {
        long before = clock.nanos();
        clock.advance(Duration.ofSeconds(2));
        assertThat(clock.instant()).isEqualTo(Instant.ofEpochSecond(2));
        assertThat(clock.nanos() - before).isEqualTo(2_000_000_000L);
        assertThat(clock.nanos()).as("overflowed, as a real ticker may").isLessThan(before);
    }

    @Test
    void setsTheWallClockAlone() {
        long before = clock.nanos();
        clock.set(Instant.EPOCH.minusSeconds(5));
        assertThat(clock.instant()).isEqualTo(Instant.ofEpochSecond(-5));
        assertThat(clock.nanos()).isEqualTo(before);
    }

    @Test
    void refusesToAdvanceBackwards() {
        assertThatIllegalArgumentException().isThrownBy(() -> clock.advance(Duration.ofNanos(-1)));
    }
}
