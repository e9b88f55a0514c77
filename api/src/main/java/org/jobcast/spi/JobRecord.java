package org.jobcast.spi;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jobcast.job.JobError;
import org.jobcast.job.JobProgress;
import org.jobcast.job.JobState;
import org.jspecify.annotations.Nullable;

/**
 * What a store keeps of a job. A value: a change is a new record of the next revision, see {@link #change()}. Times are cut to
 * microseconds, which every store can keep.
 *
 * @param id the job's id
 * @param type its type
 * @param owner the principal it belongs to, null for an anonymous job
 * @param state its state
 * @param created when it was submitted
 * @param started when its first attempt began, null before
 * @param ended when it reached its terminal state, null before
 * @param expires when the reaper may take it, null until it has ended
 * @param attempt the number of the attempt, 0 before the first
 * @param progress how far it was when the record was written, null if it had not said
 * @param error why it failed, null unless it did
 * @param cancelReason why it was asked to stop, null if it was not, or nobody said why
 * @param result its result as JSON text, null if it has none or the result was popped
 * @param input what it works on, JSON text that says how to run it again; null if it cannot be run again
 * @param assignment which node it belongs to
 * @param lastEvent the sequence number of its newest event when the record was written
 * @param revision counts the changes, from 1
 */
public record JobRecord(
        String id,
        String type,
        @Nullable String owner,
        JobState state,
        Instant created,
        @Nullable Instant started,
        @Nullable Instant ended,
        @Nullable Instant expires,
        int attempt,
        @Nullable JobProgress progress,
        @Nullable JobError error,
        @Nullable String cancelReason,
        @Nullable String result,
        @Nullable String input,
        Assignment assignment,
        long lastEvent,
        long revision) {
    /**
     * Checks.
     *
     * @param id the job's id
     * @param type its type
     * @param owner the principal it belongs to, null for an anonymous job
     * @param state its state
     * @param created when it was submitted
     * @param started when its first attempt began, null before
     * @param ended when it reached its terminal state, null before
     * @param expires when the reaper may take it, null until it has ended
     * @param attempt the number of the attempt, 0 before the first
     * @param progress how far it was when the record was written, null if it had not said
     * @param error why it failed, null unless it did
     * @param cancelReason why it was asked to stop, null if it was not, or nobody said why
     * @param result its result as JSON text, null if it has none or the result was popped
     * @param input what it works on, JSON text that says how to run it again; null if it cannot be run again
     * @param assignment which node it belongs to
     * @param lastEvent the sequence number of its newest event when the record was written
     * @param revision counts the changes, from 1
     */
    public JobRecord {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(created, "created");
        Objects.requireNonNull(assignment, "assignment");
        if (state.isTerminal() != (ended != null) || state.isTerminal() != (expires != null)) {
            throw new IllegalArgumentException("a job has ended, and expires, exactly when its state is terminal");
        }
        if (attempt < 0 || lastEvent < 0 || revision < 1) {
            throw new IllegalArgumentException("attempt >= 0, lastEvent >= 0, revision >= 1");
        }
        created = created.truncatedTo(ChronoUnit.MICROS);
        started = micros(started);
        ended = micros(ended);
        expires = micros(expires);
    }

    private static @Nullable Instant micros(@Nullable Instant time) {
        return time == null ? null : time.truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * The first record of a job that belongs to no node and cannot be run again.
     *
     * @param id the job's id
     * @param type its type
     * @param owner the principal it belongs to, null for an anonymous job
     * @param created when it was submitted
     * @return a queued job of revision 1
     */
    public static JobRecord queued(String id, String type, @Nullable String owner, Instant created) {
        return queued(id, type, owner, created, null, Assignment.none());
    }

    /**
     * The first record of a job.
     *
     * @param id the job's id
     * @param type its type
     * @param owner the principal it belongs to, null for an anonymous job
     * @param created when it was submitted
     * @param input what it works on, JSON text that says how to run it again; null if it cannot be run again
     * @param assignment which node it belongs to
     * @return a queued job of revision 1
     */
    public static JobRecord queued(
            String id,
            String type,
            @Nullable String owner,
            Instant created,
            @Nullable String input,
            Assignment assignment) {
        return new JobRecord(
                id,
                type,
                owner,
                JobState.QUEUED,
                created,
                null,
                null,
                null,
                0,
                null,
                null,
                null,
                null,
                input,
                assignment,
                0,
                1);
    }

    /**
     * Begins the next revision.
     *
     * @return a builder that holds the values of this record
     */
    public Builder change() {
        return new Builder(this);
    }

    /** Builds the next revision of a {@link JobRecord}. Not thread-safe. */
    public static final class Builder {
        private final JobRecord from;
        private JobState state;
        private @Nullable Instant started;
        private @Nullable Instant ended;
        private @Nullable Instant expires;
        private int attempt;
        private @Nullable JobProgress progress;
        private @Nullable JobError error;
        private @Nullable String cancelReason;
        private @Nullable String result;
        private Assignment assignment;
        private long lastEvent;

        private Builder(JobRecord from) {
            this.from = from;
            this.state = from.state;
            this.started = from.started;
            this.ended = from.ended;
            this.expires = from.expires;
            this.attempt = from.attempt;
            this.progress = from.progress;
            this.error = from.error;
            this.cancelReason = from.cancelReason;
            this.result = from.result;
            this.assignment = from.assignment;
            this.lastEvent = from.lastEvent;
        }

        /**
         * Sets the state of a job that goes on.
         *
         * @param state a state that is not terminal
         * @return this
         */
        public Builder state(JobState state) {
            this.state = state;
            return this;
        }

        /**
         * Sets the terminal state.
         *
         * @param state the terminal state
         * @param ended when
         * @param expires when the reaper may take the job
         * @return this
         */
        public Builder ended(JobState state, Instant ended, Instant expires) {
            this.state = state;
            this.ended = ended;
            this.expires = expires;
            return this;
        }

        /**
         * Counts an attempt.
         *
         * @param attempt its number, from 1
         * @param now when it begins; kept for the first attempt only
         * @return this
         */
        public Builder attempt(int attempt, Instant now) {
            this.attempt = attempt;
            this.started = started == null ? now : started;
            return this;
        }

        /**
         * Sets how far the job is.
         *
         * @param progress the progress, null if it never said
         * @param lastEvent the sequence number of its newest event
         * @return this
         */
        public Builder progress(@Nullable JobProgress progress, long lastEvent) {
            this.progress = progress;
            this.lastEvent = lastEvent;
            return this;
        }

        /**
         * Sets why the job failed.
         *
         * @param error the error, null for none
         * @return this
         */
        public Builder error(@Nullable JobError error) {
            this.error = error;
            return this;
        }

        /**
         * Sets why the job was asked to stop.
         *
         * @param reason the reason, null if nobody said why
         * @return this
         */
        public Builder cancelReason(@Nullable String reason) {
            this.cancelReason = reason;
            return this;
        }

        /**
         * Sets or removes the result.
         *
         * @param result JSON text, null for none
         * @return this
         */
        public Builder result(@Nullable String result) {
            this.result = result;
            return this;
        }

        /**
         * Sets which node the job belongs to.
         *
         * @param assignment the assignment
         * @return this
         */
        public Builder assignment(Assignment assignment) {
            this.assignment = assignment;
            return this;
        }

        /**
         * Builds the record.
         *
         * @return the next revision
         * @throws IllegalArgumentException if the values do not fit together
         */
        public JobRecord build() {
            return new JobRecord(
                    from.id,
                    from.type,
                    from.owner,
                    state,
                    from.created,
                    started,
                    ended,
                    expires,
                    attempt,
                    progress,
                    error,
                    cancelReason,
                    result,
                    from.input,
                    assignment,
                    lastEvent,
                    from.revision + 1);
        }
    }

    /** Names the job, its state and revision; result, error and progress are left out, so that they reach no log. */
    @Override
    public String toString() {
        return "JobRecord[" + id + " " + type + " " + state + ", revision " + revision + "]";
    }
}
