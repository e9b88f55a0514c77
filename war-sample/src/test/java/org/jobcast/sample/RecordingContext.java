package org.jobcast.sample;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Flow;
import org.jobcast.job.JobCancelledException;
import org.jobcast.job.JobContext;
import org.jobcast.job.JobValue;
import org.jobcast.job.LogLevel;
import org.jspecify.annotations.Nullable;

/** Remembers what a job says, and cancels it after a number of progress events. */
final class RecordingContext implements JobContext {
    final List<String> logs = new ArrayList<>();
    final List<String> progress = new ArrayList<>();
    private final int cancelAfter;
    private final int attempt;
    private final boolean handedOver;
    ImportTask.@Nullable Position position;

    RecordingContext(int cancelAfter) {
        this(cancelAfter, 1, false, null);
    }

    RecordingContext(int cancelAfter, int attempt, boolean handedOver, ImportTask.@Nullable Position position) {
        this.cancelAfter = cancelAfter;
        this.attempt = attempt;
        this.handedOver = handedOver;
        this.position = position;
    }

    @Override
    public String jobId() {
        return "job-1";
    }

    @Override
    public int attempt() {
        return attempt;
    }

    @Override
    public boolean emit(String type, @Nullable Object data) {
        throw new UnsupportedOperationException("the import has no events of its own");
    }

    @Override
    public boolean log(String message, LogLevel level) {
        return logs.add(level + " " + message);
    }

    @Override
    public boolean progress(long current, long total, @Nullable String message) {
        return progress.add(current + "/" + total);
    }

    @Override
    public <T> @Nullable T stream(Iterator<? extends T> items) {
        throw new UnsupportedOperationException("the import has no generator");
    }

    @Override
    public <T> @Nullable T stream(Flow.Publisher<? extends T> items) {
        throw new UnsupportedOperationException("the import has no generator");
    }

    @Override
    public boolean isCancelled() {
        return progress.size() >= cancelAfter;
    }

    @Override
    public void throwIfCancelled() {
        if (isCancelled()) {
            Thread.currentThread().interrupt();
            throw new JobCancelledException(jobId(), "asked to stop");
        }
    }

    @Override
    public void onCancel(Runnable action) {
        throw new UnsupportedOperationException("the import has nothing to close");
    }

    @Override
    public boolean isHandedOver() {
        return handedOver;
    }

    @Override
    public JobValue runStepOnce(String name, Callable<?> step) {
        throw new UnsupportedOperationException("the import has no steps");
    }

    @Override
    public void checkpoint(@Nullable Object state) {
        position = (ImportTask.Position) state;
    }

    @Override
    public Optional<JobValue> lastCheckpoint() {
        return Optional.ofNullable(position).map(Kept::new);
    }

    @Override
    public Optional<JobValue> awaitSignal(String name, Duration timeout) {
        throw new UnsupportedOperationException("the import waits for nothing");
    }

    private record Kept(Object value) implements JobValue {
        @Override
        public String json() {
            throw new UnsupportedOperationException("the import reads its position as an object");
        }

        @Override
        public <T> T as(Class<T> type) {
            return type.cast(value);
        }
    }
}
