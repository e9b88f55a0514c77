package org.jobcast.resume;

import org.jobcast.JobcastException;

/** The id belongs to another stream; nothing was created, and the source was not started. */
public final class StreamConflictException extends JobcastException {
    private static final long serialVersionUID = 1L;

    /** The stream's id. */
    private final String streamId;

    /**
     * @param streamId the stream's id
     * @param message what happened and what happens next
     */
    public StreamConflictException(String streamId, String message) {
        super(message);
        this.streamId = streamId;
    }

    /**
     * The stream's id.
     *
     * @return the stream's id
     */
    public String streamId() {
        return streamId;
    }
}
