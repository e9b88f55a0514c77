package org.jobcast.job;

import org.jobcast.JobcastException;

/** No job of this id is known: it never was, or the reaper has taken it. */
public final class UnknownJobException extends JobcastException {
    private static final long serialVersionUID = 1L;

    /** The job's id. */
    private final String jobId;

    /**
     * @param jobId the job's id
     * @param message what happened and what happens next
     */
    public UnknownJobException(String jobId, String message) {
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
