package org.jobcast.resume;

/** What is known under the id of a resumable stream. */
public enum StreamState {
    /** Nothing: there never was such a stream, or its time is over. */
    NONE,
    /** It is being produced, somewhere. */
    ACTIVE,
    /** It has ended, by its producer or because it was cancelled; its text can still be read. */
    DONE,
    /** It has ended before its time; what had been produced can still be read. */
    FAILED
}
