package org.jobcast.impl.channel;

import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jobcast.impl.sse.Frame;
import org.jspecify.annotations.Nullable;

/**
 * An append-only log of encoded events with a bounded history. Appending takes a short lock that no reader takes; reading
 * takes none. Whoever follows the log keeps a sequence number, not a reference, so a follower that stays behind holds no
 * memory.
 */
public final class EventLog extends ReadableLog {
    private static final AtomicLong LAST_EPOCH = new AtomicLong();
    private static final long LONGEST_PARK = 1_000_000_000L;

    private final LogLimits limits;
    private final InstantSource clock;
    private final Object lock = new Object();
    private final String idPrefix;
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    private volatile @Nullable Outlet outlet;
    private volatile boolean sealed;

    /**
     * A log that lives in memory.
     *
     * @param name the name, for logs and snapshots
     * @param limits what it may hold
     * @param budget what all logs may hold
     * @param clock tells the time of events
     */
    public EventLog(String name, LogLimits limits, HistoryBudget budget, InstantSource clock) {
        this(name, limits, budget, clock, new LogStart(nextEpoch(clock), 1, 0), null);
    }

    /**
     * A log that is kept in a store. It is sealed until it is given an {@link #attach outlet}.
     *
     * @param start where it begins
     * @param archive reads what its history does not hold, null for a log that lives in memory
     */
    EventLog(
            String name,
            LogLimits limits,
            HistoryBudget budget,
            InstantSource clock,
            LogStart start,
            @Nullable Archive archive) {
        super(name, start, new History(limits, budget, start.last()), archive);
        this.limits = limits;
        this.clock = clock;
        this.sealed = archive != null;
        this.idPrefix = start.epoch() + "-";
    }

    /**
     * An epoch for a new log: later than any before, so that a position of one log, or of one run of the server, fits no
     * other.
     *
     * @param clock tells the time
     * @return the epoch
     */
    public static long nextEpoch(InstantSource clock) {
        long millis = clock.millis();
        return LAST_EPOCH.updateAndGet(before -> Math.max(before + 1, millis));
    }

    /**
     * Appends an event.
     *
     * @param type the event's type
     * @param data its data
     * @param json whether the data is JSON text
     * @param key groups events of which a slow client may get the latest only, null for none
     * @return its sequence number, 0 if the log is closed
     * @throws IllegalArgumentException if the type is not allowed or the event too large; then nothing was appended
     */
    public long append(String type, String data, boolean json, @Nullable String key) {
        Outlet through;
        long seq;
        synchronized (lock) {
            if (sealed) {
                return 0;
            }
            through = outlet;
            seq = (through == null ? history.last() : written) + 1;
            Frame frame = Frame.of(idPrefix + seq, type, data);
            requireSize(frame);
            add(through, new LogEntry(seq, frame, clock.millis(), json, key));
        }
        tell(through);
        return seq;
    }

    private void add(@Nullable Outlet through, LogEntry entry) {
        if (through == null) {
            history.add(entry);
        } else {
            written = entry.seq;
            through.add(entry);
        }
    }

    private void tell(@Nullable Outlet through) {
        if (through == null) {
            wakers.wake();
        } else {
            through.flush();
        }
    }

    /**
     * Appends a last event and closes, in one step.
     *
     * @param type its type
     * @param data its data, JSON text; its size is not limited here
     * @return false if the log was closed before; then nothing was appended
     */
    public boolean closeWith(String type, String data) {
        return seal(through -> {
            long seq = (through == null ? history.last() : written) + 1;
            add(through, new LogEntry(seq, Frame.of(idPrefix + seq, type, data), clock.millis(), true, null));
        });
    }

    /**
     * Closes: nothing more is appended, and followers end when they have read the rest.
     *
     * @return false if it was closed before
     */
    public boolean close() {
        return seal(through -> {});
    }

