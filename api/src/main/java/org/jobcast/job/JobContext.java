package org.jobcast.job;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A running job as its body sees it. Valid until the body returns; thread-safe.
 *
 * <p>Steps, checkpoints and signals live in the store with the job. A further attempt, after a failure or on another node when
 * the first one is dead, finds them again. Their methods wait for the store, also while it cannot be reached, and throw {@link
 * JobCancelledException} when the job is asked to stop, has timed out or belongs to another node. When one of them returns,
 * the events that were emitted before it are stored, too.
 */
public interface JobContext extends JobOutput, CancellationToken {
    /**
     * The job's id.
     *
     * @return the id
     */
    String jobId();

    /**
     * The number of this attempt.
     *
     * @return from 1
     */
    int attempt();

    /**
     * Whether the job was told to stop here because it goes on elsewhere: this node stops, or another one owns the job now. What
     * the next attempt needs must then stay in place. {@link #isCancelled} is true as well.
     *
     * @return false for a job that was cancelled or has timed out
     */
    boolean isHandedOver();

    /**
     * Runs a step, unless an earlier attempt has finished it: then its outcome is read instead. A crash in the middle of the
     * step, or before its outcome is stored, has it run again.
     *
     * @param name the step's name, 1 to 128 characters of {@code A-Z a-z 0-9 _ . : -}, one for each step of the job
     * @param step the work; its outcome becomes JSON
     * @return the outcome, read from its JSON whether the step was run or not
     * @throws Exception what the step throws; it is then not finished
     * @throws IllegalArgumentException if the name is not allowed or the outcome has more than 16 MiB of JSON
     * @throws IllegalStateException if the job has more than 10,000 steps, or its body has returned
     */
    JobValue runStepOnce(String name, Callable<?> step) throws Exception;

    /**
     * Runs a step, unless an earlier attempt has finished it.
     *
     * @param name the step's name
     * @param type the class to read the outcome as
     * @param step the work; its outcome becomes JSON
     * @param <T> the type of the outcome
     * @return the outcome, read from its JSON whether the step was run or not
     * @throws Exception what the step throws; it is then not finished
     * @throws IllegalArgumentException if the name is not allowed or the outcome cannot be kept or read
     */
    default <T> @Nullable T runStepOnce(String name, Class<T> type, Callable<? extends T> step) throws Exception {
        return runStepOnce(name, step).as(type);
    }

    /**
     * Says from where a further attempt may go on. Replaces the checkpoint before, and includes which signals were received.
     *
     * @param state any value that becomes JSON, of 16 MiB at most
     * @throws IllegalArgumentException if the state is larger
     * @throws IllegalStateException if the body has returned
     */
    void checkpoint(@Nullable Object state);

    /**
     * The last checkpoint, of this attempt or of an earlier one.
     *
     * @return the checkpoint, empty if there was none
     */
    Optional<JobValue> lastCheckpoint();

    /**
     * Waits for a signal that was sent by {@link JobRegistry#signal} on any node, before or after this call. Signals of a name
     * are received in the order in which they were sent, each once. A further attempt receives again those that came after the
     * last checkpoint and outside of a finished step.
     *
     * <p>The thread waits; a job that waits costs the store less than one query a second, all of a node together.
     *
     * @param name the signal's name, 1 to 128 characters of {@code A-Z a-z 0-9 _ . : -}
     * @param timeout how long to wait, zero to only look
     * @return its payload, empty if none came in time
     * @throws InterruptedException if the thread is interrupted although nobody asked the job to stop
     * @throws IllegalArgumentException if the name is not allowed or the time is negative
     * @throws IllegalStateException if the body has returned
     */
    Optional<JobValue> awaitSignal(String name, Duration timeout) throws InterruptedException;
}
