package org.jobcast.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jobcast.channel.SlowClientPolicy;
import org.jspecify.annotations.Nullable;

/**
 * The options of a job. A value.
 *
 * @param id the id that makes a repeated submit return the first job, null (default) for a new random id; 1 to 128
 *     characters of {@code A-Z a-z 0-9 _ . : -}
 * @param owner the principal it belongs to, null (default) for the one that submits it
 * @param anonymous whether it belongs to nobody, whoever submits it; default false
 * @param timeout how long all attempts together may run before the job fails, null (default) for no limit
 * @param retry whether a failed attempt is repeated; default {@link RetryPolicy#NONE}
 * @param ttl how long the job is kept after its end, null (default) for the setting {@code jobcast.job.ttl}
 * @param historyEvents how many events its history holds, 0 (default) for the setting {@code
 *     jobcast.job.history-events}
 * @param historyBytes how many bytes its history holds, 0 (default) for the setting {@code jobcast.job.history-size}
 * @param slowClients what happens to a slow client, null (default) for the setting {@code jobcast.job.slow-client}
 * @param repeatable whether the body can be run again after the job has ended; default false
 * @param startAt when it begins, null (default) for at once
 * @param delay how long after its submission it begins, zero (default) for at once
 */
public record JobOptions(
        @Nullable String id,
        @Nullable String owner,
        boolean anonymous,
        @Nullable Duration timeout,
        RetryPolicy retry,
        @Nullable Duration ttl,
        int historyEvents,
        long historyBytes,
        @Nullable SlowClientPolicy slowClients,
        boolean repeatable,
        @Nullable Instant startAt,
        Duration delay) {
    private static final JobOptions DEFAULTS =
            new JobOptions(null, null, false, null, RetryPolicy.NONE, null, 0, 0, null, false, null, Duration.ZERO);

    /**
     * Checks the parts.
     *
     * @param id the id that makes a repeated submit return the first job, null (default) for a new random id; 1 to 128
     *     characters of {@code A-Z a-z 0-9 _ . : -}
     * @param owner the principal it belongs to, null (default) for the one that submits it
     * @param anonymous whether it belongs to nobody, whoever submits it; default false
     * @param timeout how long all attempts together may run before the job fails, null (default) for no limit
     * @param retry whether a failed attempt is repeated; default {@link RetryPolicy#NONE}
     * @param ttl how long the job is kept after its end, null (default) for the setting {@code jobcast.job.ttl}
     * @param historyEvents how many events its history holds, 0 (default) for the setting {@code
     *     jobcast.job.history-events}
     * @param historyBytes how many bytes its history holds, 0 (default) for the setting {@code jobcast.job.history-size}
     * @param slowClients what happens to a slow client, null (default) for the setting {@code jobcast.job.slow-client}
     * @param repeatable whether the body can be run again after the job has ended; default false
     * @param startAt when it begins, null (default) for at once
     * @param delay how long after its submission it begins, zero (default) for at once
     */
    public JobOptions {
        Objects.requireNonNull(retry, "retry");
        if (timeout != null && (timeout.isNegative() || timeout.isZero())) {
            throw new IllegalArgumentException("timeout must be positive");
        }
        if (ttl != null && ttl.isNegative()) {
            throw new IllegalArgumentException("ttl must not be negative");
        }
        if (historyEvents < 0 || historyBytes < 0) {
            throw new IllegalArgumentException("history limits must not be negative; 0 means the setting's value");
        }
        if (delay.isNegative() || (startAt != null && !delay.isZero())) {
            throw new IllegalArgumentException("a job begins at a time or after a delay that is not negative");
        }
        if (anonymous && owner != null) {
            throw new IllegalArgumentException("an anonymous job has no owner");
        }
    }

    /**
     * The defaults.
     *
     * @return the default options
     */
    public static JobOptions defaults() {
        return DEFAULTS;
    }

    /**
     * The same options for another job, which begins at once.
     *
     * @param id its id, as {@link Builder#id} takes it
     * @param owner whose it is, null for nobody's
     * @param ttl how long it is kept after its end, null for the setting
     * @return a copy with these values
     */
    public JobOptions forJob(String id, @Nullable String owner, @Nullable Duration ttl) {
        return new JobOptions(
                id,
                owner,
                owner == null,
                timeout,
                retry,
                ttl,
                historyEvents,
                historyBytes,
                slowClients,
                repeatable,
                null,
                Duration.ZERO);
    }

    /**
     * Begins with the defaults.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds {@link JobOptions}. Not thread-safe. */
    public static final class Builder {
        private @Nullable String id;
        private @Nullable String owner;
        private boolean anonymous;
        private @Nullable Duration timeout;
        private RetryPolicy retry = RetryPolicy.NONE;
        private @Nullable Duration ttl;
        private int historyEvents;
        private long historyBytes;
        private @Nullable SlowClientPolicy slowClients;
        private boolean repeatable;
        private @Nullable Instant startAt;
        private Duration delay = Duration.ZERO;

        private Builder() {}

        /**
         * Makes the submit idempotent: a second submit of the same id returns the first job.
         *
         * @param id the job's id; make it unguessable if the job is anonymous
         * @return this
         */
        public Builder id(String id) {
            this.id = Objects.requireNonNull(id, "id");
            return this;
        }

        /**
         * Gives the job to a principal.
         *
         * @param owner the principal's name
         * @return this
         */
        public Builder owner(String owner) {
            this.owner = Objects.requireNonNull(owner, "owner");
            return this;
        }

        /**
         * Makes the job readable by whoever knows its id.
         *
         * @return this
         */
        public Builder anonymous() {
            this.anonymous = true;
            return this;
        }

        /**
         * Fails the job when it has not ended in time.
         *
         * @param timeout counted from the start of the first attempt
         * @return this
         */
        public Builder timeout(Duration timeout) {
            this.timeout = Objects.requireNonNull(timeout, "timeout");
            return this;
        }

        /**
         * Repeats failed attempts.
         *
         * @param retry the policy
         * @return this
         */
        public Builder retry(RetryPolicy retry) {
            this.retry = retry;
            return this;
        }

        /**
         * How long the job is kept after its end.
         *
         * @param ttl counted from the terminal state
         * @return this
         */
        public Builder ttl(Duration ttl) {
            this.ttl = Objects.requireNonNull(ttl, "ttl");
            return this;
        }

        /**
         * How many events the history holds.
         *
         * @param events a positive number, 0 for the setting's value
         * @return this
         */
        public Builder historyEvents(int events) {
            this.historyEvents = events;
            return this;
        }

        /**
         * How many bytes the history holds.
         *
         * @param bytes a positive number, 0 for the setting's value
         * @return this
         */
        public Builder historyBytes(long bytes) {
            this.historyBytes = bytes;
            return this;
        }

        /**
         * What happens to a slow client.
         *
         * @param policy the policy
         * @return this
         */
        public Builder slowClients(SlowClientPolicy policy) {
            this.slowClients = policy;
            return this;
        }

        /**
         * Promises that the body can be run again after the job has ended, so that {@link JobRegistry#repeat} may do so:
         * what it works on is still there, and doing it twice does no harm. A job of a {@linkplain JobRegistry#register
         * registered type} can then be run again as long as it is kept, on every node of its store. Another body, and all
         * that it holds, stays in memory: as long as the job is kept, or with a store that outlives the application as long
         * as it runs.
         *
         * @return this
         */
        public Builder repeatable() {
            this.repeatable = true;
            return this;
        }

        /**
         * Begins the job at a time; at once if that has passed. A job of a registered type in a store that outlives the
         * application is begun by any one node then, or later by the first node that is there again. Any other job waits on
         * the node that submitted it, and is cancelled when that stops.
         *
         * @param time when
         * @return this
         */
        public Builder startAt(Instant time) {
            this.startAt = Objects.requireNonNull(time, "time");
            return this;
        }

        /**
         * Begins the job some time after its submission; see {@link #startAt}.
         *
         * @param delay how long after
         * @return this
         */
        public Builder delay(Duration delay) {
            this.delay = Objects.requireNonNull(delay, "delay");
            return this;
        }

        /**
         * Builds the options.
         *
         * @return the options
         * @throws IllegalArgumentException if a value is not allowed
         */
        public JobOptions build() {
            return new JobOptions(
                    id,
                    owner,
                    anonymous,
                    timeout,
                    retry,
                    ttl,
                    historyEvents,
                    historyBytes,
                    slowClients,
                    repeatable,
                    startAt,
                    delay);
        }
    }
}
