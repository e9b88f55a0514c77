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
     * Names the work of a type of jobs, so that they can be run again. Call it when the application starts, on every node; a
     * CDI bean with {@link JobType} needs no call.
     *
     * @param type the type
     * @param input the class of what a job works on
     * @param handler the work
     * @param <I> what a job works on
     * @throws IllegalArgumentException if the type is not allowed, or registered already
     */
    <I> void register(String type, Class<I> input, JobHandler<? super I> handler);

    /**
     * Starts a job of a registered type with the default options.
     *
     * @param type the type
     * @param input what it works on
     * @return the job, queued or running
     * @throws IllegalArgumentException if the type is not registered here, or the input does not come back from its JSON
     * @throws JobRefusedException if the queue is full or the application is shutting down; the job will not run
     */
    default Job start(String type, @Nullable Object input) {
        return start(type, input, JobOptions.defaults());
    }

    /**
     * Starts a job of a registered type. With a store that outlives the application, a job whose node dies or stops is run
     * again by another node, or by this one when it is back, as the next attempt; the stream goes on and says so by an event
     * {@code restart}. A job that was interrupted so by ten crashes is lost. Elsewhere it is as if it had been submitted.
     *
     * @param type the type
     * @param input what it works on, at most 1 MiB of JSON
     * @param options its options; they are kept with the job
     * @return the job, queued or running; the first one if the options' id was used before
     * @throws IllegalArgumentException if the type is not registered here, the id is not allowed, or the input is too large or
     *     does not come back from its JSON
     * @throws JobRefusedException if the queue is full or the application is shutting down; the job will not run
     * @throws JobConflictException if the id belongs to a job of another owner or type
     */
    Job start(String type, @Nullable Object input, JobOptions options);

    /**
     * Starts a job of a registered type at every moment of a schedule. Call it when the application starts, on every node with
     * the same arguments; at each moment exactly one of them starts the job. A moment that comes while no node is there is
     * passed over, unless the schedule {@linkplain Schedule#catchingUp catches up}. A job that still runs does not hold up the
     * next one.
     *
     * <p>The job's id is {@code cron:<name>:<seconds since 1970>}. It is kept for an hour at least, so that no node starts it
     * again.
     *
     * @param name the name of the plan, 1 to 64 characters of {@code A-Z a-z 0-9 _ . : -}; a plan of the same name is replaced
     * @param schedule when
     * @param type the type of the jobs
     * @param input what they work on
     * @param options their options; id, start and delay are the schedule's
     * @throws IllegalArgumentException if the name is not allowed, the type is not registered here, or the input does not come
     *     back from its JSON
     * @throws JobRefusedException if there are 1,000 plans already
     */
    void schedule(String name, Schedule schedule, String type, @Nullable Object input, JobOptions options);

    /**
     * Ends a plan on this node. Jobs that it has started go on.
     *
     * @param name the name of the plan
     * @return false if there is none of this name
     */
    boolean unschedule(String name);

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
     * <p>What can be repeated was submitted as {@link JobOptions.Builder#repeatable}. A job of a registered type is repeated by
     * any node where the type is registered, as long as the job is kept; another one by the node that has its body in memory.
     *
     * @param id the id of the ended job
     * @return the job that repeats it, queued or running
     * @throws UnknownJobException if the job is not known
     * @throws JobNotEndedException if it has not ended
     * @throws JobNotRepeatableException if it was not submitted as repeatable, or its body is gone
     * @throws JobRefusedException if the queue is full or the application is shutting down; nothing will run
     */
    Job repeat(String id);

    /**
     * Sends a signal to a job, wherever it runs; {@link JobContext#awaitSignal} receives it. One that nobody waits for is kept.
     *
     * @param id the job's id
     * @param name the signal's name, 1 to 128 characters of {@code A-Z a-z 0-9 _ . : -}
     * @param payload what it says: any value that becomes JSON, of 1 MiB at most
     * @return what came of it
     * @throws IllegalArgumentException if the name is not allowed or the payload too large
     */
    SignalOutcome signal(String id, String name, @Nullable Object payload);

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
