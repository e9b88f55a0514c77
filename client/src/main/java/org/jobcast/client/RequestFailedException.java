package org.jobcast.client;

/** The server answered with an error; the message has what it said about it. */
public final class RequestFailedException extends JobcastClientException {
    private static final long serialVersionUID = 1L;

    private final int status;

    RequestFailedException(int status, String detail) {
        super("The server answered with status " + status + (detail.isEmpty() ? "." : ": " + detail));
        this.status = status;
    }

    /**
     * The status code.
     *
     * @return 400 to 599, or a redirection that could not be followed
     */
    public int status() {
        return status;
    }
}
