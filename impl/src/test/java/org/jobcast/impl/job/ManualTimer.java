package org.jobcast.impl.job;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A timer whose time is set by the test: {@link #runDue} runs what is due, on the thread of the test. */
final class ManualTimer extends AbstractExecutorService implements ScheduledExecutorService {
    private final LongSupplier nanos;
    private final List<Task<?>> tasks = new CopyOnWriteArrayList<>();

    ManualTimer(LongSupplier nanos) {
        this.nanos = nanos;
    }

    private final class Task<T> extends FutureTask<T> implements ScheduledFuture<T> {
        private final long due;

        Task(Callable<T> work, long due) {
            super(work);
            this.due = due;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - nanos.getAsLong(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }

        @Override
        protected void done() {
            tasks.remove(this);
        }
    }

    void runDue() {
        for (Optional<Task<?>> next = next(); next.isPresent(); next = next()) {
            tasks.remove(next.get());
            next.get().run();
        }
    }

    private Optional<Task<?>> next() {
        return tasks.stream()
                .filter(task -> task.getDelay(TimeUnit.NANOSECONDS) <= 0)
                .min(Comparator.naturalOrder());
    }

    /** How many tasks wait. */
    int waiting() {
        return tasks.size();
    }

    @Override
    public void execute(Runnable work) {
        work.run();
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
        return schedule(
                () -> {
                    work.run();
                    return null;
                },
                delay,
                unit);
    }

    @Override
    public <T> ScheduledFuture<T> schedule(Callable<T> work, long delay, TimeUnit unit) {
        Task<T> task = new Task<>(work, nanos.getAsLong() + unit.toNanos(delay));
        tasks.add(task);
        return task;
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable work, long initial, long period, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable work, long initial, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void shutdown() {
        tasks.clear();
    }

    @Override
    public List<Runnable> shutdownNow() {
        tasks.clear();
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return false;
    }
}
