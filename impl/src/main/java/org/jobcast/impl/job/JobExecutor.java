package org.jobcast.impl.job;

/** Gives threads to bodies. Thread-safe. */
public interface JobExecutor extends AutoCloseable {
    /**
     * Runs work on another thread, soon: the engine does the queueing.
     *
     * @param work the work; it throws nothing
     * @throws java.util.concurrent.RejectedExecutionException if there is no thread for it; it will not run
     */
    void execute(Runnable work);

    /** Ends the threads, interrupting those that still work. Does not wait. Closing twice has no effect. */
    @Override
    void close();
}
