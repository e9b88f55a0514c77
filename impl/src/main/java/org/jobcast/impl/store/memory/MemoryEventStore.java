package org.jobcast.impl.store.memory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jobcast.spi.AppendOutcome;
import org.jobcast.spi.EventStore;
import org.jobcast.spi.LogHead;
import org.jobcast.spi.LogSlice;
import org.jobcast.spi.Segment;

/** Logs in memory. Each has a lock of its own, so that logs do not wait for each other. Whoever writes bounds them by trimming. */
final class MemoryEventStore implements EventStore {
    private final ConcurrentMap<String, MemoryLog> logs = new ConcurrentHashMap<>();

    @Override
    public Optional<LogHead> open(String channel, long fence, long epoch) {
        for (; ; ) {
            MemoryLog log = logs.computeIfAbsent(channel, name -> new MemoryLog(name, epoch, fence));
            synchronized (log) {
                if (!log.isGone()) {
                    return log.open(fence);
                }
            }
        }
    }

    @Override
    public List<AppendOutcome> append(List<Segment> segments) {
        List<AppendOutcome> outcomes = new ArrayList<>(segments.size());
        for (Segment segment : segments) {
            MemoryLog log = logs.get(segment.channel());
            if (log == null) {
                outcomes.add(AppendOutcome.GONE);
                continue;
            }
            synchronized (log) {
                outcomes.add(log.isGone() ? AppendOutcome.GONE : log.append(segment));
            }
        }
        return outcomes;
    }

    @Override
    public Map<String, LogHead> heads(Collection<String> channels) {
        Map<String, LogHead> heads = new HashMap<>();
        for (String channel : channels) {
            MemoryLog log = logs.get(channel);
            if (log != null) {
                synchronized (log) {
                    heads.put(channel, log.head());
                }
            }
        }
        return heads;
    }

    @Override
    public Optional<LogSlice> read(String channel, long after, int maxBytes) {
        MemoryLog log = logs.get(channel);
        if (log == null) {
            return Optional.empty();
        }
        synchronized (log) {
            return Optional.of(new LogSlice(log.head(), log.after(after, maxBytes)));
        }
    }

    @Override
    public void trim(String channel, long before) {
        MemoryLog log = logs.get(channel);
        if (log != null) {
            synchronized (log) {
                log.trim(before);
            }
        }
    }

    @Override
    public boolean delete(String channel) {
        MemoryLog log = logs.remove(channel);
        if (log == null) {
            return false;
        }
        synchronized (log) {
            log.forget();
            return true;
        }
    }
}
