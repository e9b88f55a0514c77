package org.jobcast.channel;

import org.jobcast.JobcastException;

/** The limit of channels is reached; the channel was not opened. */
public final class TooManyChannelsException extends JobcastException {
    private static final long serialVersionUID = 1L;

    /** The channel's name. */
    private final String channel;

    /**
     * @param channel the channel's name
     * @param message what happened and what happens next
     */
    public TooManyChannelsException(String channel, String message) {
        super(message);
        this.channel = channel;
    }

    /**
     * The channel's name.
     *
     * @return the channel's name
     */
    public String channel() {
        return channel;
    }
}
