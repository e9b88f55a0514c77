package org.jobcast.impl.job;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jobcast.job.JobContext;
import org.jobcast.job.JobValue;
import org.jspecify.annotations.Nullable;

/** The context of one attempt. Silenced when its body has returned. */
final class AttemptContext extends JobVoice implements JobContext {
    private final int attempt;
    private final AttemptNotes notes;

    AttemptContext(LiveJob job, int attempt) {
        super(job);
        this.attempt = attempt;
        this.notes = new AttemptNotes(job);
    }

    @Override
    public String jobId() {
        return live().id();
    }

    @Override
    public int attempt() {
        return attempt;
    }

    @Override
    public boolean isHandedOver() {
        return live().isSuspended() || live().keeper().isOwnedByOther();
    }

    @Override
    public JobValue runStepOnce(String name, Callable<?> step) throws Exception {
        requireVoice();
        return value(notes.step(name, step));
    }

    @Override
    public void checkpoint(@Nullable Object state) {
        requireVoice();
        notes.checkpoint(live().host().json().write(state));
    }

    @Override
    public Optional<JobValue> lastCheckpoint() {
        requireVoice();
        return notes.lastCheckpoint().map(this::value);
    }

    @Override
    public Optional<JobValue> awaitSignal(String name, Duration timeout) throws InterruptedException {
        requireVoice();
        return notes.awaitSignal(name, timeout).map(this::value);
    }

    private JobValue value(String text) {
        return new JsonResult(text, live().host().json());
    }
}
