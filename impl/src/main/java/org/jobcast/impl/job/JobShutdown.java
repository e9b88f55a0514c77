package org.jobcast.impl.job;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jobcast.job.JobState;

/** The end of an engine, in bounded time. */
final class JobShutdown {
    /** How long bodies have after their interrupt. */
    static final Duration LAST_WAIT = Duration.ofSeconds(1);

    private static final System.Logger LOG = System.getLogger(JobShutdown.class.getName());
    private static final String REASON = "the application is shutting down";

    private final KeptJobs kept;
    private final Tally open;
    private final Tally bodies;
    private final JobExecutor executor;
    private final AtomicBoolean begun = new AtomicBoolean();

    JobShutdown(KeptJobs kept, Tally open, Tally bodies, JobExecutor executor) {
        this.kept = kept;
        this.open = open;
        this.bodies = bodies;
        this.executor = executor;
    }

    boolean run(Duration grace) {
        open.close();
        if (begun.compareAndSet(false, true)) {
            cancelIdle();
            boolean interrupted = end(grace);
            executor.close();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return bodies.count() == 0;
    }

    /** What has not begun, or waits for its next attempt, will not run any more. */
    private void cancelIdle() {
        for (LiveJob job : kept.all()) {
            if (job.state() == JobState.QUEUED || job.isIdle()) {
                stop(job);
            }
        }
    }

    /** Whatever happens to one job, the shutdown goes on: a store that fails is one reason more to end. */
    private static void stop(LiveJob job) {
        try {
            job.stopForGood(REASON);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "job " + job.id() + " could not be stopped at the shutdown", e);
        }
    }

    /** An interrupt of the caller ends the waiting, not the shutdown. */
    private boolean end(Duration grace) {
        boolean interrupted = false;
        try {
            open.awaitZero(grace);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        kept.all().forEach(JobShutdown::stop);
        try {
            Duration last = interrupted ? Duration.ZERO : LAST_WAIT;
            open.awaitZero(last);
            bodies.awaitZero(last);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        declareLost();
        kept.all().stream().filter(job -> !job.isSuspended() || job.hasEnded()).forEach(LiveJob::complete);
        return interrupted;
    }

    private void declareLost() {
        for (LiveJob job : kept.all()) {
            try {
                if (!job.isSuspended() && job.end(LiveJob.LIVE, JobEnd.lost(REASON + " and the job did not stop"))) {
                    LOG.log(System.Logger.Level.WARNING, "job {0} did not stop at the shutdown; it is lost", job.id());
                }
            } catch (RuntimeException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "job {0} is open in the store, which fails; other nodes will find it lost",
                        job.id());
            }
        }
    }
}
