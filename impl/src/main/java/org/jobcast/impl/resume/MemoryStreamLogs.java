package org.jobcast.impl.resume;

import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.channel.Logs;
import org.jobcast.spi.Assignment;

/** Logs that live in this node's memory and nowhere else. A text is kept whole: its length has a bound of its own. */
public final class MemoryStreamLogs implements StreamLogs {
    private static final int EVENTS = 1 << 30;

    private final Logs logs;
    private final ConcurrentMap<String, EventLog> byName = new ConcurrentHashMap<>();
    private final Queue<EventLog> deleted = new ConcurrentLinkedQueue<>();

    /**
     * @param logs makes the logs
     */
    public MemoryStreamLogs(Logs logs) {
        this.logs = logs;
    }

    @Override
    public Assignment mine(Assignment before) {
        return Assignment.none();
    }

    @Override
    public Optional<EventLog> write(String name, long fence, Runnable onLost) {
        return Optional.of(byName.computeIfAbsent(name, key -> logs.create(key, EVENTS, Long.MAX_VALUE)));
    }

    @Override
    public Optional<EventLog> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    @Override
    public Set<String> endedElsewhere(Set<String> names) {
        return Set.of();
    }

    @Override
    public void leave(EventLog log) {}

    @Override
    public void drop(EventLog log) {
        delete(log.name());
    }

    @Override
    public void delete(String name) {
        EventLog gone = byName.remove(name);
        if (gone != null) {
            gone.close();
            deleted.add(gone);
        }
    }

    @Override
    public void ring(Assignment owner) {}

    @Override
    public boolean isShared() {
        return false;
    }

    @Override
    public int kept() {
        return byName.size();
    }

    @Override
    public Executor blocking() {
        return Runnable::run;
    }

    /** A deleted log goes when its last reader has. */
    @Override
    public void tidy() {
        deleted.removeIf(log -> {
            if (log.isFollowed()) {
                return false;
            }
            logs.release(log);
            return true;
        });
    }
}
