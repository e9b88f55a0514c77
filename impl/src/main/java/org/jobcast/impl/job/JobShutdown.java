package org.jobcast.impl.job;

import java.time.Duration;
import java.util.Collection;
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
        stop(kept.all().stream()
                .filter(job -> job.state() == JobState.QUEUED || job.isIdle())
                .toList());
    }

    /** Whatever happens, the shutdown goes on; and one wait for a store that fails is enough for all jobs. */
    private static void stop(Collection<LiveJob> jobs) {
        boolean failing = false;
        for (LiveJob job : jobs) {
            failing = failing || !stop(job);
            if (failing) {
                job.stopHere();
            }
        }
    }

    private static boolean stop(LiveJob job) {
        try {
            job.stopForGood(REASON);
            return true;
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "job " + job.id() + " could not be stopped at the shutdown", e);
            return false;
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
        stop(kept.all());
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
        try {
            for (LiveJob job : kept.all()) {
                if (!job.isSuspended() && job.end(LiveJob.LIVE, JobEnd.lost(REASON + " and the job did not stop"))) {
                    LOG.log(System.Logger.Level.WARNING, "job {0} did not stop at the shutdown; it is lost", job.id());
                }
            }
        } catch (RuntimeException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the store fails: other nodes will find the jobs lost that are still open in it",
                    e);
        }
    }
}
