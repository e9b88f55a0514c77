package org.jobcast.impl.job;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The time that a job has. Thread-safe. */
final class JobTimeout {
    private static final System.Logger LOG = System.getLogger(JobTimeout.class.getName());

    private final LiveJob job;
    private volatile @Nullable Future<?> running;

    JobTimeout(LiveJob job) {
        this.job = job;
    }

    /** Counts from now on; nothing happens without a limit. */
    void start(@Nullable Duration after) {
        if (after == null) {
            return;
        }
        JobHost host = job.host();
        try {
            Runnable late = () -> host.home().blocking().execute(() -> job.timeOut(after));
            running = host.timer().schedule(late, Times.nanos(after), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.WARNING, "job {0} runs without its timeout: the timer has ended", job.id());
        }
        if (job.hasEnded()) {
            stop();
        }
    }

    void stop() {
        Future<?> counting = running;
        if (counting != null) {
            counting.cancel(false);
        }
    }
}
