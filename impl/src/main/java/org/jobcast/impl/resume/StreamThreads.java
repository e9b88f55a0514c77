package org.jobcast.impl.resume;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jobcast.impl.concurrent.Threads;

/** The threads of resumable streams: they come when there is work and go when there is none. */
final class StreamThreads implements AutoCloseable {
    /** How many sources may block at once; one more fails. */
    private static final int PRODUCERS = 1024;

    /** How many subscribers may be busy at once; more wait for their turn. */
    private static final int READERS = 128;

    private static final int IDLE_SECONDS = 5;

    private final ThreadPoolExecutor producers = new ThreadPoolExecutor(
            0,
            PRODUCERS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Threads.factory("jobcast-producer-"));
    private final ThreadPoolExecutor readers = new ThreadPoolExecutor(
            READERS,
            READERS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Threads.factory("jobcast-reader-"));

    StreamThreads() {
        readers.allowCoreThreadTimeOut(true);
    }

    Executor producers() {
        return producers;
    }

    /** A task at a time for each reader, so that their number bounds the queue. */
    Executor readers() {
        return readers;
    }

    /** Interrupts those that still work and waits for them a moment. */
    @Override
    public void close() {
        producers.shutdownNow();
        readers.shutdownNow();
        try {
            producers.awaitTermination(200, TimeUnit.MILLISECONDS);
            readers.awaitTermination(200, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
