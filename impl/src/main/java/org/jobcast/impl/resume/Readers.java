package org.jobcast.impl.resume;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.resume.StreamRefusedException;

/** Counts who reads a stream on this node, and refuses those over the limit. Thread-safe. */
final class Readers {
    private final int most;
    private final Map<EventLog, Integer> counts = new HashMap<>();

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
        AtomicBoolean left = new AtomicBoolean();
        return () -> {
            if (left.compareAndSet(false, true)) {
                leave(log);
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
