package org.jobcast.job;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Drives a job from code that jobcast does not run.
 *
 * <pre>{@code
 * try (JobEmitter report = jobs.open("report")) {
 *     report.progress(1, 2);
 *     report.result(Map.of("pages", 17));
 * }
 * }</pre>
 *
 * <p>{@link #result} or {@link #complete} says that the work is done; {@link #close} then ends the job as succeeded. A job
 * that is closed without either has failed: that is how leaving the block by an exception is seen. Thread-safe.
 */
public interface JobEmitter extends JobOutput, CancellationToken, AutoCloseable {
    /**
     * The job that is driven.
     *
     * @return the job
     */
    Job job();

    /**
     * Cancels the future when the job is cancelled.
     *
     * @param work the work
     * @param <T> the kind of future
     * @return the same future
     */
    <T extends Future<?>> T track(T work);

    /**
     * Ties the work to the job: cancelling the job cancels the stage (as a {@code CompletableFuture}), and when the stage
     * fails while the job is open, the job fails with its error.
     *
     * @param work the work
     * @param <T> the kind of stage
     * @return the same stage
     */
    <T extends CompletionStage<?>> T trackStage(T work);

    /**
     * Interrupts the thread when the job is cancelled, until the job ends.
     *
     * @param worker the thread that works
     */
    void track(Thread worker);

    /**
     * Sets the result; the last one before the end counts.
     *
     * @param value any value that becomes JSON, or null
     * @return false if the job has ended
     */
    boolean result(@Nullable Object value);

    /**
     * Says that the work is done and has no result to show; a result that was set before stays.
     *
     * @return false if the job has ended
     */
    boolean complete();

    /**
     * Ends the job as failed.
     *
     * @param cause the reason; its simple class name and message are told to clients
     * @return false if the job has ended
     */
    boolean fail(Throwable cause);

    /**
     * Ends the job: as succeeded after {@link #result} or {@link #complete}, as cancelled if it was asked to stop, else as
     * failed. Closing twice has no effect. Never throws.
     */
    @Override
    void close();
}
