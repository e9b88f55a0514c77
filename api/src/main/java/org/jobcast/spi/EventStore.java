package org.jobcast.spi;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps logs of events, in segments. A log has one writer at a time: whoever opened it with the highest fence. What an
 * earlier writer still sends is refused, so a node that slept through the end of its lease cannot mix its events with those of
 * its successor.
 *
 * <p>Sequence numbers begin with 1 and have no holes. Trimming takes whole segments from the old end. See {@link Store} for
 * what holds for every part of a store.
 */
public interface EventStore {
    /**
     * Makes the caller the writer of a log, and creates the log if there is none. Opening again with the same fence changes
     * nothing.
     *
     * @param channel the name of the log, at most 255 characters
     * @param fence greater than that of every writer before; for the log of a job, the fence of its assignment
     * @param epoch the epoch of the log if it is new; one that exists keeps its own
     * @return how far the log is, empty if a writer with a higher fence has it
     */
    Optional<LogHead> open(String channel, long fence, long epoch);

    /**
     * Appends segments, of one log or of many, in one transaction. Each has its own outcome: one that is refused does not
     * hold up those of other logs. Segments of the same log are taken in the given order.
     *
     * <p>After an exception, the outcome of all is unknown; a writer sends the same segments again.
     *
     * @param segments the segments
     * @return an outcome for each, in the same order
     */
    List<AppendOutcome> append(List<Segment> segments);

    /**
     * Appends one segment.
     *
     * @param segment the segment
     * @return what became of it
     */
    default AppendOutcome append(Segment segment) {
        return append(List.of(segment)).get(0);
    }

    /**
     * Tells how far logs are, with one request to the store however many they are. This is what followers on other nodes ask
     * for again and again.
     *
     * @param channels the names of the logs
     * @return the heads by name, without those that do not exist
     */
    Map<String, LogHead> heads(Collection<String> channels);

    /**
     * Tells how far a log is.
     *
     * @param channel the name of the log
     * @return its head, empty if there is no such log
     */
    default Optional<LogHead> head(String channel) {
        return Optional.ofNullable(heads(List.of(channel)).get(channel));
    }

    /**
     * Reads what comes after an event. The first segment is the one that holds the event {@code after + 1}, or the oldest one
     * that is kept if that event was trimmed; it may begin with events that the caller knows.
     *
     * @param channel the name of the log
     * @param after the sequence number of the last event that the caller has, 0 for none
     * @param maxBytes how many bytes the segments may have together; the first one is given whatever its size
     * @return head and segments, without segments if there is nothing after; empty if there is no such log
     */
    Optional<LogSlice> read(String channel, long after, int maxBytes);

    /**
     * Forgets old events. Whole segments go, so that some that are older than asked for may stay. A log that is gone or has
     * less is left alone.
     *
     * @param channel the name of the log
     * @param before the sequence number of the oldest event to keep; beyond the newest one, all go and the numbering goes on
     */
    void trim(String channel, long before);

    /**
     * Removes a log with its events. A log that is opened under the same name later begins with 1.
     *
     * @param channel the name of the log
     * @return true for the one caller that removed it, false if there was no such log
     */
    boolean delete(String channel);
}
