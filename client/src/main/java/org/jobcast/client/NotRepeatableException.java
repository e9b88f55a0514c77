package org.jobcast.client;

/** The job was not run again: it has not ended yet, or the application did not say that it can be. */
public final class NotRepeatableException extends JobcastClientException {
    private static final long serialVersionUID = 1L;

    private final String id;

    NotRepeatableException(String id, String detail) {
        super("Job " + id + " was not run again" + (detail.isEmpty() ? "." : ": " + detail));
        this.id = id;
    }

    /**
     * The job.
     *
     * @return its id
     */
    public String id() {
        return id;
    }
}
