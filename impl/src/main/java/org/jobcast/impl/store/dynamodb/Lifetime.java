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
}
