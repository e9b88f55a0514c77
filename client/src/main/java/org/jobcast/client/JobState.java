package org.jobcast.client;

import java.util.Locale;

/** The states of a job. */
public enum JobState {
    /** Accepted, waiting for a thread. */
    QUEUED,
    /** It runs. */
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
    LOST,
    /** A state that this version of the client does not know; {@link JobStatus#json} has its name. */
    UNKNOWN;

    /**
     * Whether the job has ended.
     *
     * @return true for succeeded, failed, cancelled and lost
     */
    public boolean isTerminal() {
        return this == SUCCEEDED || this == FAILED || this == CANCELLED || this == LOST;
    }

    /**
     * The state as the server writes it.
     *
     * @return the name in lower case
     */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads what the server writes.
     *
     * @param label the name, in any case
     * @return the state, {@link #UNKNOWN} for anything else
     */
    public static JobState of(String label) {
        for (JobState state : values()) {
            if (state.name().equalsIgnoreCase(label)) {
                return state;
            }
        }
        return UNKNOWN;
    }
}
