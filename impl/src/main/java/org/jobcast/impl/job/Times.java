package org.jobcast.impl.job;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Arithmetic that ends at the last moment instead of failing: an option of a million years means for ever. */
final class Times {
    private Times() {}

    static Instant after(Instant from, Duration duration) {
        try {
            return from.plus(duration);
        } catch (DateTimeException | ArithmeticException e) {
            return Instant.MAX;
        }
    }

    static Instant before(Instant from, Duration duration) {
        try {
            return from.minus(duration);
        } catch (DateTimeException | ArithmeticException e) {
            return Instant.MIN;
        }
    }

    static long nanos(Duration duration) {
        return TimeUnit.NANOSECONDS.convert(duration);
    }

    /** Seconds with three decimals, as JSON. */
    static void appendSeconds(StringBuilder target, long nanos) {
        long millis = nanos / 1_000_000;
        long rest = millis % 1000;
        target.append(millis / 1000).append('.');
        target.append((char) ('0' + rest / 100));
        target.append((char) ('0' + rest / 10 % 10));
        target.append((char) ('0' + rest % 10));
    }
}
