package org.jobcast.impl.job;

import org.jobcast.job.JobContext;

/** The context of one attempt. Silenced when its body has returned. */
final class AttemptContext extends JobVoice implements JobContext {
    private final int attempt;

    AttemptContext(LiveJob job, int attempt) {
        super(job);
        this.attempt = attempt;
    }

    @Override
    public String jobId() {
        return live().id();
    }

    @Override
    public int attempt() {
        return attempt;
    }
}
