package org.jobcast.job;

/** What came of sending a signal. */
public enum SignalOutcome {
    /** The job has it, or will have it when it asks. */
    SENT,
    /** The job has ended; the signal was not kept. */
    ALREADY_TERMINAL,
    /** There is no such job. */
    UNKNOWN,
    /** The job has got as many signals as are kept, 10,000; this one was not. */
    FULL
}
