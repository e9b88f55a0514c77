package org.jobcast.impl.job;

import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jobcast.job.Job;
import org.jobcast.job.JobEmitter;
import org.jobcast.job.JobError;
import org.jspecify.annotations.Nullable;

/** Drives a live job for the caller of {@code open}. */
final class LiveEmitter extends JobVoice implements JobEmitter {
    private static final System.Logger LOG = System.getLogger(LiveEmitter.class.getName());
    private static final JobError INCOMPLETE =
            new JobError("Incomplete", "closed without a result and without complete()");

    private final TrackedWork tracked;
    private final Object lock = new Object();
    private boolean complete;
    private @Nullable String result;

    LiveEmitter(LiveJob job, TrackedWork tracked) {
        super(job);
        this.tracked = tracked;
    }

    @Override
    public Job job() {
        return live();
    }

    @Override
    public <T extends Future<?>> T track(T work) {
        if (work instanceof CompletionStage<?> stage) {
            tracked.add(stage);
        } else {
            tracked.add(Objects.requireNonNull(work, "work"));
        }
        return work;
    }

    @Override
    public <T extends CompletionStage<?>> T trackStage(T work) {
        tracked.add(Objects.requireNonNull(work, "work"));
        return work;
    }

    @Override
    public void track(Thread worker) {
        tracked.add(Objects.requireNonNull(worker, "worker"));
    }

    @Override
    public boolean result(@Nullable Object value) {
        if (hasEnded()) {
            return false;
        }
        String json = live().host().json().write(value);
        if (json.length() > JobSettings.MAX_RESULT_LENGTH) {
            throw new IllegalArgumentException(BodyRun.tooLarge(json.length()).message() + "; it was not set");
        }
        synchronized (lock) {
            if (hasEnded()) {
                return false;
            }
            result = json;
            complete = true;
            return true;
        }
    }

    @Override
    public boolean complete() {
        synchronized (lock) {
            if (hasEnded()) {
                return false;
            }
            complete = true;
            return true;
        }
    }

    private boolean hasEnded() {
        boolean ended = live().state().isTerminal();
        if (ended) {
            live().events().late();
        }
        return ended;
    }

    @Override
    public boolean fail(Throwable cause) {
        boolean failed = live().end(LiveJob.STARTED, JobEnd.failed(Objects.requireNonNull(cause, "cause")));
        if (!failed) {
            live().events().late();
        }
        return failed;
    }

    @Override
    public void close() {
        try {
            synchronized (lock) {
                end();
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "job " + live().id() + ": its end could not be written", e);
        }
    }

    private void end() {
        if (live().state().isTerminal()) {
            return;
        }
        if (complete) {
            live().end(LiveJob.STARTED, JobEnd.succeeded(result));
        } else if (!live().end(LiveJob.CANCELLING, JobEnd.cancelled())
                && !live().end(LiveJob.RUNNING, JobEnd.failed(INCOMPLETE))) {
            live().end(LiveJob.CANCELLING, JobEnd.cancelled());
        }
    }
}
