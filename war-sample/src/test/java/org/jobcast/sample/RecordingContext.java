package org.jobcast.sample;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Flow;
import org.jobcast.job.JobCancelledException;
import org.jobcast.job.JobContext;
import org.jobcast.job.LogLevel;
import org.jspecify.annotations.Nullable;

/** Remembers what a job says, and cancels it after a number of progress events. */
final class RecordingContext implements JobContext {
    final List<String> logs = new ArrayList<>();
    final List<String> progress = new ArrayList<>();
    private final int cancelAfter;

    RecordingContext(int cancelAfter) {
        this.cancelAfter = cancelAfter;
    }

    @Override
    public String jobId() {
        return "job-1";
    }

    @Override
    public int attempt() {
        return 1;
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
}
