package org.jobcast.job;

/** Tells a job that it was asked to stop. Thread-safe. */
public interface CancellationToken {
    /**
     * Whether the job was asked to stop.
     *
     * @return true from the moment it was
     */
    boolean isCancelled();

    /**
     * Leaves the job if it was asked to stop.
     *
     * @throws JobCancelledException if it was; let it pass through the body
     */
    void throwIfCancelled();

    /**
     * Runs an action when the job is asked to stop, on the thread that asks; at once if it was asked before. An exception
     * of the action is logged.
     *
     * @param action short and not blocking, for example closing a connection
     */
    void onCancel(Runnable action);
}
