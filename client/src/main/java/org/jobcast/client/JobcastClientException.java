package org.jobcast.client;

/**
 * The one root of what the client throws on purpose, besides {@link IllegalArgumentException}. On its own: the server
 * answered with something that has no exception of its own, or with what is no answer of jobcast.
 */
public class JobcastClientException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what happened
     */
    public JobcastClientException(String message) {
        super(message);
    }

    /**
     * @param message what happened
     * @param cause what led to it
     */
    public JobcastClientException(String message, Throwable cause) {
        super(message, cause);
    }
}
