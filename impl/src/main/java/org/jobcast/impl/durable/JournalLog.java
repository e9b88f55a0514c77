package org.jobcast.impl.durable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.channel.LogEntry;
import org.jobcast.impl.channel.Outlet;
import org.jobcast.spi.AppendOutcome;
import org.jobcast.spi.Segment;
import org.jspecify.annotations.Nullable;

/**
 * What one log has on its way to the store. Publishers add, the thread of the journal takes: one segment at a time, and the
 * same one again until its outcome is known.
 */
final class JournalLog implements Outlet {
    private static final System.Logger LOG = System.getLogger(JournalLog.class.getName());

    private final Journal journal;
    private final EventLog log;
    private final long fence;
    private final Consumer<AppendOutcome> onRefused;
    private final AtomicBoolean dirty = new AtomicBoolean();
    private final Object lock = new Object();
    private final Deque<LogEntry> pending = new ArrayDeque<>();
    private boolean ending;
    private volatile long bytes;
    private volatile boolean over;

    private final Retention retention;
    private @Nullable Segment sent;
    private List<LogEntry> sentEntries = List.of();
    private long stored;

    JournalLog(Journal journal, EventLog log, long fence, Consumer<AppendOutcome> onRefused) {
        this.journal = journal;
        this.log = log;
        this.fence = fence;
        this.onRefused = onRefused;
        this.stored = log.last();
        this.retention = journal.retention();
    }

    @Override
    public void add(LogEntry entry) {
        int cost = SegmentCodec.cost(entry);
        synchronized (lock) {
            pending.add(entry);
            bytes += cost;
        }
        journal.grow(cost);
    }

    @Override
    public void end() {
        synchronized (lock) {
            ending = true;
        }
    }

    @Override
    public void flush() {
        if (!dirty.get() && dirty.compareAndSet(false, true)) {
            journal.dirty(this);
        }
        journal.hurryIfMuch();
    }

    @Override
    public void awaitRoom() {
        if (isFull(1)) {
            journal.room().awaitWhile(() -> isFull(1), () -> isFull(2));
        }
    }

    private boolean isFull(int times) {
        return !over && journal.isFull(bytes, times);
    }

    String name() {
        return log.name();
    }

    /** Takes the next segment, or the one whose outcome is not known; null if there is nothing to store. */
    @Nullable Segment take(int maxBytes) {
        dirty.set(false);
        if (sent == null && !over) {
            sent = cut(maxBytes);
        }
        return sent;
    }

    private @Nullable Segment cut(int maxBytes) {
        if (sentEntries.isEmpty()) {
            sentEntries = run(maxBytes);
        }
        boolean end;
        synchronized (lock) {
            end = ending && pending.isEmpty();
        }
        List<LogEntry> run = sentEntries;
        if (run.isEmpty() && !end) {
            return null;
        }
        byte[] encoded = run.isEmpty() ? new byte[0] : SegmentCodec.encode(run);
        return new Segment(log.name(), fence, stored + 1, stored + run.size(), encoded, end);
    }

    private List<LogEntry> run(int maxBytes) {
        List<LogEntry> run = new ArrayList<>();
        synchronized (lock) {
            long size = 0;
            for (LogEntry next = pending.peek(); next != null; next = pending.peek()) {
                size += SegmentCodec.cost(next);
                if (!run.isEmpty() && size > maxBytes) {
                    break;
                }
                run.add(pending.remove());
            }
        }
        return run;
    }

    /** Takes note of what became of the segment; true if there is more to store. */
    boolean settle(AppendOutcome outcome) {
        Segment segment = sent;
        if (segment == null) {
            return false;
        }
        List<LogEntry> entries = sentEntries;
        if (outcome == AppendOutcome.GAP && goBack()) {
            return true;
        }
        if (!outcome.isKept()) {
            refuse(outcome);
            return false;
        }
        sent = null;
        sentEntries = List.of();
        stored = segment.last();
        if (segment.end()) {
            over = true;
        }
        log.publish(entries, segment.end());
        retention.stored(stored, segment.bytes().length).ifPresent(first -> journal.trim(log.name(), first));
        return free(entries);
    }

    /**
     * The store has lost events that it had acknowledged, as one may in a failover. They are stored again if memory still has
     * them: whoever has seen them has seen the truth.
     */
    private boolean goBack() {
        long last = journal.last(log.name());
        if (last < 0 || last >= stored) {
            return false;
        }
        List<LogEntry> again = log.entries(last, (int) Math.min(stored - last, Integer.MAX_VALUE));
        if (again.size() < stored - last || again.get(0).seq() != last + 1) {
            return false;
        }
        LOG.log(
                System.Logger.Level.WARNING,
                "the store has lost the events {0} to {1} of {2}; they are stored again",
                last + 1,
                stored,
                log.name());
        int cost = again.stream().mapToInt(SegmentCodec::cost).sum();
        synchronized (lock) {
            putBack(sentEntries);
            putBack(again);
            bytes += cost;
        }
        journal.grow(cost);
        sent = null;
        sentEntries = List.of();
        stored = last;
        return true;
    }

    private void putBack(List<LogEntry> entries) {
        for (int i = entries.size() - 1; i >= 0; i--) {
            pending.addFirst(entries.get(i));
        }
    }

    private boolean free(List<LogEntry> entries) {
        long freed = 0;
        for (LogEntry entry : entries) {
            freed += SegmentCodec.cost(entry);
        }
        boolean more;
        synchronized (lock) {
            bytes -= freed;
            more = !over && (!pending.isEmpty() || ending);
        }
        journal.grow(-freed);
        return more;
    }

    /** Ends the writing: the store has another writer, or no such log any more. What is pending was never seen. */
    private void refuse(AppendOutcome outcome) {
        log.detach();
        over = true;
        sent = null;
        sentEntries = List.of();
        long freed;
        synchronized (lock) {
            pending.clear();
            freed = bytes;
            bytes = 0;
        }
        journal.grow(-freed);
        onRefused.accept(outcome);
    }
}
