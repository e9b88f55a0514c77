package org.jobcast.job;

import org.jobcast.JobcastException;

/** The job was asked to stop. Let it pass through the job's body: the job then ends as cancelled. */
public final class JobCancelledException extends JobcastException {
    private static final long serialVersionUID = 1L;

    /** The job's id. */
    private final String jobId;

    /**
     * @param jobId the job's id
     * @param message what happened and what happens next
     */
    public JobCancelledException(String jobId, String message) {
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
