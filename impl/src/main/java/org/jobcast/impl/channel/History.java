package org.jobcast.impl.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The events that a log still holds, oldest first, within its bounds. One thread at a time changes it, holding the lock of
 * the log; any thread reads it without a lock.
 */
final class History {
    private static final int SMALLEST = 16;

    /** A power-of-two ring; replaced by a larger one while the history grows towards its bound. */
    private static final class Ring extends AtomicReferenceArray<@Nullable LogEntry> {
        private static final long serialVersionUID = 1L;

        Ring(int size) {
            super(size);
        }

        int slot(long seq) {
            return (int) seq & (length() - 1);
        }
    }

    private final LogLimits limits;
    private final HistoryBudget budget;
    private volatile Ring ring = new Ring(SMALLEST);
    private volatile long first;
    private volatile long last;
    private volatile long bytes;

    /**
     * @param after the sequence number of the event before the first one it will get
     */
    History(LogLimits limits, HistoryBudget budget, long after) {
        this.limits = limits;
        this.budget = budget;
        this.first = after + 1;
        this.last = after;
    }

    long first() {
        return first;
    }

    long last() {
        return last;
    }

    long bytes() {
        return bytes;
    }

    /** Takes the event after the last one; the oldest ones go if there is no room, never the new one. */
    void add(LogEntry entry) {
        Ring target = ring;
        if (entry.seq - first >= target.length()) {
            if (target.length() < limits.events()) {
                target = grow(target);
            } else {
                trimFirst();
            }
        }
        target.set(target.slot(entry.seq), entry);
        account(cost(entry));
        last = entry.seq;
        while (first < last && isOverfull()) {
            trimFirst();
        }
    }

    private boolean isOverfull() {
        return last - first >= limits.events() || bytes > limits.bytes() || budget.exceeded();
    }

    private Ring grow(Ring from) {
        Ring to = new Ring(from.length() * 2);
        for (long seq = first; seq <= last; seq++) {
            to.set(to.slot(seq), from.get(from.slot(seq)));
        }
        ring = to;
        return to;
    }

    /** Gives up all but the last event. */
    void trimToLast() {
        while (first < last) {
            trimFirst();
        }
        Ring small = new Ring(1);
        if (first == last) {
            small.set(0, ring.get(ring.slot(last)));
        }
        ring = small;
    }

    /** Gives up everything. */
    void clear() {
        while (first <= last) {
            trimFirst();
        }
        ring = new Ring(1);
    }

    /** Gives up everything and goes on behind a later event. Readers never see an end before the beginning has moved. */
    void skipTo(long seq) {
        clear();
        ring = new Ring(SMALLEST);
        first = seq + 1;
        last = seq;
    }

    private void trimFirst() {
        Ring from = ring;
        long seq = first;
        LogEntry gone = from.get(from.slot(seq));
        first = seq + 1;
        from.set(from.slot(seq), null);
        if (gone != null) {
            account(-cost(gone));
        }
    }

    private void account(long change) {
        long held = bytes;
        bytes = held + change;
        budget.add(change);
    }

    private static long cost(LogEntry entry) {
        return entry.frame.length() + (long) HistoryBudget.ENTRY_OVERHEAD;
    }

    /**
     * One event, null if it was trimmed or is not there yet. An event that the ring holds already is not there before it is
     * the last one: who has received it may come back with its id at once, and must not be told that it is of the future.
     */
    @Nullable LogEntry entry(long seq) {
        for (; ; ) {
            Ring from = ring;
            LogEntry entry = from.get(from.slot(seq));
            if (entry != null && entry.seq == seq) {
                return seq <= last ? entry : null;
            }
            if (from == ring) {
                return null;
            }
        }
    }

    /** Events after a position without a hole between them; the first may be later than asked for. */
    List<LogEntry> entries(long after, int max) {
        List<LogEntry> found = new ArrayList<>();
        long end = last;
        for (long seq = Math.max(after, first - 1); seq < end && found.size() < max; seq++) {
            LogEntry entry = entry(seq + 1);
            if (entry != null) {
                found.add(entry);
            } else if (!found.isEmpty()) {
                break;
            }
        }
        return found;
    }
}
