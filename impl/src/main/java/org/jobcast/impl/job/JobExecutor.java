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

    /**
     * Binds work to what the calling thread has of the server: the name of its user, its naming context. Work may wait and be
     * handed over by a thread of somebody else.
     *
     * @param work the work
     * @return runs the work, as often as it is run, with the contexts of the thread that has called this method
     */
    default Runnable inContext(Runnable work) {
        return work;
    }

    /** Ends the threads, interrupting those that still work. Does not wait. Closing twice has no effect. */
    @Override
    void close();
}
