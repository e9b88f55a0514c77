package org.jobcast.impl.job;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jobcast.channel.SlowClientPolicy;

/**
 * The bounds and defaults of jobs.
 *
 * @param historyEvents the most events in a job's history, unless its options say otherwise
 * @param historyBytes the most bytes in a job's history, unless its options say otherwise
 * @param maxKept the most jobs, ended ones that are kept included
 * @param maxQueued the most jobs that wait for a thread
 * @param maxRunning the most bodies that run at a time
 * @param maxRunningPerType the most bodies of one type that run at a time, 0 for no limit
 * @param maxRunningOf the same for single types, instead of {@code maxRunningPerType}
 * @param ttl how long an ended job is kept, unless its options say otherwise
 * @param slowClients what happens to a slow client, unless the options of its job say otherwise
 */
public record JobSettings(
        int historyEvents,
        long historyBytes,
        int maxKept,
        int maxQueued,
        int maxRunning,
        int maxRunningPerType,
        Map<String, Integer> maxRunningOf,
        Duration ttl,
        SlowClientPolicy slowClients) {
    /** The longest result, in characters of JSON text. A job with a longer one fails. */
    public static final int MAX_RESULT_LENGTH = 16 << 20;

    /** Checks and copies. */
    public JobSettings {
        maxRunningOf = Map.copyOf(maxRunningOf);
        Objects.requireNonNull(slowClients, "slowClients");
        if (historyEvents < 1 || historyBytes < 1 || maxKept < 1 || maxRunning < 1) {
            throw new IllegalArgumentException("the bounds of jobs must be positive");
        }
        if (maxQueued < 0 || maxRunningPerType < 0 || ttl.isNegative()) {
            throw new IllegalArgumentException("maxQueued, maxRunningPerType and ttl must not be negative");
        }
        if (maxRunningOf.values().stream().anyMatch(limit -> limit < 0)) {
            throw new IllegalArgumentException("the limit of a job type must not be negative; 0 means none");
        }
    }

    /**
     * The same settings with another time to live.
     *
     * @param other how long an ended job is kept, unless its options say otherwise
     * @return the settings
     */
    public JobSettings withTtl(Duration other) {
        return new JobSettings(
                historyEvents,
                historyBytes,
                maxKept,
                maxQueued,
                maxRunning,
                maxRunningPerType,
                maxRunningOf,
                other,
                slowClients);
    }

    int limitOf(String type) {
        int limit = maxRunningOf.getOrDefault(type, maxRunningPerType);
        return limit == 0 ? Integer.MAX_VALUE : limit;
    }
}
