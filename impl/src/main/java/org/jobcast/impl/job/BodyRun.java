package org.jobcast.impl.job;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jobcast.job.JobBody;
import org.jobcast.job.JobCancelledException;
import org.jobcast.job.JobError;
import org.jobcast.job.JobState;
import org.jobcast.job.RetryPolicy;
import org.jobcast.spi.JobRecord;
import org.jspecify.annotations.Nullable;

/**
 * Runs the body of a submitted job, attempt by attempt. It is in one place at a time: in the queue, on a thread, or paused
 * until the next attempt; {@link #stop} looks in all three.
 *
 * <p>A body that leaves by an exception after the job was asked to stop has been cancelled, whatever the exception.
 */
final class BodyRun implements RunQueue.Run, Work {
    private static final System.Logger LOG = System.getLogger(BodyRun.class.getName());

    /** What came of an attempt: JSON text, or a failure. */
    private record Outcome(String result, @Nullable Throwable failure) {}

    private final LiveJob job;
    private final JobBody body;
    private final RetryPolicy retry;
    private final RunQueue queue;
    private final Tries tries;
    private final BodyThread thread = new BodyThread();
    private final Runnable inContext;
    private final AtomicBoolean paused = new AtomicBoolean();
    private volatile @Nullable Future<?> wakeUp;
    private volatile int attempt;
    private volatile boolean revived;

    /** Made on the thread of the caller, with whose contexts the body will run. */
    BodyRun(LiveJob job, JobBody body, RetryPolicy retry, RunQueue queue) {
        this(job, body, retry, queue, new Tries(job), 0);
    }

    /** The run of a job that another node began. */
    static BodyRun revived(LiveJob job, JobBody body, RetryPolicy retry, RunQueue queue, Tries tries) {
        return new BodyRun(
                job, body, retry, queue, tries, job.keeper().current().attempt());
    }

    private BodyRun(LiveJob job, JobBody body, RetryPolicy retry, RunQueue queue, Tries tries, int attempt) {
        this.job = job;
        this.body = body;
        this.retry = retry;
        this.queue = queue;
        this.tries = tries;
        this.attempt = attempt;
        this.revived = attempt > 0;
        this.inContext = queue.inContext(this::proceed);
    }

    @Override
    public String type() {
        return job.type();
    }

