package org.jobcast.impl.store.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jobcast.spi.AppendOutcome;
import org.jobcast.spi.LogHead;
import org.jobcast.spi.Segment;

/** One log of a {@link MemoryEventStore}, which holds this object's lock during each call. */
final class MemoryLog {
    private final String channel;
    private final long epoch;
    private final NavigableMap<Long, Segment> byLast = new TreeMap<>();
    private long fence;
    private long last;
    private boolean ended;
    private boolean gone;

    MemoryLog(String channel, long epoch, long fence) {
        this.channel = channel;
        this.epoch = epoch;
        this.fence = fence;
    }

    boolean isGone() {
        return gone;
    }

    /** Says so to whoever found the log before it was removed. */
    void forget() {
        gone = true;
        byLast.clear();
    }

    Optional<LogHead> open(long newFence) {
        if (newFence < fence) {
            return Optional.empty();
        }
        fence = newFence;
        return Optional.of(head());
    }

    LogHead head() {
        long first =
                byLast.isEmpty() ? last + 1 : byLast.firstEntry().getValue().first();
        return new LogHead(channel, epoch, fence, first, last, ended);
    }

    AppendOutcome append(Segment segment) {
        if (segment.fence() != fence) {
            return AppendOutcome.FENCED;
        }
        if (segment.last() <= last && (!segment.isEmpty() || ended)) {
            return AppendOutcome.DUPLICATE;
        }
        if (ended) {
            return AppendOutcome.ENDED;
        }
        if (segment.first() != last + 1) {
            return AppendOutcome.GAP;
        }
        if (!segment.isEmpty()) {
            byLast.put(segment.last(), segment);
            last = segment.last();
        }
        ended = segment.end();
        return AppendOutcome.STORED;
    }

    List<Segment> after(long after, int maxBytes) {
        List<Segment> found = new ArrayList<>();
        long bytes = 0;
        for (Segment segment : byLast.tailMap(after, false).values()) {
            bytes += segment.bytes().length;
            if (bytes > maxBytes && !found.isEmpty()) {
                break;
            }
            found.add(segment);
        }
        return found;
    }

    void trim(long before) {
        byLast.headMap(before, false).clear();
    }
}
