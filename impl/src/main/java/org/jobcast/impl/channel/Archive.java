package org.jobcast.impl.channel;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads events that the history of a log no longer holds, or never held, from where they are kept. Thread-safe. */
public interface Archive {
    /**
     * Reads a page without making the caller wait.
     *
     * @param log the log
     * @param after the sequence number before the first event of the page
     * @param then is told once, on a thread of the archive: the events in order, at least one unless the log is gone, the
     *     first later than asked for if older ones are kept no more; empty if they could not be read
     */
    void read(EventLog log, long after, Consumer<Optional<List<LogEntry>>> then);

    /**
     * Reads a page; waits for the store.
     *
     * @param log the log
     * @param after the sequence number before the first event of the page
     * @return the events, as above
     */
    List<LogEntry> read(EventLog log, long after);
}
