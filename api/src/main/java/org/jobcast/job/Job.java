package org.jobcast.job;

import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A job as others see it. Thread-safe; no method waits. It stays usable after the reaper has taken the job. */
public interface Job {
    /**
     * The job's id.
     *
     * @return the id
     */
    String id();

    /**
     * The job's type.
     *
     * @return the type
     */
    String type();

    /**
     * The state now.
     *
     * @return the state
     */
    JobState state();

    /**
     * The job now.
     *
     * @return a snapshot
     */
    JobSnapshot snapshot();

    /**
     * Where a browser follows the job: {@code new EventSource(uri)}.
     *
     * @return an absolute path with the application's context path
     */
    URI streamUri();

    /**
     * Asks the job to stop.
     *
     * @return what came of it
     */
    default CancelOutcome cancel() {
        return cancel(null);
    }

    /**
     * Asks the job to stop.
     *
     * @param reason told to clients, null for none
     * @return what came of it
     */
    CancelOutcome cancel(@Nullable String reason);

    /**
     * The result, which may be read any number of times.
     *
     * @return the result if the job has succeeded and nobody has popped it
     */
    Optional<JobResult> result();

    /**
     * Completes with the last snapshot when the job has ended, however it ended. Never completes exceptionally.
     *
     * @return the stage; its dependents run on a jobcast thread and must not block
     */
    CompletionStage<JobSnapshot> completion();
}
