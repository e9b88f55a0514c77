package org.jobcast.job;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of this application. Inject it by CDI.
 *
 * <p>Thread-safe; no method waits for a job or a client. A type is 1 to 64 characters of {@code A-Z a-z 0-9 _ . : -}.
 */
public interface JobRegistry {
    /**
     * Submits a job with the default options.
     *
     * @param type the job's type
     * @param body the work
     * @return the job, queued or running
     * @throws IllegalArgumentException if the type is not allowed
     * @throws JobRefusedException if the queue is full or the application is shutting down; the job will not run
     */
    default Job submit(String type, JobBody body) {
        return submit(type, JobOptions.defaults(), body);
    }

    /**
     * Submits a job. It runs on the server's {@code ManagedExecutorService} where there is one, else on virtual threads
     * where the JDK has them, else on a bounded pool.
     *
     * @param type the job's type
     * @param options its options
     * @param body the work
     * @return the job, queued or running; the first one if the options' id was submitted before
     * @throws IllegalArgumentException if the type or the id is not allowed
     * @throws JobRefusedException if the queue is full or the application is shutting down; the job will not run
     * @throws JobConflictException if the id belongs to a job of another owner or type
     */
    Job submit(String type, JobOptions options, JobBody body);

    /**
     * Opens a job that is driven by the caller.
     *
     * @param type the job's type
     * @return its emitter; close it
     * @throws IllegalArgumentException if the type is not allowed
     * @throws JobRefusedException if too many jobs are kept or the application is shutting down
     */
    default JobEmitter open(String type) {
        return open(type, JobOptions.defaults());
    }

    /**
     * Opens a job that is driven by the caller. A retry policy has no meaning here, nor has
     * {@link JobOptions.Builder#repeatable}.
     *
     * @param type the job's type
     * @param options its options
     * @return its emitter; close it
     * @throws IllegalArgumentException if the type or the id is not allowed
     * @throws JobRefusedException if too many jobs are kept or the application is shutting down
     * @throws JobConflictException if the id is taken: an emitter belongs to one caller
     */
    JobEmitter open(String type, JobOptions options);

    /**
     * Looks a job up.
     *
     * @param id the job's id
     * @return the job, if it is known
     */
    Optional<Job> find(String id);

    /**
     * Looks a job up that has to be there.
     *
     * @param id the job's id
     * @return the job
     * @throws UnknownJobException if it is not known
     */
    Job require(String id);

    /**
     * Asks a job to stop.
     *
     * @param id the job's id
     * @return what came of it
     */
    default CancelOutcome cancel(String id) {
        return cancel(id, null);
    }

    /**
     * Asks a job to stop: its token tells it, its thread is interrupted, what it tracks is cancelled, and its clients learn
     * it at once.
     *
     * @param id the job's id
     * @param reason told to clients, null for none
     * @return what came of it
     */
    CancelOutcome cancel(String id, @Nullable String reason);

    /**
     * Runs an ended job again, as a new job: the same body, type, owner and options, but an id of its own, and a snapshot
     * that {@linkplain JobSnapshot#repeats says} which job it repeats. The ended job stays as it is.
     *
     * <p>While a job that repeats it has not ended, repeating it again returns that one, so two callers at once start one
     * job. After that, it can be repeated anew.
     *
     * <p>What can be repeated is in the memory of this node: a job that was submitted as
     * {@link JobOptions.Builder#repeatable}, as long as it is kept.
     *
     * @param id the id of the ended job
     * @return the job that repeats it, queued or running
     * @throws UnknownJobException if the job is not known
     * @throws JobNotEndedException if it has not ended
     * @throws JobNotRepeatableException if it was not submitted as repeatable
     * @throws JobRefusedException if the queue is full or the application is shutting down; nothing will run
     */
    Job repeat(String id);

    /**
     * Reads a result; it stays.
     *
     * @param id the job's id
     * @return the result, empty if the job is unknown, has not succeeded or its result was popped
     */
    Optional<JobResult> result(String id);

    /**
     * Reads a result and removes it: of many callers exactly one gets it.
     *
     * @param id the job's id
     * @return the result, empty if the job is unknown, has not succeeded or its result was popped
     */
    Optional<JobResult> popResult(String id);

    /**
     * Lists jobs.
     *
     * @param query which
     * @return a page, newest first
     */
    JobPage list(JobQuery query);

    /**
     * Counts jobs.
     *
     * @return the number of jobs in each state, every state included
     */
    Map<JobState, Long> counts();

    /**
     * Removes jobs that ended some time ago, with their streams and results.
     *
     * @param olderThan counted from the terminal state
     * @param dryRun true to only count them
     * @return how many
     * @throws IllegalArgumentException if the time is negative
     */
    int cleanup(Duration olderThan, boolean dryRun);
}
