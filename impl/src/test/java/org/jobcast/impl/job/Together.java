package org.jobcast.impl.job;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Runs actions on several threads that begin at one moment. */
final class Together implements AutoCloseable {
    /** What a thread does. */
    interface Action {
        void run(int thread) throws Exception;
    }

    private final int size;
    private final ExecutorService threads;
    private final CyclicBarrier start;

    Together(int size) {
        this.size = size;
        this.threads = Executors.newFixedThreadPool(size);
        this.start = new CyclicBarrier(size);
    }

    static void run(int size, Action action) throws Exception {
        try (Together together = new Together(size)) {
            together.run(action);
        }
    }

    /** Runs the action once on each thread and waits; the first exception of one is thrown. */
    void run(Action action) throws Exception {
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int thread = i;
            running.add(threads.submit(() -> {
                start.await();
                action.run(thread);
                return null;
            }));
        }
        for (Future<?> each : running) {
            each.get(30, TimeUnit.SECONDS);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
