package org.jobcast.impl.task;

import java.time.Instant;
import java.util.Objects;
import org.jobcast.job.JobError;
import org.jobcast.job.JobSnapshot;
import org.jobcast.job.JobState;
import org.jobcast.spi.JobRecord;
import org.jobcast.task.TaskState;
import org.jobcast.task.TaskStatus;
import org.jspecify.annotations.Nullable;

/** What a job says of its task. */
final class TaskStatuses {
    private TaskStatuses() {}

    static TaskStatus of(JobRecord job) {
        Instant ended = Objects.requireNonNull(job.ended());
        return of(job.state(), TaskKey.of(job).run(), ended, job.result(), job.error());
    }

    static TaskStatus of(JobSnapshot job, int run, @Nullable String result) {
        return of(job.state(), run, Objects.requireNonNull(job.ended()), result, job.error());
    }

    /** The task of a job that is not there any more, though the task has not ended. */
    static TaskStatus lost(int run, Instant now) {
        return new TaskStatus(TaskState.LOST, run, now, now, null, null);
    }

    private static TaskStatus of(
            JobState state, int run, Instant ended, @Nullable String result, @Nullable JobError error) {
        TaskState task = switch (state) {
            case SUCCEEDED -> TaskState.COMPLETED;
            case FAILED -> TaskState.FAILED;
            case CANCELLED -> TaskState.CANCELLED;
            case LOST -> TaskState.LOST;
            case QUEUED, RUNNING, CANCELLING -> throw new IllegalArgumentException("the job has not ended");
        };
        return new TaskStatus(task, run, ended, ended, task == TaskState.COMPLETED ? result : null, error);
    }
}
