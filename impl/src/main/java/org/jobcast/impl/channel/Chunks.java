package org.jobcast.impl.channel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a log into chunks for the subscribers of one worker, and remembers the recent ones: subscribers that move together
 * share the bytes. Used by one thread.
 */
final class Chunks {
    private static final int REMEMBERED = 16;

    private final EventLog log;
    private final boolean named;
    private final int limit;
    private final long[] positions = new long[REMEMBERED];
    private final @Nullable Chunk[] recent = new Chunk[REMEMBERED];

    /**
     * @param log the log
     * @param named whether events carry their {@code event:} line
     * @param limit the most bytes of a chunk of more than one event
     */
    Chunks(EventLog log, boolean named, int limit) {
        this.log = log;
        this.named = named;
        this.limit = limit;
    }

    /** Forgets, so that nothing is held while nothing is written. */
    void clear() {
        Arrays.fill(recent, null);
    }

    /** Returns the events after a position, null if the next one is not in the log. */
    @Nullable Chunk after(long seq) {
        int slot = (int) (seq % REMEMBERED);
        Chunk known = recent[slot];
        if (known != null && positions[slot] == seq) {
            return known;
        }
        Chunk cut = cut(seq);
        positions[slot] = seq;
        recent[slot] = cut;
        return cut;
    }

    private @Nullable Chunk cut(long after) {
        List<LogEntry> run = run(log, after, named, limit);
        return run.isEmpty() ? null : join(run, named);
    }

    /** The events after a position that fit one write, at least one if there is one. */
    static List<LogEntry> run(EventLog log, long after, boolean named, int limit) {
        LogEntry head = log.entry(after + 1);
        if (head == null) {
            return List.of();
        }
        LogEntry next = log.entry(after + 2);
        int length = head.frame.length(named);
        if (next == null || length + next.frame.length(named) > limit) {
            return List.of(head);
        }
        List<LogEntry> run = new ArrayList<>();
        run.add(head);
        for (; next != null; next = log.entry(next.seq + 1)) {
            length += next.frame.length(named);
            if (length > limit) {
                break;
            }
            run.add(next);
        }
        return run;
    }

    /** The first of some events that fit one write, at least one if there is one. */
    static List<LogEntry> fitting(List<LogEntry> entries, boolean named, int limit) {
        int fit = 0;
        for (int length = 0; fit < entries.size(); fit++) {
            length += entries.get(fit).frame.length(named);
            if (fit > 0 && length > limit) {
                break;
            }
        }
        return entries.subList(0, fit);
    }

    /** Joins the frames of some events into one chunk. */
    static Chunk join(List<LogEntry> entries, boolean named) {
        LogEntry last = entries.get(entries.size() - 1);
        if (entries.size() == 1 && named) {
            return new Chunk(last.frame.bytes(), last.seq);
        }
        int length = 0;
        for (LogEntry entry : entries) {
            length += entry.frame.length(named);
        }
        byte[] bytes = new byte[length];
        int at = 0;
        for (LogEntry entry : entries) {
            at = entry.frame.copyTo(bytes, at, named);
        }
        return new Chunk(bytes, last.seq);
    }
}
