package org.jobcast.impl.rest;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The stages of events that were broadcast. They complete in order, and only the one sink that holds the first of them up is
 * watched, so a sink that moves on costs a comparison. Bounded by the history: what it no longer holds is waited for no more.
 */
final class Receipts {
    /** One event and the sinks that have to be past it; those before {@code at} are. */
    private static final class Receipt {
        private final long seq;
        private final SinkCursor[] sinks;
        private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        private int at;

        Receipt(long seq, SinkCursor[] sinks) {
            this.seq = seq;
            this.sinks = sinks;
        }

        @Nullable SinkCursor awaited() {
            while (at < sinks.length && sinks[at].isPast(seq)) {
                at++;
            }
            return at < sinks.length ? sinks[at] : null;
        }
    }

    private final Queue<Receipt> pending = new ConcurrentLinkedQueue<>();
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable SinkCursor awaited;

    /** Completes when all these sinks, an array that nobody changes, are past an event. */
    CompletionStage<?> await(long seq, SinkCursor[] sinks) {
        Receipt receipt = new Receipt(seq, sinks);
        pending.add(receipt);
        settle();
        return receipt.done.minimalCompletionStage();
    }

    /** A sink has moved on or left. */
    void moved(SinkCursor sink) {
        if (sink == awaited) {
            settle();
        }
    }

    void settle() {
        List<CompletableFuture<@Nullable Void>> done = new ArrayList<>();
        lock.lock();
        try {
            for (Receipt head = pending.peek(); head != null; head = pending.peek()) {
                SinkCursor next = head.awaited();
                awaited = next;
                if (next != null && !next.isPast(head.seq)) {
                    break;
                }
                if (next == null) {
                    pending.remove();
                    done.add(head.done);
                }
            }
        } finally {
            lock.unlock();
        }
        done.forEach(stage -> stage.complete(null));
    }
}
