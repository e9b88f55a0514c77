package org.jobcast.client;

/**
 * The server refuses this caller: 401 (no or no valid credentials, also after the token was renewed) or 403. What a caller
 * may not see is not refused but {@linkplain JobNotFoundException not found}.
 */
public final class RefusedException extends JobcastClientException {
    private static final long serialVersionUID = 1L;

    private final int status;

    RefusedException(int status, String detail) {
        super("The server refused the request with status " + status + (detail.isEmpty() ? "." : ": " + detail));
        this.status = status;
    }

    /**
     * The status code.
     *
     * @return 401 or 403
     */
    public int status() {
        return status;
    }
}
