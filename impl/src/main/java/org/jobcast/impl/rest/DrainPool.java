package org.jobcast.impl.rest;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The threads that send to sinks. A send may block, so a thread that is stuck in one is replaced by another until it comes
 * back. Threads come with the first work and go when there has been none for a while.
 *
 * <p>The queue is bounded by what there is to do: a broadcaster is in it twice at most, a sink three times.
 */
final class DrainPool {
    /** A send that takes longer than this is stuck. */
    static final Duration STUCK = Duration.ofMillis(250);

    private static final long STUCK_NANOS = STUCK.toNanos();
    private static final long IDLE_NANOS = Duration.ofSeconds(5).toNanos();

    /** How soon a thread that has nothing to do notices the end. */
    private static final long LOOK_MILLIS = 50;

    private static final System.Logger LOG = System.getLogger(DrainPool.class.getName());

    private final int core;
    private final int max;
    private final ThreadFactory threads;
    private final BlockingQueue<Work> queue = new LinkedBlockingQueue<>();
    private final Map<Thread, Worker> workers = new ConcurrentHashMap<>();
    private final AtomicInteger live = new AtomicInteger();
    private volatile int stuck;
    private volatile boolean closed;

    DrainPool(int core, int max, ThreadFactory threads) {
        this.core = core;
        this.max = max;
        this.threads = threads;
    }

    void offer(Work work) {
        queue.add(work);
        if (live.get() < core) {
            addWorker(core);
        }
    }

    /** Replaces threads that are stuck. Called some times a second. */
    void tick() {
        long now = System.nanoTime();
        int count = 0;
        for (Worker worker : workers.values()) {
            if (worker.isStuck(now)) {
                count++;
            }
        }
        stuck = count;
        int wanted = Math.min(max, core + count);
        while (!queue.isEmpty() && addWorker(wanted)) {
            // One more.
        }
    }

    private boolean addWorker(int limit) {
        if (!enter(limit)) {
            return false;
        }
        workers.keySet().removeIf(thread -> thread.getState() == Thread.State.TERMINATED);
        Worker worker = new Worker();
        boolean started = false;
        try {
            Thread thread = threads.newThread(worker);
            workers.put(thread, worker);
            thread.start();
            started = true;
        } finally {
            if (!started) {
                workers.values().remove(worker);
                live.decrementAndGet();
            }
        }
        return true;
    }

    private boolean enter(int limit) {
        int now = live.get();
        while (now < limit && !(closed && queue.isEmpty())) {
            if (live.compareAndSet(now, now + 1)) {
                return true;
            }
            now = live.get();
        }
        return false;
    }

    /** Whether nothing is queued. */
    boolean isIdle() {
        return queue.isEmpty();
    }

    int liveThreads() {
        return live.get();
    }

    /** As seen by the last {@link #tick}. */
    int stuckThreads() {
        return stuck;
    }

    /** Ends the threads after what is queued. Does not wait. */
    void close() {
        closed = true;
    }

    /**
     * Waits for the end of the threads after {@link #close}, so that a container does not take them for left behind; those that
     * are stuck in a client are.
     */
    void awaitEnd(Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        for (Map.Entry<Thread, Worker> each : workers.entrySet()) {
            long now = System.nanoTime();
            long left = TimeUnit.NANOSECONDS.toMillis(end - now);
            if (left > 0 && !each.getValue().isStuck(now)) {
                each.getKey().join(left);
            }
        }
    }

    /** Tells when a send of the calling thread begins, or by 0 that it has ended. */
    static void sending(long since) {
        Worker worker = Worker.CURRENT.get();
        if (worker != null) {
            worker.since = since;
        }
    }

    /** One thread. */
    private final class Worker implements Runnable {
        private static final ThreadLocal<@Nullable Worker> CURRENT = new ThreadLocal<>();

        private volatile long since;

        boolean isStuck(long now) {
            long begun = since;
            return begun != 0 && now - begun > STUCK_NANOS;
        }

        @Override
        public void run() {
            CURRENT.set(this);
            boolean counted = true;
            try {
                while (counted) {
                    serve();
                    live.decrementAndGet();
                    // Work that came in just now, for which nobody was added because this thread still counted.
                    counted = !queue.isEmpty() && enter(core);
                }
            } finally {
                CURRENT.remove();
                if (counted) {
                    live.decrementAndGet();
                }
            }
        }

        /** Works until there is nothing to do, or more threads than are needed. */
        private void serve() {
            Work work = poll();
            while (work != null) {
                perform(work);
                work = live.get() > core + stuck ? null : poll();
            }
        }

        private @Nullable Work poll() {
            try {
                long begin = System.nanoTime();
                while (!closed && System.nanoTime() - begin < IDLE_NANOS) {
                    Work work = queue.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                    if (work != null) {
                        return work;
                    }
                }
                return queue.poll();
            } catch (InterruptedException e) {
                // Nobody of ours interrupts these threads; a container that does so wants them to go.
                return null;
            }
        }

        private void perform(Work work) {
            try {
                work.run();
            } catch (RuntimeException | LinkageError e) {
                LOG.log(System.Logger.Level.ERROR, "sending to a client failed unexpectedly", e);
            } finally {
                since = 0;
            }
        }
    }
}
