package org.jobcast.spi;

/** What became of a {@link Segment} that was appended. */
public enum AppendOutcome {
    /** It is stored now. */
    STORED,
    /** The same writer had stored these events before; nothing was changed. The answer to a retry after an unknown outcome. */
    DUPLICATE,
    /** It does not follow the last event of the log; nothing was changed. The writer has to look at the head. */
    GAP,
    /** Another writer has opened the log, or this one never did; nothing was changed. The writer has to stop. */
    FENCED,
    /** The log has ended; nothing was changed. */
    ENDED,
    /** There is no such log, it was deleted; nothing was changed. */
    GONE;

    /**
     * Whether the events are in the store.
     *
     * @return true for {@link #STORED} and {@link #DUPLICATE}
     */
    public boolean isKept() {
        return this == STORED || this == DUPLICATE;
    }
}
