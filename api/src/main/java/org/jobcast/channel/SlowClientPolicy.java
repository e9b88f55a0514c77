package org.jobcast.channel;

/**
 * What happens to a client that reads more slowly than the channel is written. It never delays the publisher or another
 * client, and every event that it misses is counted.
 */
public enum SlowClientPolicy {
    /** Close the connection when the history no longer holds the client's position; it resumes by event id. */
    DISCONNECT,
    /** Skip to the oldest event in the history and say so by a {@code gap} event. */
    DROP_OLDEST,
    /**
     * Skip events for which a later one of the same type is there: the client gets the latest of each type. On the stream
     * of a job only {@code progress} is skipped.
     */
    COALESCE
}
