package org.jobcast.job;

/** The answer to a request to cancel. */
public enum CancelOutcome {
    /** The job was asked to stop, now or before. */
    REQUESTED,
    /** The job had ended; nothing changed. */
    ALREADY_TERMINAL,
    /** No such job. */
    UNKNOWN
}
