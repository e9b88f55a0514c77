package org.jobcast.job;

/** A running job as its body sees it. Valid until the body returns; thread-safe. */
public interface JobContext extends JobOutput, CancellationToken {
    /**
     * The job's id.
     *
     * @return the id
     */
    String jobId();

    /**
     * The number of this attempt.
     *
     * @return from 1
     */
    int attempt();
}