    private boolean seal(Consumer<@Nullable Outlet> last) {
        Outlet through;
        synchronized (lock) {
            if (sealed) {
                return false;
            }
            sealed = true;
            through = outlet;
            last.accept(through);
            if (through == null) {
                markClosed();
            } else {
                through.end();
            }
        }
        tell(through);
        if (through == null) {
            end.complete(null);
        }
        return true;
    }

    private void markClosed() {
        if (!closed) {
            closedAt = clock.millis();
            closed = true;
        }
    }

    /**
     * Waits until what has been appended so far can be read, which for a log that is kept in a store means that it is stored.
     *
     * @param giveUp ends the waiting; asked at least each second and after each growth of the log
     */
    public void awaitVisible(BooleanSupplier giveUp) {
        long target = promised();
        if (history.last() >= target) {
            return;
        }
        Thread waiting = Thread.currentThread();
        Waker waker = () -> LockSupport.unpark(waiting);
        wakers.add(waker);
        boolean interrupted = false;
        try {
            while (history.last() < Math.min(target, promised()) && !giveUp.getAsBoolean()) {
                LockSupport.parkNanos(this, LONGEST_PARK);
                interrupted |= Thread.interrupted();
            }
        } finally {
            wakers.remove(waker);
            if (interrupted) {
                waiting.interrupt();
            }
        }
    }

    /** Waits while too much of this log is on its way to a store; see {@link Outlet#awaitRoom}. */
    public void awaitRoom() {
        Outlet through = outlet;
        if (through != null) {
            through.awaitRoom();
        }
    }

    /**
     * Lets events be appended to a log that is kept in a store.
     *
     * @param to where they go
     */
    public void attach(Outlet to) {
        synchronized (lock) {
            outlet = to;
            sealed = false;
        }
    }

    /** Ends the appending, because another node writes this log now; what had not reached the store is forgotten. */
    public void detach() {
        synchronized (lock) {
            sealed = true;
            outlet = null;
            written = history.last();
        }
    }

    /**
     * Shows events that are in the store; those that were shown before are left out. If some are missing before the first
     * one, the history begins anew there.
     *
     * @param entries the events, in order
     * @param last whether nothing follows
     */
    public void publish(List<LogEntry> entries, boolean last) {
        synchronized (lock) {
            for (LogEntry entry : entries) {
                if (entry.seq > history.last()) {
                    skipBehind(entry.seq - 1);
                    history.add(entry);
                }
            }
            written = Math.max(written, history.last());
            if (last) {
                sealed = true;
                markClosed();
            }
        }
        wakers.wake();
        if (last) {
            end.complete(null);
        }
    }

    /**
     * Shows that the store holds events up to one, without holding them: followers read them from the archive.
     *
     * @param seq the sequence number of the last one
     * @param last whether nothing follows
     */
    public void skipTo(long seq, boolean last) {
        synchronized (lock) {
            skipBehind(seq);
        }
        publish(List.of(), last);
    }

    private void skipBehind(long seq) {
        if (seq > history.last()) {
            history.skipTo(seq);
        }
    }

    /**
     * Completes when the end can be read.
     *
     * @return the stage; it never completes exceptionally
     */
    public CompletionStage<Void> whenClosed() {
        return end;
    }

    /** Gives the history up, when the log is forgotten. Followers that still needed it see a gap. */
    public void release() {
        synchronized (lock) {
            sealed = true;
            outlet = null;
            closed = true;
            history.clear();
        }
        wakers.wake();
        end.complete(null);
    }

    void trimToLast() {
        synchronized (lock) {
            history.trimToLast();
        }
    }

    private void requireSize(Frame frame) {
        if (frame.length() > limits.eventBytes()) {
            throw new IllegalArgumentException("the event has " + frame.length() + " bytes, more than the "
                    + limits.eventBytes() + " that jobcast.limits.event-size allows; it was not sent");
        }
    }

    @Override
    EventLog self() {
        return this;
    }
}
