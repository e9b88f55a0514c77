package org.jobcast.impl.rest;

import jakarta.ws.rs.sse.SseEventSink;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jobcast.impl.concurrent.Threads;

/**
 * Closes sinks on threads that do nothing else, because some implementations wait in {@code close()} until the client has
 * taken what is pending, and one waits for ever. The queue is bounded by the number of sinks.
 */
final class Closers {
    private static final int THREADS = 8;
    private static final System.Logger LOG = System.getLogger(Closers.class.getName());

    private final ThreadPoolExecutor executor;

    Closers() {
        executor = new ThreadPoolExecutor(
                THREADS, THREADS, 2, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Threads.factory("jobcast-close-"));
        executor.allowCoreThreadTimeOut(true);
    }

    void close(SseEventSink sink, ConnectionGuard guard) {
        try {
            executor.execute(() -> guard.closing(() -> closeQuietly(sink)));
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "the application has stopped; the container closes the connection");
        }
    }

    private static void closeQuietly(SseEventSink sink) {
        try {
            sink.close();
        } catch (Exception e) {
            // Not only RuntimeException: on Jakarta REST 4.0 close() throws IOException.
            LOG.log(System.Logger.Level.DEBUG, "a connection was gone before it was closed", e);
        }
    }

    /** Takes no more; what is queued is still closed. Does not wait. */
    void shutdown() {
        executor.shutdown();
    }
}
