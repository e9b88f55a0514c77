package org.jobcast.impl.resume;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.spi.Assignment;

/** Where the logs of streams are: in this node's memory, or in a store that others share. Thread-safe. */
interface StreamLogs {
    /**
     * Gives a stream to this node.
     *
     * @param before whom it belongs to
     * @return its next assignment
     */
    Assignment mine(Assignment before);

    /**
     * Begins a log, or goes on with one that another node wrote.
     *
     * @param name its name
     * @param fence higher than that of writers before
     * @param onLost is told that another node writes it now; must not block
     * @return the log, closed if it has ended; empty if a writer with a higher fence has it
     */
    Optional<EventLog> write(String name, long fence, Runnable onLost);

    /** Finds a log as far as it is now. */
    Optional<EventLog> find(String name);

    /** Which of some logs that this node writes others have ended or removed. Waits for the store. */
    Set<String> endedElsewhere(Set<String> names);

    /** Keeps a log of this node that is written by nobody any more, or by another node. */
    void leave(EventLog log);

    /** Gives up a log that this node has begun for nothing. */
    void drop(EventLog log);

    /** Removes a log. Who reads it here may still come to its end. */
    void delete(String name);

    /** Tells the owner of a stream that its record was changed. */
    void ring(Assignment owner);

    /** Whether other nodes see them. */
    boolean isShared();

    /** How many streams are kept in this node's memory, 0 if a store keeps them. */
    int kept();

    /** Where work runs that waits for the store. */
    Executor blocking();

    /** Gives memory back. Called several times a second. */
    void tidy();
}
