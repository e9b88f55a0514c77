package org.jobcast.impl.resume;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.resume.StreamRefusedException;

/** Counts who reads a stream on this node, refuses those over the limit, and ends those that wait at the end. Thread-safe. */
final class Readers implements AutoCloseable {
    private final int most;
    private final Map<EventLog, Integer> counts = new HashMap<>();
    private final Set<Guest> guests = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Who waits for a text; equal to nobody else. */
    private static final class Guest {
        private final Runnable stop;

        Guest(Runnable stop) {
            this.stop = stop;
        }
    }

    Readers(int most) {
        this.most = most;
    }

    /**
     * Takes a place.
     *
     * @return gives it back, once
     * @throws StreamRefusedException if there is none
     */
    Runnable enter(String id, EventLog log) {
        synchronized (counts) {
            if (counts.getOrDefault(log, 0) >= most) {
                throw new StreamRefusedException(
                        id,
                        "the stream " + id + " has " + most
                                + " readers here, as many as jobcast.resume.max-readers allows; try again later");
            }
            counts.merge(log, 1, Integer::sum);
        }
        return once(() -> leave(log));
    }

    /**
     * The same for one that has to be told when the application stops.
     *
     * @param stop ends its waiting; must not block
     */
    Runnable enter(String id, EventLog log, Runnable stop) {
        if (closed) {
            throw stopping(id);
        }
        Runnable leave = enter(id, log);
        Runnable forget = onClose(stop);
        return () -> {
            forget.run();
            leave.run();
        };
    }

    static StreamRefusedException stopping(String id) {
        return new StreamRefusedException(id, "reading the stream " + id + " ends: the application is shutting down");
    }

    /** Has something done when the application stops, at once if it does already; the answer takes that back. */
    Runnable onClose(Runnable stop) {
        Guest guest = new Guest(stop);
        guests.add(guest);
        if (closed) {
            guests.remove(guest);
            stop.run();
        }
        return () -> guests.remove(guest);
    }

    @Override
    public void close() {
        closed = true;
        guests.forEach(guest -> guest.stop.run());
        guests.clear();
    }

    private static Runnable once(Runnable action) {
        AtomicBoolean left = new AtomicBoolean();
        return () -> {
            if (left.compareAndSet(false, true)) {
                action.run();
            }
        };
    }

    private void leave(EventLog log) {
        synchronized (counts) {
            counts.computeIfPresent(log, (key, count) -> count == 1 ? null : count - 1);
        }
    }

    int count(EventLog log) {
        synchronized (counts) {
            return counts.getOrDefault(log, 0);
        }
    }
}
