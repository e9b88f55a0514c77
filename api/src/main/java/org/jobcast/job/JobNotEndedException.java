package org.jobcast.job;

import org.jobcast.JobcastException;

/** The job has not ended yet, so it cannot be run again; nothing was submitted. */
public final class JobNotEndedException extends JobcastException {
    private static final long serialVersionUID = 1L;

    /** The job's id. */
    private final String jobId;

    /**
     * @param jobId the job's id
     * @param message what happened and what happens next
     */
    public JobNotEndedException(String jobId, String message) {
        super(message);
        this.jobId = jobId;
    }

    /**
     * The job's id.
     *
     * @return the job's id
     */
    public String jobId() {
        return jobId;
    }
}
