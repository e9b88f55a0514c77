package org.jobcast.impl.job;

import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.Flow;
import org.jobcast.job.CancellationToken;
import org.jobcast.job.JobOutput;
import org.jobcast.job.LogLevel;
import org.jspecify.annotations.Nullable;

/** What the context of a body and an emitter have in common: they speak for a job and hear that it was asked to stop. */
abstract class JobVoice implements JobOutput, CancellationToken {
    private final LiveJob job;
    private volatile boolean silenced;

    JobVoice(LiveJob job) {
        this.job = job;
    }

    LiveJob live() {
        return job;
    }

    /** Lets nothing more through, though the job may go on. */
    void silence() {
        silenced = true;
    }

    void requireVoice() {
        if (silenced) {
            throw new IllegalStateException("the body of job " + job.id() + " has returned");
        }
    }

    private boolean isSilenced() {
        if (silenced) {
            job.events().late();
        }
        return silenced;
    }

    @Override
    public boolean emit(String type, @Nullable Object data) {
        return !isSilenced() && job.events().emit(type, data);
    }

    @Override
    public boolean log(String message, LogLevel level) {
        return !isSilenced() && job.events().message(message, level);
    }

    @Override
    public boolean progress(long current, long total, @Nullable String message) {
        return !isSilenced() && job.events().progress(current, total, message);
    }

    boolean item(@Nullable Object item) {
        return !isSilenced() && job.events().item(item);
    }

    @Override
    public <T> @Nullable T stream(Iterator<? extends T> items) {
        T last = null;
        throwIfCancelled();
        while (items.hasNext()) {
            last = items.next();
            throwIfCancelled();
            if (!item(last)) {
                return last;
            }
        }
        return last;
    }

    @Override
    public <T> @Nullable T stream(Flow.Publisher<? extends T> items) {
        throwIfCancelled();
        ItemPull<T> pull = new ItemPull<>(this);
        job.cancellation().onRequest(pull);
        try {
            items.subscribe(pull);
            return pull.toEnd();
        } finally {
            job.cancellation().remove(pull);
            pull.cancel();
        }
    }

    @Override
    public boolean isCancelled() {
        return job.cancellation().isRequested();
    }

    @Override
    public void throwIfCancelled() {
        job.throwIfCancelled();
    }

    @Override
    public void onCancel(Runnable action) {
        job.cancellation().onRequest(Objects.requireNonNull(action, "action"));
    }
}
