package org.jobcast.client;

/** What came of asking a job to stop. */
public enum CancelOutcome {
    /** It was told; its stream says when it has ended. */
    REQUESTED,
    /** It had ended before. */
    ALREADY_TERMINAL
}
