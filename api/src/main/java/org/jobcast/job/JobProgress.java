package org.jobcast.job;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How far a job is.
 *
 * @param current how much is done, in units of the job
 * @param total how much there is to do, 0 if unknown
 * @param message what is being done, if the job said so
 * @param rate units per second since the first progress, 0 if unknown
 */
public record JobProgress(
        long current, long total, @Nullable String message, double rate) {
    /**
     * The share that is done.
     *
     * @return 0 to 100, or -1 if the total is unknown
     */
    public double percent() {
        if (total <= 0) {
            return -1;
        }
        return Math.max(0, Math.min(100, Math.round(current * 1000.0 / total) / 10.0));
    }

    /**
     * The time that is left at the present rate.
     *
     * @return the time, or null if it cannot be told
     */
    public @Nullable Duration eta() {
        if (total <= current || rate <= 0) {
            return total > 0 && total <= current ? Duration.ZERO : null;
        }
        double seconds = (total - current) / rate;
        return seconds > 1e9 ? null : Duration.ofMillis(Math.round(seconds * 1000));
    }
}
