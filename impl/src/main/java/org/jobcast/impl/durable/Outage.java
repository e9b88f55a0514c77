package org.jobcast.impl.durable;

import java.time.Duration;

/** Says once that something fails, and once that it works again. Used by one thread. */
final class Outage {
    private static final System.Logger LOG = System.getLogger(Outage.class.getName());
    private static final long SHORTEST = Duration.ofMillis(50).toNanos();
    private static final long LONGEST = Duration.ofSeconds(2).toNanos();

    private final String failing;
    private final String working;
    private int failures;
    private long since;

    /**
     * @param failing what is said when it begins
     * @param working what is said when it is over
     */
    Outage(String failing, String working) {
        this.failing = failing;
        this.working = working;
    }

    /** Takes note of a failure and tells how long to wait before the next attempt, in nanoseconds. */
    long failed(Throwable cause) {
        if (failures == 0) {
            since = System.nanoTime();
            LOG.log(System.Logger.Level.WARNING, failing, cause);
        } else {
            LOG.log(System.Logger.Level.DEBUG, failing, cause);
        }
        failures++;
        return Math.min(LONGEST, SHORTEST << Math.min(failures - 1, 6));
    }

    void worked() {
        if (failures > 0) {
            Duration time = Duration.ofNanos(System.nanoTime() - since);
            LOG.log(System.Logger.Level.INFO, "{0} after {1} attempts that failed, {2}", working, failures, time);
            failures = 0;
        }
    }
}
