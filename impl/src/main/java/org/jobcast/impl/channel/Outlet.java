package org.jobcast.impl.channel;

/**
 * Takes the events of a log on their way to a store. They can be read only after {@link EventLog#publish} has brought them
 * back: a client never has an event that another node would not know.
 */
public interface Outlet {
    /**
     * Takes an event; called in the order of the events, holding the lock of the log.
     *
     * @param entry the event
     */
    void add(LogEntry entry);

    /** Takes note that nothing follows; called once, holding the lock of the log. */
    void end();

    /** Is told after one of the others, without the lock. Returns at once. */
    void flush();

    /** Waits while too much is on its way. An interrupt stays set, and ends the waiting unless it is twice too much. */
    void awaitRoom();
}