    @Override
    public void run() {
        try {
            inContext.run();
        } catch (RuntimeException | Error e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "job " + job.id() + ": the server did not give it the caller's contexts",
                    e);
            if (job.isSuspended()) {
                job.handOver();
            } else {
                job.end(LiveJob.LIVE, JobEnd.failed(e));
            }
        }
    }

    private void proceed() {
        try {
            if (begin()) {
                settle(attempt());
            }
            if (job.isSuspended() && !paused.get()) {
                job.handOver();
            }
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "job " + job.id() + ": its state could not be written", e);
        }
    }

    private boolean begin() {
        if (job.isSuspended()) {
            return false;
        }
        int next = attempt + 1;
        Instant now = job.host().clock().wall().instant();
        Patience patience = job.host().patience();
        JobRecord begun = next == 1
                ? job.keeper().move(LiveJob.QUEUED, JobState.RUNNING, change -> change.attempt(next, now), patience)
                : job.keeper().update(this::isRunning, change -> change.attempt(next, now), patience);
        if (begun == null) {
            job.end(LiveJob.CANCELLING, JobEnd.cancelled());
            return false;
        }
        attempt = next;
        if (next == 1) {
            job.events().begin();
            job.startTimeout();
        } else if (revived) {
            revived = false;
            job.events().note("restart", "\"attempt\":" + next);
            job.startTimeout();
        }
        return true;
    }

    private boolean isRunning(JobRecord record) {
        return record.state() == JobState.RUNNING;
    }

    private Outcome attempt() {
        AttemptContext context = new AttemptContext(job, attempt);
        thread.enter();
        try {
            context.throwIfCancelled();
            return new Outcome(job.host().json().write(body.run(context)), null);
        } catch (Throwable e) {
            return new Outcome("", e);
        } finally {
            context.silence();
            thread.leave();
        }
    }

    private void settle(Outcome outcome) {
        Throwable failure = outcome.failure();
        if (failure != null && job.isSuspended() && job.state() == JobState.RUNNING) {
            tries.countHandOver();
        } else if (failure != null) {
            fail(failure);
        } else if (outcome.result().length() > JobSettings.MAX_RESULT_LENGTH) {
            job.end(LiveJob.STARTED, JobEnd.failed(tooLarge(outcome.result().length())));
        } else {
            job.end(LiveJob.STARTED, JobEnd.succeeded(outcome.result()));
        }
    }

    static JobError tooLarge(int length) {
        return new JobError(
                "ResultTooLarge",
                "the result has " + length + " characters of JSON, more than the " + JobSettings.MAX_RESULT_LENGTH
                        + " that are kept");
    }

    private void fail(Throwable failure) {
        if (failure instanceof JobCancelledException left && left.jobId().equals(job.id())) {
            job.end(LiveJob.STARTED, JobEnd.cancelled());
        } else if (job.end(LiveJob.CANCELLING, JobEnd.cancelled())) {
            LOG.log(System.Logger.Level.DEBUG, "job " + job.id() + " was cancelled; its body left by", failure);
        } else if (mayRetry(failure)) {
            tries.countFailure();
            pause(failure);
        } else {
            giveUp(failure);
        }
    }

    private boolean mayRetry(Throwable failure) {
        return failure instanceof Exception
                && tries.failures() < retry.retries()
                && job.state() == JobState.RUNNING
                && (job.isRestartable() || !job.host().closing().getAsBoolean());
    }

    private void giveUp(Throwable failure) {
        if (job.end(LiveJob.RUNNING, JobEnd.failed(failure))) {
            String kind = failure.getClass().getName();
            LOG.log(System.Logger.Level.WARNING, "job {0} of type {1} failed: {2}", job.id(), job.type(), kind);
            LOG.log(System.Logger.Level.DEBUG, "job " + job.id() + " failed", failure);
        } else {
            job.end(LiveJob.CANCELLING, JobEnd.cancelled());
        }
    }

    private void pause(Throwable failure) {
        Duration delay = Backoff.after(
                retry, tries.failures(), () -> ThreadLocalRandom.current().nextDouble());
        StringBuilder members = new StringBuilder(128);
        members.append("\"attempt\":")
                .append(attempt + 1)
                .append(",\"attempts\":")
                .append((long) attempt + 1 + retry.retries() - tries.failures());
        members.append(",\"delay\":");
        Times.appendSeconds(members, Times.nanos(delay));
        members.append(',').append(job.events().errorMembers(JobEnd.describe(failure)));
        job.events().note("retry", members.toString());
        paused.set(true);
        try {
            Future<?> scheduled = job.host().timer().schedule(this::resume, Times.nanos(delay), TimeUnit.NANOSECONDS);
            wakeUp = scheduled;
            if (!paused.get()) {
                // Whoever ended the pause may have come before there was anything to cancel.
                scheduled.cancel(false);
            }
        } catch (RejectedExecutionException e) {
            paused.set(false);
            giveUp(failure);
        }
        if (job.isSuspended()) {
            stop();
        }
        stopIfAsked();
    }

    /** Waits for the time of the first attempt. */
    void awaitTime(Duration time) {
        paused.set(true);
        wakeUp = job.host().timer().schedule(this::resume, Times.nanos(time), TimeUnit.NANOSECONDS);
        if (job.state().isTerminal()) {
            ended();
        }
    }

    private void resume() {
        if (paused.compareAndSet(true, false)) {
            queue.requeue(this);
            stopIfAsked();
        }
    }

    /** Whoever asked the job to stop may have looked where this run was before. */
    private void stopIfAsked() {
        if (job.state() != JobState.RUNNING && job.state() != JobState.QUEUED) {
            stop();
        }
    }

    @Override
    public void stop() {
        if (paused.compareAndSet(true, false)) {
            cancelWakeUp();
            stopIdle();
        } else if (queue.remove(this)) {
            stopIdle();
        } else {
            thread.interrupt();
        }
    }

    private void stopIdle() {
        if (!job.end(LiveJob.CANCELLING, JobEnd.cancelled()) && job.isSuspended()) {
            job.handOver();
        }
    }

    private void cancelWakeUp() {
        Future<?> pending = wakeUp;
        if (pending != null) {
            pending.cancel(false);
        }
    }

    @Override
    public void ended() {
        if (paused.compareAndSet(true, false)) {
            cancelWakeUp();
        }
        queue.remove(this);
    }

    @Override
    public boolean isIdle() {
        return paused.get();
    }
}
