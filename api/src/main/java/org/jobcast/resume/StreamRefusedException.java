package org.jobcast.resume;

import org.jobcast.JobcastException;

/** There is no room for another stream or another reader, or the application is shutting down; nothing was done. */
public final class StreamRefusedException extends JobcastException {
    private static final long serialVersionUID = 1L;

    /** The stream's id. */
    private final String streamId;

    /**
     * @param streamId the stream's id
     * @param message what happened and what happens next
     */
    public StreamRefusedException(String streamId, String message) {
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
