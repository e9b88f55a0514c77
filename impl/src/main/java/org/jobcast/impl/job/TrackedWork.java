package org.jobcast.impl.job;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The work that an emitter tracks. A cancelled job ends when its stages have ended; futures and threads are only told.
 * Thread-safe; nothing is cancelled or interrupted under the lock.
 */
final class TrackedWork implements Work {
    /** The most futures, stages and threads of one job that are tracked at a time. */
    static final int MAX_TRACKED = 1000;

    private static final System.Logger LOG = System.getLogger(TrackedWork.class.getName());

    private final LiveJob job;
    private final Object lock = new Object();
    private final Set<Future<?>> futures = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Thread> threads = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<CompletionStage<?>> stages = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean stopped;
    private boolean over;

    TrackedWork(LiveJob job) {
        this.job = job;
    }

    void add(Future<?> future) {
        if (!hold(futures, future)) {
            future.cancel(true);
        }
    }

    void add(Thread thread) {
        if (!hold(threads, thread)) {
            thread.interrupt();
        }
    }

    void add(CompletionStage<?> stage) {
        if (hold(stages, stage)) {
            stage.whenComplete((value, error) -> stageEnded(stage, error));
        } else {
            cancel(stage);
        }
    }

    /** Holds an item; false if it has to be stopped at once. The work of a job that has ended is left alone. */
    private <T> boolean hold(Set<T> items, T item) {
        synchronized (lock) {
            if (stopped) {
                return false;
            }
            if (over) {
                return true;
            }
            if (size() >= MAX_TRACKED) {
                futures.removeIf(Future::isDone);
                threads.removeIf(thread -> thread.getState() == Thread.State.TERMINATED);
            }
            if (size() >= MAX_TRACKED) {
                throw new IllegalStateException("job " + job.id() + " tracks " + MAX_TRACKED
                        + " futures, stages and threads, as many as it may; this one is not tracked");
            }
            items.add(item);
            return true;
        }
    }

    private int size() {
        return futures.size() + threads.size() + stages.size();
    }

    private void stageEnded(CompletionStage<?> stage, @Nullable Throwable error) {
        boolean last;
        synchronized (lock) {
            stages.remove(stage);
            last = stopped && stages.isEmpty();
        }
        if (error != null && job.end(LiveJob.RUNNING, JobEnd.failed(unwrap(error)))) {
            return;
        }
        if (last) {
            job.end(LiveJob.CANCELLING, JobEnd.cancelled());
        }
    }

    private static Throwable unwrap(Throwable error) {
        Throwable cause = error.getCause();
        return error instanceof CompletionException && cause != null ? cause : error;
    }

    @Override
    public void stop() {
        List<Future<?>> toCancel;
        List<Thread> toInterrupt;
        List<CompletionStage<?>> toEnd;
        synchronized (lock) {
            stopped = true;
            toCancel = new ArrayList<>(futures);
            toInterrupt = new ArrayList<>(threads);
            toEnd = new ArrayList<>(stages);
            futures.clear();
            threads.clear();
        }
        toInterrupt.forEach(Thread::interrupt);
        toCancel.forEach(this::cancel);
        toEnd.forEach(this::cancel);
        if (toEnd.isEmpty()) {
            job.end(LiveJob.CANCELLING, JobEnd.cancelled());
        }
    }

    private void cancel(Future<?> future) {
        try {
            future.cancel(true);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "job " + job.id() + ": a tracked future could not be cancelled", e);
        }
    }

    private void cancel(CompletionStage<?> stage) {
        try {
            stage.toCompletableFuture().cancel(true);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "job " + job.id() + ": a tracked stage could not be cancelled", e);
        }
    }

    @Override
    public void ended() {
        synchronized (lock) {
            over = true;
            futures.clear();
            threads.clear();
            stages.clear();
        }
    }

    @Override
    public boolean isIdle() {
        return false;
    }
}
