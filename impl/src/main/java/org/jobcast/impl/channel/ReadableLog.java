package org.jobcast.impl.channel;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jobcast.channel.ChannelSnapshot;
import org.jobcast.channel.Event;
import org.jspecify.annotations.Nullable;

/**
 * The side of a log that is read: its history, its archive, who is told of its growth, and what its followers came to. Takes no
 * lock.
 */
abstract class ReadableLog {
    final History history;
    final Wakers wakers = new Wakers();

    /** The last event that has a number; it may be on its way to a store. */
    volatile long written;

    volatile long closedAt;
    volatile boolean closed;

    private final String name;
    private final long epoch;
    private final long oldest;
    private final @Nullable Archive archive;
    private final AtomicInteger subscribers = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong disconnected = new AtomicLong();

    /**
     * @param archive reads what the history does not hold, null for a log that lives in memory
     */
    ReadableLog(String name, LogStart start, History history, @Nullable Archive archive) {
        this.name = name;
        this.epoch = start.epoch();
        this.oldest = start.oldest();
        this.written = start.last();
        this.history = history;
        this.archive = archive;
    }

    /** This log, for whom it is given on to. */
    abstract EventLog self();

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
        wakers.add(waker);
    }

    /**
     * Ends {@link #addWaker}.
     *
     * @param waker the waker
     */
    public void removeWaker(Waker waker) {
        wakers.remove(waker);
    }

    /**
     * Whether anybody is told of its growth.
     *
     * @return true while somebody follows it
     */
    public boolean isFollowed() {
        return !wakers.isEmpty();
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
     * The oldest event that can be read, from the archive if the log has one.
     *
     * @return its sequence number
     */
    long oldest() {
        return archive == null ? history.first() : oldest;
    }

    /** The newest event that a client may have: other nodes may know of one before this node does. */
    long promised() {
        return Math.max(written, history.last());
    }

    /** Reads what the history does not hold; null for a log that lives in memory. */
    @Nullable Archive archive() {
        return archive;
    }

    /**
     * Reads events, oldest first, from the history or, waiting for it, from the archive.
     *
     * @param after the sequence number before the first one
     * @param max how many of the history at most; of the archive it is always a page
     * @return events without a hole between them; the first is later than asked for only if older ones are gone
     */
    public List<LogEntry> page(long after, int max) {
        List<LogEntry> held = entries(after, max);
        long begin = held.isEmpty() ? history.first() : held.get(0).seq;
        if (archive == null || after + 1 >= begin || after >= history.last()) {
            return held;
        }
        return archive.read(self(), after);
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
