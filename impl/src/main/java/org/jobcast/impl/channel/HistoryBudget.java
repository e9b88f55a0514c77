package org.jobcast.impl.channel;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that the histories of all logs may hold together. When they are used up, the log that appends gives up its own
 * oldest events; before that, at nine tenths, {@link #reclaim} takes from logs that are closed. Thread-safe.
 */
public final class HistoryBudget {
    /** What an entry costs beside its encoded bytes: the objects around them, measured on a 64-bit JVM. */
    static final int ENTRY_OVERHEAD = 96;

    private final long limit;
    private final AtomicLong used = new AtomicLong();

    /**
     * @param limit in bytes
     */
    public HistoryBudget(long limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("the history budget must be positive");
        }
        this.limit = limit;
    }

    /**
     * How much is used.
     *
     * @return bytes
     */
    public long used() {
        return used.get();
    }

    void add(long bytes) {
        used.addAndGet(bytes);
    }

    boolean exceeded() {
        return used.get() > limit;
    }

    /**
     * Takes history from closed logs, the one that closed first first, until a fifth of the budget is free. Their last
     * event stays. Called now and then, not by publishers.
     *
     * @param logs all logs
     */
    public void reclaim(Collection<EventLog> logs) {
        if (used.get() <= limit / 10 * 9) {
            return;
        }
        List<EventLog> closed = logs.stream()
                .filter(EventLog::isClosed)
                .sorted(Comparator.comparingLong(EventLog::closedAt).thenComparingLong(EventLog::epoch))
                .toList();
        for (EventLog log : closed) {
            if (used.get() <= limit / 10 * 8) {
                return;
            }
            log.trimToLast();
        }
    }
}
