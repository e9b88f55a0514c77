package org.jobcast.impl.job;

import org.jobcast.job.JobProgress;
import org.jspecify.annotations.Nullable;

/** Remembers the latest progress and its rate since the first. Written under the lock of the job's events. */
final class ProgressMeter {
    private volatile @Nullable JobProgress latest;
    private long firstCurrent;
    private long firstNanos;

    void set(long current, long total, @Nullable String message, long nanos) {
        if (latest == null) {
            firstCurrent = current;
            firstNanos = nanos;
        }
        long passed = nanos - firstNanos;
        double rate = passed <= 0 || current <= firstCurrent ? 0 : (current - firstCurrent) * 1e9 / passed;
        latest = new JobProgress(current, total, message, rate);
    }

    @Nullable JobProgress latest() {
        return latest;
    }
}
