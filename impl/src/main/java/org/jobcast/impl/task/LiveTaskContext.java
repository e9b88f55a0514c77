package org.jobcast.impl.task;

import java.lang.annotation.Annotation;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jobcast.job.JobContext;
import org.jobcast.job.JobValue;
import org.jobcast.job.LogLevel;
import org.jobcast.task.StreamTask;
import org.jobcast.task.TaskContext;
import org.jspecify.annotations.Nullable;

/** The context of one attempt of a task: that of its job, and the row. */
final class LiveTaskContext implements TaskContext, AutoCloseable {
    private final JobContext job;
    private final StreamTask task;
    private final String id;
    private final TaskRows rows;
    private final Beans.Lookup lookup;
    private volatile boolean closed;

    LiveTaskContext(JobContext job, StreamTask task, TaskRows rows, Beans.Lookup lookup) {
        this.job = job;
        this.task = task;
        this.id = task.getId();
        this.rows = rows;
        this.lookup = lookup;
    }

    @Override
    public String taskId() {
        return id;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("process of the task " + id + " has returned");
        }
    }

    @Override
    public <T> T lookup(Class<T> type, Annotation... qualifiers) {
        requireOpen();
        return lookup.find(type, qualifiers);
    }

    @Override
    public <T extends StreamTask> void update(Class<T> type, Consumer<? super T> change) {
        requireOpen();
        if (!type.isInstance(task)) {
            throw new IllegalArgumentException(
                    "the task is a " + task.getClass().getName() + ", not a " + type.getName());
        }
        job.throwIfCancelled();
        Optional<T> changed = rows.update(type, id, row -> {
            change.accept(row);
            return true;
        });
        if (changed.isEmpty()) {
            throw new IllegalStateException("the row of the task " + id + " is gone");
        }
        change.accept(type.cast(task));
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public String jobId() {
        return job.jobId();
    }

    @Override
    public int attempt() {
        return job.attempt();
    }

    @Override
    public boolean isHandedOver() {
        return job.isHandedOver();
    }

    @Override
    public JobValue runStepOnce(String name, Callable<?> step) throws Exception {
        return job.runStepOnce(name, step);
    }

    @Override
    public void checkpoint(@Nullable Object state) {
        job.checkpoint(state);
    }

    @Override
    public Optional<JobValue> lastCheckpoint() {
        return job.lastCheckpoint();
    }

    @Override
    public Optional<JobValue> awaitSignal(String name, Duration timeout) throws InterruptedException {
        return job.awaitSignal(name, timeout);
    }

    @Override
    public boolean emit(String type, @Nullable Object data) {
        return job.emit(type, data);
    }

    @Override
    public boolean log(String message, LogLevel level) {
        return job.log(message, level);
    }

    @Override
    public boolean progress(long current, long total, @Nullable String message) {
        return job.progress(current, total, message);
    }

    @Override
    public <T> @Nullable T stream(Iterator<? extends T> items) {
        return job.stream(items);
    }

    @Override
    public <T> @Nullable T stream(Flow.Publisher<? extends T> items) {
        return job.stream(items);
    }

    @Override
    public boolean isCancelled() {
        return job.isCancelled();
    }

    @Override
    public void throwIfCancelled() {
        job.throwIfCancelled();
    }

    @Override
    public void onCancel(Runnable action) {
        job.onCancel(action);
    }
}
