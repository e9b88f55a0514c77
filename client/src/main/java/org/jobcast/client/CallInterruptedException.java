package org.jobcast.client;

/** The thread was interrupted while it waited for the server; its interrupt flag is set again. */
public final class CallInterruptedException extends JobcastClientException {
    private static final long serialVersionUID = 1L;

    CallInterruptedException(InterruptedException cause) {
        super("Interrupted while waiting for the server.", cause);
    }

    /** Sets the interrupt flag again. */
    static CallInterruptedException keepingTheFlag(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new CallInterruptedException(cause);
    }
}
