package org.jobcast;

/** The one root of all exceptions that jobcast throws on purpose, besides {@link IllegalArgumentException}. */
public abstract class JobcastException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what happened and what happens next
     */
    protected JobcastException(String message) {
        super(message);
    }

    /**
     * @param message what happened and what happens next
     * @param cause what led to it
     */
    protected JobcastException(String message, Throwable cause) {
        super(message, cause);
    }
}
