package org.jobcast.impl.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Times as stores keep them: microseconds since 1970 as a number. A store's own type for times would depend on the time zones
 * of node, session and server, and on how a driver maps it.
 */
public final class Micros {
    private Micros() {}

    /**
     * A time as a number.
     *
     * @param time the time
     * @return its microseconds; what does not fit is clamped, {@link Instant#MAX} for one
     */
    public static long of(Instant time) {
        try {
            return ChronoUnit.MICROS.between(Instant.EPOCH, time);
        } catch (ArithmeticException e) {
            return time.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    /**
     * A time that may be missing.
     *
     * @param time the time, or null
     * @return its microseconds, or null
     */
    public static @Nullable Long orNull(@Nullable Instant time) {
        return time == null ? null : of(time);
    }

    /**
     * A number as a time.
     *
     * @param micros the microseconds
     * @return the time
     */
    public static Instant toInstant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /**
     * A number that may be missing.
     *
     * @param micros the microseconds, or null
     * @return the time, or null
     */
    public static @Nullable Instant toInstantOrNull(@Nullable Long micros) {
        return micros == null ? null : toInstant(micros);
    }
}
