package org.jobcast.spi;

import org.jobcast.JobcastException;

/**
 * A store could not be asked, or did not answer. Whether it did what it was asked is unknown unless the method called says
 * so; asking again is allowed. Over HTTP this is an answer of status 503 that tells the client when to come back.
 */
public class StoreException extends JobcastException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what was not done and what happens next; payloads are no part of it
     * @param cause what the client library of the store said
     */
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
