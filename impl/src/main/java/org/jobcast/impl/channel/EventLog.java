package org.jobcast.impl.channel;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jobcast.channel.ChannelSnapshot;
import org.jobcast.channel.Event;
import org.jobcast.impl.sse.Frame;
import org.jspecify.annotations.Nullable;

/**
 * An append-only log of encoded events with a bounded history. Appending takes a short lock that no reader takes; reading
 * takes none. Whoever follows the log keeps a sequence number, not a reference, so a follower that stays behind holds no
 * memory.
 */
public final class EventLog {
    private static final AtomicLong LAST_EPOCH = new AtomicLong();
    private static final Waker[] NOBODY = {};

    private final String name;
    private final long epoch;
    private final LogLimits limits;
    private final History history;
    private final InstantSource clock;
    private final Object lock = new Object();
    private final String idPrefix;
    private final AtomicInteger subscribers = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong disconnected = new AtomicLong();

    private volatile long closedAt;
    private volatile boolean closed;
    private volatile Waker[] wakers = NOBODY;

    /**
     * @param name the name, for logs and snapshots
     * @param limits what it may hold
     * @param budget what all logs may hold
     * @param clock tells the time of events
     */
    public EventLog(String name, LogLimits limits, HistoryBudget budget, InstantSource clock) {
        this.name = name;
        this.limits = limits;
        this.history = new History(limits, budget);
        this.clock = clock;
        this.epoch = nextEpoch(clock.millis());
        this.idPrefix = epoch + "-";
    }

    /** Later than any before, so that a position of one log, or of one run of the server, fits no other. */
    private static long nextEpoch(long millis) {
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
        long seq;
        synchronized (lock) {
            if (closed) {
                return 0;
            }
            seq = history.last() + 1;
            Frame frame = Frame.of(idPrefix + seq, type, data);
            requireSize(frame);
            history.add(new LogEntry(seq, frame, clock.millis(), json, key));
        }
        wakeAll();
        return seq;
    }

    /**
     * Appends a last event and closes, in one step.
     *
     * @param type its type
     * @param data its data, JSON text; its size is not limited here
     * @return false if the log was closed before; then nothing was appended
     */
    public boolean closeWith(String type, String data) {
        synchronized (lock) {
            if (closed) {
                return false;
            }
            long seq = history.last() + 1;
            history.add(new LogEntry(seq, Frame.of(idPrefix + seq, type, data), clock.millis(), true, null));
            markClosed();
        }
        wakeAll();
        return true;
    }

    /**
     * Closes: nothing more is appended, and followers end when they have read the rest.
     *
     * @return false if it was closed before
     */
    public boolean close() {
        synchronized (lock) {
            if (closed) {
                return false;
            }
            markClosed();
        }
        wakeAll();
        return true;
    }

    private void markClosed() {
        closedAt = clock.millis();
        closed = true;
    }

    /** Gives the history up, when the log is forgotten. Followers that still needed it see a gap. */
    public void release() {
        synchronized (lock) {
            closed = true;
            history.clear();
        }
        wakeAll();
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

    /**
     * Reads one event.
     *
     * @param seq its sequence number
     * @return the event, null if it was trimmed or is not there yet
     */
    @Nullable LogEntry entry(long seq) {
        return history.entry(seq);
    }

    /**
     * Reads events, oldest first.
     *
     * @param after the sequence number before the first one
     * @param max how many at most
     * @return events that the history holds, without a hole between them; the first may be later than asked for
     */
    public List<LogEntry> entries(long after, int max) {
        return history.entries(after, max);
    }

    List<Event> events(long after, int max) {
        return entries(after, max).stream().map(entry -> entry.toEvent(epoch)).toList();
    }

    /**
     * Has a waker told of every growth from now on. It should read the log after this call, not before.
     *
     * @param waker the waker
     */
    public void addWaker(Waker waker) {
        synchronized (lock) {
            Waker[] more = Arrays.copyOf(wakers, wakers.length + 1);
            more[wakers.length] = waker;
            wakers = more;
        }
    }

    /**
     * Ends {@link #addWaker}.
     *
     * @param waker the waker
     */
    public void removeWaker(Waker waker) {
        synchronized (lock) {
            List<Waker> rest = new ArrayList<>(List.of(wakers));
            rest.remove(waker);
            wakers = rest.toArray(NOBODY);
        }
    }

    private void wakeAll() {
        for (Waker waker : wakers) {
            waker.wake();
        }
    }

    /**
     * The name.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * The first part of its event ids.
     *
     * @return a number that no other log has
     */
    public long epoch() {
        return epoch;
    }

    /**
     * The oldest event that can be read.
     *
     * @return its sequence number, {@code last + 1} if there is none
     */
    public long first() {
        return history.first();
    }

    /**
     * The newest event.
     *
     * @return its sequence number, 0 if there was none
     */
    public long last() {
        return history.last();
    }

    /**
     * Whether nothing more will come.
     *
     * @return true once it was closed
     */
    public boolean isClosed() {
        return closed;
    }

    /** When it was closed, in milliseconds; of interest once it is. */
    long closedAt() {
        return closedAt;
    }

    /**
     * Whether a follower has seen everything that there will ever be.
     *
     * @param after the sequence number of the last event it has
     * @return true if nothing is left
     */
    public boolean isExhausted(long after) {
        return closed && after >= history.last();
    }

    /**
     * What the history holds.
     *
     * @return bytes
     */
    public long bytes() {
        return history.bytes();
    }

    /**
     * The counter of the followers that are connected.
     *
     * @return the counter, for whoever connects and disconnects them
     */
    public AtomicInteger subscribers() {
        return subscribers;
    }

    /**
     * Counts events that a follower has not received.
     *
     * @param events how many
     */
    void countDropped(long events) {
        dropped.addAndGet(events);
    }

    /** Counts a follower that was disconnected because it was slow. */
    public void countDisconnected() {
        disconnected.incrementAndGet();
    }

    /**
     * The events that slow followers have not received.
     *
     * @return how many, each follower counted
     */
    public long dropped() {
        return dropped.get();
    }

    /**
     * The followers that were disconnected because they were slow.
     *
     * @return how many
     */
    public long disconnected() {
        return disconnected.get();
    }

    /**
     * The followers that are connected now.
     *
     * @return how many
     */
    public int subscriberCount() {
        return subscribers.get();
    }

    /**
     * What it holds and who follows it.
     *
     * @param shown the name in the answer: people know a log by the channel or the job that it belongs to
     * @return the figures of this moment
     */
    public ChannelSnapshot snapshot(String shown) {
        return new ChannelSnapshot(
                shown, first(), last(), bytes(), subscriberCount(), dropped(), disconnected(), isClosed());
    }
}
