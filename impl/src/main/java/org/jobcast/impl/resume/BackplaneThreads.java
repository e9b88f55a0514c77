package org.jobcast.impl.resume;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jobcast.impl.concurrent.Threads;

/**
 * Threads that wait for a backplane, apart from those that wait for an application: however slow its subscribers are, what is
 * produced goes out and lives on. They come when there is work and go when there is none.
 */
final class BackplaneThreads implements Executor, AutoCloseable {
    private static final int THREADS = 16;
    private static final int IDLE_SECONDS = 5;

    /** What comes after the end is left out: the backplane is closed then. */
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Threads.factory("jobcast-publisher-"),
            new ThreadPoolExecutor.DiscardPolicy());

    BackplaneThreads() {
        threads.allowCoreThreadTimeOut(true);
    }

    /** A task at a time for each stream, so that their number bounds the queue. */
    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    /** Interrupts those that still work and waits for them a moment. */
    @Override
    public void close() {
        threads.shutdownNow();
        try {
            threads.awaitTermination(200, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
