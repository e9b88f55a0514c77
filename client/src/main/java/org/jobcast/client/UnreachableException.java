package org.jobcast.client;

import java.net.URI;

/**
 * The server could not be reached, or the connection broke before the answer was complete. A request that changes something
 * may have been carried out. A stream throws it only after it has tried for as long as its options say.
 */
public final class UnreachableException extends JobcastClientException {
    private static final long serialVersionUID = 1L;

    private final URI base;

    UnreachableException(URI base, Throwable cause) {
        super("No answer from " + base + ": " + describe(cause), cause);
        this.base = base;
    }

    private static String describe(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    /**
     * The server.
     *
     * @return the client's base URI
     */
    public URI base() {
        return base;
    }
}
