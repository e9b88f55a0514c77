package org.jobcast.impl.store.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The time that DynamoDB tells in its answers. */
class ServiceClockTest {
    private static final Instant LOCAL = Instant.parse("2026-01-02T03:04:05.678Z");

    private final ServiceClock clock = new ServiceClock(() -> LOCAL);

    @Test
    void aClockThatIsRightIsKeptToTheNanosecond() {
        clock.told("Fri, 02 Jan 2026 03:04:04 GMT");
        assertThat(clock.instant()).isEqualTo(LOCAL);
        clock.told("Fri, 02 Jan 2026 03:04:07 GMT");
        assertThat(clock.instant()).isEqualTo(LOCAL);
    }

    @Test
    void aClockThatIsWrongIsPutRight() {
        clock.told("Fri, 02 Jan 2026 04:04:05 GMT");
        assertThat(clock.instant()).isEqualTo(Instant.parse("2026-01-02T04:04:05Z"));
        clock.told("Fri, 02 Jan 2026 04:04:06 GMT");
        assertThat(clock.instant()).as("no jumps").isEqualTo(Instant.parse("2026-01-02T04:04:05Z"));
        clock.told("Fri, 02 Jan 2026 03:04:05 GMT");
        assertThat(clock.instant()).isEqualTo(LOCAL);
    }

    @Test
    void whatIsNoDateChangesNothing() {
        for (String odd : new String[] {"", "yesterday", "1767323045"}) {
            clock.told(odd);
            assertThat(clock.instant()).isEqualTo(LOCAL);
        }
    }
}
