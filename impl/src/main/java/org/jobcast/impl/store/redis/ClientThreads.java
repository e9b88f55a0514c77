package org.jobcast.impl.store.redis;

import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.FastThreadLocal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** The threads of one client, and what its calls leave in the threads of others. A server looks for both at undeployment. */
final class ClientThreads implements AutoCloseable {
    /** Two threads that read and write, and as many for what they hand on: the client library wants no fewer. */
    private static final int THREADS = 2;

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration SHORTEST_DELAY = Duration.ofMillis(10);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(1);

    private final List<Thread> started = new CopyOnWriteArrayList<>();
    private final ClientResources resources;

    ClientThreads() {
        resources = DefaultClientResources.builder()
                .ioThreadPoolSize(THREADS)
                .computationThreadPoolSize(THREADS)
                .threadFactoryProvider(this::factory)
                .reconnectDelay(Delay.exponential(SHORTEST_DELAY, LONGEST_DELAY, 2, TimeUnit.MILLISECONDS))
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .build();
    }

    private ThreadFactory factory(String pool) {
        ThreadFactory factory = new DefaultThreadFactory(pool, true);
        return work -> {
            Thread thread = factory.newThread(work);
            started.add(thread);
            return thread;
        };
    }

    ClientResources resources() {
        return resources;
    }

    /** Takes from the calling thread what Netty keeps there: it may be the server's, and live longer than the application. */
    static void leaveCaller() {
        FastThreadLocal.removeAll();
    }

    /** Ends the threads; waits for them, but not for ever. */
    @Override
    public void close() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        resources
                .shutdown(0, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        try {
            for (Thread thread : started) {
                TimeUnit.NANOSECONDS.timedJoin(thread, end - System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        leaveCaller();
    }
}
