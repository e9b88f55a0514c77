package org.jobcast.resume;

import org.jobcast.JobcastException;
import org.jobcast.job.JobError;

/** The text has ended before its time; thrown behind its last chunk. */
public final class StreamFailedException extends JobcastException {
    private static final long serialVersionUID = 1L;

    /** The stream's id. */
    private final String streamId;

    /** Why it failed. */
    private final transient JobError error;

    /**
     * @param streamId the stream's id
     * @param error why it failed
     */
    public StreamFailedException(String streamId, JobError error) {
        super("the stream " + streamId + " failed: " + error.type() + ": " + error.message()
                + "; what it had produced was delivered");
        this.streamId = streamId;
        this.error = error;
    }

    /**
     * The stream's id.
     *
     * @return the stream's id
     */
    public String streamId() {
        return streamId;
    }

    /**
     * Why it failed.
     *
     * @return type and message
     */
    public JobError error() {
        return error;
    }
}
