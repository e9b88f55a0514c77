package org.jobcast.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Duration MIN = Duration.ofSeconds(1);
    private static final Duration MAX = Duration.ofSeconds(30);

    private static long seconds(double chance, int failures, int hint, int retryAfter) {
        return new Backoff(MIN, MAX, () -> chance)
                .wait(failures, Duration.ofSeconds(hint), Duration.ofSeconds(retryAfter))
                .toSeconds();
    }

    @Test
    void theLongestWaitDoublesUpToTheLimitAndTheShortestIsWhatTheServerAsksFor() {
        assertThat(seconds(1, 2, 4, 0)).isEqualTo(8);
        assertThat(seconds(1, 3, 4, 0)).isEqualTo(16);
        assertThat(seconds(1, 4, 4, 0)).isEqualTo(30);
        assertThat(seconds(1, Integer.MAX_VALUE, 4, 0)).isEqualTo(30);
        assertThat(seconds(0, 9, 4, 0)).isEqualTo(4);
        assertThat(seconds(0.5, 3, 4, 0)).isEqualTo(10);
    }

    @Test
    void evenTheFirstWaitIsSpread() {
        assertThat(seconds(0, 0, 4, 0)).isEqualTo(4);
        assertThat(seconds(1, 0, 4, 0)).isEqualTo(5);
        assertThat(seconds(1, 1, 4, 0)).isEqualTo(5);
    }

    @Test
    void aHintBeyondTheLimitIsCutButRetryAfterIsKept() {
        assertThat(seconds(0, 1, 4000, 0)).isEqualTo(30);
        assertThat(seconds(0, 1, 4, 120)).isEqualTo(120);
        assertThat(seconds(1, 1, 4, 120)).isEqualTo(121);
    }

    @Test
    void retryAfterIsSecondsOrADate() {
        Clock clock = Clock.fixed(Instant.parse("2026-11-21T12:00:00Z"), ZoneOffset.UTC);
        Duration otherwise = Duration.ofSeconds(9);
        assertThat(RetryAfter.parse("120", clock, otherwise)).isEqualTo(Duration.ofMinutes(2));
        assertThat(RetryAfter.parse("Sat, 21 Nov 2026 12:00:30 GMT", clock, otherwise))
                .isEqualTo(Duration.ofSeconds(30));
        assertThat(RetryAfter.parse("Sat, 21 Nov 2026 11:00:00 GMT", clock, otherwise))
                .isZero();
        assertThat(RetryAfter.parse("soon", clock, otherwise)).isEqualTo(otherwise);
        assertThat(RetryAfter.parse("-1", clock, otherwise)).isEqualTo(otherwise);
        assertThat(RetryAfter.parse("99999999999999999999", clock, otherwise)).isEqualTo(otherwise);
    }
}
