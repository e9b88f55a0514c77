package org.jobcast.impl.rest;

import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jobcast.channel.Channel;
import org.jobcast.channel.SlowClientPolicy;
import org.jobcast.channel.StreamPosition;
import org.jobcast.impl.channel.Delivery;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.channel.LogFeed;
import org.jobcast.impl.channel.LogPosition;
import org.jobcast.impl.channel.LoggedChannel;
import org.jobcast.impl.channel.Waker;
import org.jobcast.impl.sse.Control;
import org.jobcast.rest.ChannelBroadcaster;
import org.jspecify.annotations.Nullable;

/**
 * The broadcaster of one channel. A publisher only queues it, once for all events that come before it is served; its turn is
 * a {@link Pass} over the sinks.
 */
final class SinkBroadcaster implements ChannelBroadcaster, Waker, Work {
    private static final SinkCursor[] NONE = {};

    private final SinkBroadcasters host;
    private final LoggedChannel channel;
    private final EventLog log;
    private final SlowClientPolicy policy;
    private final Outbox outbox;
    private final Callbacks callbacks = new Callbacks();
    private final Receipts receipts = new Receipts();
    private final AtomicBoolean dirty = new AtomicBoolean();
    private final Object lock = new Object();
    private final Map<SseEventSink, SinkCursor> bySink = new IdentityHashMap<>();
    private volatile SinkCursor[] sinks = NONE;
    private volatile boolean closed;

    SinkBroadcaster(SinkBroadcasters host, LoggedChannel channel, Sse sse) {
        this.host = host;
        this.channel = channel;
        this.log = channel.log();
        SlowClientPolicy own = channel.options().slowClients();
        this.policy = own == null ? host.settings().slowClients() : own;
        this.outbox = new Outbox(sse);
    }

    EventLog log() {
        return log;
    }

    SlowClientPolicy policy() {
        return policy;
    }

    SinkSettings settings() {
        return host.settings();
    }

    DrainPool pool() {
        return host.pool();
    }

