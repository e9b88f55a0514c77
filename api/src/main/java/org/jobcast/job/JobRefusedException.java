package org.jobcast.job;

import org.jobcast.JobcastException;

/** The job was not accepted and will not run: the queue is full, or the application is shutting down. */
public final class JobRefusedException extends JobcastException {
    private static final long serialVersionUID = 1L;

    /** The job's type. */
    private final String type;

    /**
     * @param type the job's type
     * @param message what happened and what happens next
     */
    public JobRefusedException(String type, String message) {
        super(message);
        this.type = type;
    }

    /**
     * The job's type.
     *
     * @return the job's type
     */
    public String type() {
        return type;
    }
}
