package org.jobcast.impl.store.dynamodb;

import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * How long events are kept, whatever becomes of their job.
 *
 * @param clock the time
 * @param length how long, zero for ever
 */
record Lifetime(InstantSource clock, Duration length) {
    /** The attribute of an item that is written now: seconds since 1970, null if it is kept for ever. */
    @Nullable Long end() {
        return length.isZero() ? null : clock.instant().plus(length).getEpochSecond();
    }

    /** Whether something that was written then may be gone by now. */
    boolean mayBeOver(long written) {
        return !length.isZero() && now() - written >= length.toSeconds();
    }

    /** Now, in seconds since 1970. */
    long now() {
        return clock.instant().getEpochSecond();
    }
}