    Outbox outbox() {
        return outbox;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public Channel channel() {
        requireOpen();
        return channel;
    }

    @Override
    public void onError(BiConsumer<SseEventSink, Throwable> callback) {
        Objects.requireNonNull(callback, "callback");
        requireOpen();
        callbacks.addOnError(callback);
    }

    @Override
    public void onClose(Consumer<SseEventSink> callback) {
        Objects.requireNonNull(callback, "callback");
        requireOpen();
        callbacks.addOnClose(callback);
    }

    @Override
    public void register(SseEventSink sink) {
        register(sink, null, StreamPosition.LIVE);
    }

    @Override
    public void register(SseEventSink sink, StreamPosition from) {
        register(sink, null, from);
    }

    @Override
    public void register(SseEventSink sink, @Nullable String lastEventId, StreamPosition from) {
        Objects.requireNonNull(sink, "sink");
        Objects.requireNonNull(from, "from");
        SinkCursor cursor = add(sink, lastEventId, from);
        cursor.guard().attach(CurrentRequest.asyncContext(), failure -> leaveLater(cursor, failure));
        pool().offer(cursor);
    }

    private SinkCursor add(SseEventSink sink, @Nullable String lastEventId, StreamPosition from) {
        synchronized (lock) {
            requireOpen();
            if (bySink.containsKey(sink)) {
                throw new IllegalArgumentException("the sink is registered already");
            }
            SinkCursor[] before = sinks;
            if (before.length == 0) {
                // First, so that no event falls between the position and the wake-ups.
                log.addWaker(this);
                host.activate(this);
            }
            SinkCursor cursor = cursor(sink, LogPosition.find(log, lastEventId, from));
            bySink.put(sink, cursor);
            SinkCursor[] more = Arrays.copyOf(before, before.length + 1);
            more[before.length] = cursor;
            sinks = more;
            log.subscribers().incrementAndGet();
            return cursor;
        }
    }

    private SinkCursor cursor(SseEventSink sink, LogPosition position) {
        SinkSettings settings = settings();
        Duration retry = spread(settings.retry());
        Delivery delivery = new Delivery(true, policy, settings.keepAlive(), settings.maxStall(), retry);
        LogFeed feed = new LogFeed(log, position, delivery, settings.writeLimit());
        Parcel hello = Parcel.comment("hello", Control.retry(retry));
        return new SinkCursor(this, sink, feed, position.after(), hello, retry.toMillis());
    }

    /** Up to a fifth more or less, so that the clients of a server that restarts do not come back all at once. */
    private static Duration spread(Duration retry) {
        long fifth = retry.toMillis() / 5;
        return retry.plusMillis(fifth == 0 ? 0 : ThreadLocalRandom.current().nextLong(-fifth, fifth + 1));
    }

    @Override
    public boolean unregister(SseEventSink sink) {
        Objects.requireNonNull(sink, "sink");
        SinkCursor cursor;
        synchronized (lock) {
            requireOpen();
            cursor = bySink.get(sink);
        }
        if (cursor == null || !cursor.markLeft()) {
            return false;
        }
        remove(cursor);
        return true;
    }

    @Override
    public CompletionStage<?> broadcast(OutboundSseEvent event) {
        Objects.requireNonNull(event, "event");
        requireOpen();
        SinkCursor[] present = sinks;
        Object data = event.getData();
        if (data == null) {
            comment(event.getComment(), present);
            return CompletableFuture.completedStage(null);
        }
        String type = event.getName();
        if (!channel.send(type == null ? channel.options().defaultType() : type, data)) {
            return CompletableFuture.failedStage(
                    new IllegalStateException("channel " + channel.name() + " has ended; the event was not sent"));
        }
        return present.length == 0 ? CompletableFuture.completedStage(null) : receipts.await(log.last(), present);
    }

    private void comment(@Nullable String text, SinkCursor[] present) {
        if (text == null) {
            throw new IllegalArgumentException("the event has neither data nor a comment; it was not sent");
        }
        Parcel comment = Parcel.comment(text.replaceAll("[\\r\\n\\x00]+", " "));
        for (SinkCursor cursor : present) {
            cursor.comment(comment);
        }
        wake();
    }

    @Override
    public void wake() {
        if (!dirty.get() && dirty.compareAndSet(false, true)) {
            pool().offer(this);
        }
    }

    @Override
    public void run() {
        // First, so that an event that is too late for this pass makes another.
        dirty.set(false);
        new Pass(sinks, pool()).run();
    }

    void moved(SinkCursor cursor) {
        receipts.moved(cursor);
    }

    /** Called by the timer. */
    void tend(long now) {
        boolean quiet = true;
        for (SinkCursor cursor : sinks) {
            cursor.tend(now);
            quiet &= cursor.isPast(log.last());
        }
        if (quiet) {
            outbox.clear();
        }
        receipts.settle();
    }

    /** Has a sink leave on another thread, as the calling one may not be held up; false if it has left already. */
    boolean leaveLater(SinkCursor cursor, @Nullable Throwable reason) {
        boolean first = cursor.markLeft();
        if (first) {
            pool().offer(() -> farewell(cursor, reason));
        }
        return first;
    }

    private void farewell(SinkCursor cursor, @Nullable Throwable reason) {
        remove(cursor);
        callbacks.left(cursor.sink(), reason);
        host.closers().close(cursor.sink(), cursor.guard());
    }

    private void remove(SinkCursor cursor) {
        boolean last;
        synchronized (lock) {
            bySink.remove(cursor.sink(), cursor);
            sinks = Arrays.stream(sinks).filter(other -> other != cursor).toArray(SinkCursor[]::new);
            log.subscribers().decrementAndGet();
            last = sinks.length == 0;
            if (last) {
                log.removeWaker(this);
                host.deactivate(this);
            }
        }
        receipts.moved(cursor);
        if (last && log.isClosed()) {
            host.forget(this, channel);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the broadcaster of channel " + channel.name() + " is closed");
        }
    }

    @Override
    public void close() {
        close(true);
    }

    @Override
    public void close(boolean cascading) {
        SinkCursor[] present;
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            present = sinks;
        }
        host.forget(this, channel);
        for (SinkCursor cursor : present) {
            if (cursor.markLeft()) {
                if (cascading) {
                    farewell(cursor, null);
                } else {
                    remove(cursor);
                }
            }
        }
    }
}
