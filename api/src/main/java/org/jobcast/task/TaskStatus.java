package org.jobcast.task;

import java.time.Instant;
import java.util.Objects;
import org.jobcast.job.JobError;
import org.jspecify.annotations.Nullable;

/**
 * What a row says of its task. A value.
 *
 * @param state how the task stands
 * @param run which run of the task it is, from 1; a restart begins the next one
 * @param updatedAt when that became so
 * @param completedAt when the task ended, null before
 * @param finalValue what {@code process} returned, JSON text; null unless the task is completed
 * @param error why it failed, null unless it did
 */
public record TaskStatus(
        TaskState state,
        int run,
        Instant updatedAt,
        @Nullable Instant completedAt,
        @Nullable String finalValue,
        @Nullable JobError error) {
    /**
     * Checks.
     *
     * @param state how the task stands
     * @param run which run of the task it is, from 1; a restart begins the next one
     * @param updatedAt when that became so
     * @param completedAt when the task ended, null before
     * @param finalValue what {@code process} returned, JSON text; null unless the task is completed
     * @param error why it failed, null unless it did
     */
    public TaskStatus {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(updatedAt, "updatedAt");
        if (run < 1 || state.hasEnded() != (completedAt != null)) {
            throw new IllegalArgumentException("run >= 1, and a task has completedAt exactly when it has ended");
        }
    }

    /**
     * A task that has not ended.
     *
     * @param state {@code CREATED} or {@code RUNNING}
     * @param run which run it is
     * @param now when that became so
     * @return the status
     */
    public static TaskStatus open(TaskState state, int run, Instant now) {
        return new TaskStatus(state, run, now, null, null, null);
    }

    /** The state and the run; the value is left out, so that it reaches no log. */
    @Override
    public String toString() {
        return "TaskStatus[" + state + ", run " + run + "]";
    }
}
