package org.jobcast.impl.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The subscribers of one log that one worker serves. Only {@link #wake} is called by other threads. */
final class LogShard implements Waker {
    private final EventLog log;
    private final PumpWorker worker;
    private final AtomicBoolean dirty = new AtomicBoolean();
    private final List<Subscriber> subscribers = new ArrayList<>();
    private @Nullable Chunks named;
    private @Nullable Chunks unnamed;
    private int limit;
    private long round;

    LogShard(EventLog log, PumpWorker worker) {
        this.log = log;
        this.worker = worker;
    }

    /** Called by publishers: queues the shard once, whatever the number of events and subscribers. */
    @Override
    public void wake() {
        if (!dirty.get() && dirty.compareAndSet(false, true)) {
            worker.dirty(this);
        }
    }

    /** False if this round has begun before. */
    boolean begin(long number) {
        boolean first = round != number;
        round = number;
        return first;
    }

    /** Events that are appended from here on wake the shard again. */
    void clean() {
        dirty.set(false);
    }

    void add(Subscriber subscriber) {
        subscribers.add(subscriber);
        log.subscribers().incrementAndGet();
        if (subscriber.feed() instanceof LogFeed feed) {
            share(feed, subscriber);
        }
    }

    private void share(LogFeed feed, Subscriber subscriber) {
        if (limit == 0) {
            limit = feed.limit();
            named = new Chunks(log, true, limit);
            unnamed = new Chunks(log, false, limit);
        }
        Chunks shared = subscriber.delivery().named() ? named : unnamed;
        if (limit == feed.limit() && shared != null) {
            feed.share(shared);
        }
    }

    /** Removes a subscriber; true if none is left. */
    boolean remove(Subscriber subscriber) {
        if (subscribers.remove(subscriber)) {
            log.subscribers().decrementAndGet();
        }
        return subscribers.isEmpty();
    }

    /** Lets go of the encoded bytes that were shared in a pass. */
    void endPass() {
        if (named != null && unnamed != null) {
            named.clear();
            unnamed.clear();
        }
    }

    List<Subscriber> subscribers() {
        return subscribers;
    }
}
