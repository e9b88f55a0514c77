package org.jobcast.job;

import org.jobcast.JobcastException;

/** The job was not submitted as {@linkplain JobOptions.Builder#repeatable repeatable}; nothing was submitted. */
public final class JobNotRepeatableException extends JobcastException {
    private static final long serialVersionUID = 1L;

    /** The job's id. */
    private final String jobId;

    /**
     * @param jobId the job's id
     * @param message what happened and what happens next
     */
    public JobNotRepeatableException(String jobId, String message) {
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
