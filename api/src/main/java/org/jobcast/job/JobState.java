package org.jobcast.job;

import java.util.Locale;

/**
 * The states of a job. {@code QUEUED → RUNNING → (CANCELLING) → SUCCEEDED | FAILED | CANCELLED | LOST}; a terminal state
 * is written exactly once.
 */
public enum JobState {
    /** Accepted, waiting for a thread. */
    QUEUED,
    /** Its body runs, or its emitter is open. */
    RUNNING,
    /** Asked to stop, and still running. */
    CANCELLING,
    /** Ended with a result. */
    SUCCEEDED,
    /** Ended by an exception or its timeout. */
    FAILED,
    /** Ended because it was asked to. */
    CANCELLED,
    /** Its node died, and it may not be run again. */
    LOST;

    /**
     * Whether the job has ended.
     *
     * @return true for the last four
     */
    public boolean isTerminal() {
        return ordinal() >= SUCCEEDED.ordinal();
    }

    /**
     * The state as clients read it.
     *
     * @return the name in lower case
     */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
