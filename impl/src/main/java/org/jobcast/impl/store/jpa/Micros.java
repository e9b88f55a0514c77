package org.jobcast.impl.store.jpa;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Times as columns: microseconds since 1970 in a {@code BIGINT}. Timestamp columns would depend on the time zones of node,
 * session and server, and on how a JPA provider maps them.
 */
final class Micros {
    private Micros() {}

    /** Clamps what does not fit, {@link Instant#MAX} for one. */
    static long of(Instant time) {
        try {
            return ChronoUnit.MICROS.between(Instant.EPOCH, time);
        } catch (ArithmeticException e) {
            return time.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    static @Nullable Long orNull(@Nullable Instant time) {
        return time == null ? null : of(time);
    }

    static Instant toInstant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    static @Nullable Instant toInstantOrNull(@Nullable Long micros) {
        return micros == null ? null : toInstant(micros);
    }
}
