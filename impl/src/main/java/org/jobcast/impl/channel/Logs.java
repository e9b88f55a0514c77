package org.jobcast.impl.channel;

import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Makes the logs of channels and jobs and knows those that are held, so that memory can be taken back. Thread-safe. */
public final class Logs {
    private final HistoryBudget budget;
    private final InstantSource clock;
    private final int eventBytes;
    private final Set<EventLog> held = ConcurrentHashMap.newKeySet();

    /**
     * @param totalBytes what all histories may hold together
     * @param eventBytes the most bytes of one encoded event
     * @param clock tells the time of events
     */
    public Logs(long totalBytes, int eventBytes, InstantSource clock) {
        this.budget = new HistoryBudget(totalBytes);
        this.eventBytes = eventBytes;
        this.clock = clock;
    }

    /**
     * Makes a log.
     *
     * @param name its name
     * @param events the most events in its history
     * @param bytes the most bytes in its history
     * @return the log; give it back by {@link #release}
     */
    public EventLog create(String name, int events, long bytes) {
        EventLog log = new EventLog(name, new LogLimits(events, bytes, eventBytes), budget, clock);
        held.add(log);
        return log;
    }

    /**
     * Makes a log that goes on from what a store holds. It is sealed until it is given an outlet.
     *
     * @param name its name
     * @param events the most events in its history
     * @param bytes the most bytes in its history
     * @param start where it begins
     * @param archive reads what the history does not hold
     * @return the log; give it back by {@link #release}
     */
    public EventLog resume(String name, int events, long bytes, LogStart start, Archive archive) {
        EventLog log = new EventLog(name, new LogLimits(events, bytes, eventBytes), budget, clock, start, archive);
        held.add(log);
        return log;
    }

    /**
     * The clock of the events.
     *
     * @return the clock
     */
    public InstantSource clock() {
        return clock;
    }

    /**
     * Forgets a log and its history.
     *
     * @param log the log
     */
    public void release(EventLog log) {
        if (held.remove(log)) {
            log.release();
        }
    }

    /** Takes memory back from closed logs if it runs short. Called now and then. */
    public void reclaim() {
        budget.reclaim(held);
    }

    /**
     * What all histories hold.
     *
     * @return bytes
     */
    public long bytes() {
        return budget.used();
    }
}
