package org.jobcast.impl.task;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The tasks of this node whose transaction has been committed and that are just being started, on another thread: a client
 * that was told of the task by then may ask for its stream before there is one. Thread-safe.
 */
final class PendingStarts {
    private final Map<String, CountDownLatch> pending = new ConcurrentHashMap<>();
    private final Consumer<Runnable> worker;

    /**
     * @param worker runs work on another thread
     */
    PendingStarts(Consumer<Runnable> worker) {
        this.worker = worker;
    }

    /** Starts a task on another thread. */
    void begin(String id, Runnable start) {
        CountDownLatch over = new CountDownLatch(1);
        pending.put(id, over);
        boolean handedOver = false;
        try {
            worker.accept(() -> run(id, start, over));
            handedOver = true;
        } finally {
            if (!handedOver) {
                end(id, over);
            }
        }
    }

    private void run(String id, Runnable start, CountDownLatch over) {
        try {
            start.run();
        } finally {
            end(id, over);
        }
    }

    private void end(String id, CountDownLatch over) {
        pending.remove(id, over);
        over.countDown();
    }

    /** Waits for the start of a task that is being started; whether it was. Blocks. */
    boolean await(String id, Duration limit) {
        CountDownLatch over = pending.get(id);
        if (over == null) {
            return false;
        }
        try {
            return over.await(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
