package org.jobcast.impl.channel;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Subscribers whose turn comes a fixed time after they were added. Used by one worker only. */
final class Delayed {
    private record Entry(Subscriber subscriber, long due) {}

    private final long nanos;
    private final Queue<Entry> entries = new ArrayDeque<>();

    Delayed(long nanos) {
        this.nanos = nanos;
    }

    void add(Subscriber subscriber, long now) {
        entries.add(new Entry(subscriber, now + nanos));
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** How long until somebody's turn, 0 or less if it has come; there must be somebody. */
    long untilFirst(long now) {
        return entries.element().due() - now;
    }

    /** Takes the first one whose turn has come. */
    @Nullable Subscriber poll(long now) {
        return entries.isEmpty() || untilFirst(now) > 0
                ? null
                : entries.remove().subscriber();
    }

    /** Takes the first one, early or not. */
    @Nullable Subscriber poll() {
        Entry entry = entries.poll();
        return entry == null ? null : entry.subscriber();
    }
}
