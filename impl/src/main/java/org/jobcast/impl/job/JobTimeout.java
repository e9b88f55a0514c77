package org.jobcast.impl.job;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The alarm of a job that may not run for ever. Thread-safe. */
final class JobTimeout {
    private static final System.Logger LOG = System.getLogger(JobTimeout.class.getName());

    private final JobSpec spec;
    private final JobHost host;
    private final Consumer<Duration> late;
    private volatile @Nullable Future<?> alarm;

    /**
     * @param late is given the limit on a thread that may wait for the store
     */
    JobTimeout(JobSpec spec, JobHost host, Consumer<Duration> late) {
        this.spec = spec;
        this.host = host;
        this.late = late;
    }

    /** Counts from a moment that may have passed, when another node began the job. */
    void start(Instant from) {
        Duration limit = spec.timeout();
        if (limit == null) {
            return;
        }
        Duration gone = Duration.between(from, host.clock().wall().instant());
        Duration left = limit.minus(gone.isNegative() ? Duration.ZERO : gone);
        try {
            Runnable ring = () -> host.home().blocking().execute(() -> late.accept(limit));
            alarm = host.timer().schedule(ring, Math.max(0, Times.nanos(left)), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.WARNING, "job {0} runs without its timeout: the timer has ended", spec.id());
        }
    }

    void stop() {
        Future<?> running = alarm;
        if (running != null) {
            running.cancel(false);
        }
    }
}
