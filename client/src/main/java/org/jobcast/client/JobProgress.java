package org.jobcast.client;

import java.time.Duration;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * How far a job is.
 *
 * @param current how much is done, in units of the job
 * @param total how much there is to do, 0 if unknown
 * @param message what is being done, null if the job did not say so
 * @param rate units per second, 0 if unknown
 * @param eta the time that is left at this rate, null if it cannot be told
 */
public record JobProgress(
        long current,
        long total,
        @Nullable String message,
        double rate,
        @Nullable Duration eta) {
    /**
     * The share that is done.
     *
     * @return 0 to 100 with one decimal, empty if the total is unknown
     */
    public OptionalDouble percent() {
        return total <= 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.max(0, Math.min(100, Math.round(current * 1000.0 / total) / 10.0)));
    }
}
