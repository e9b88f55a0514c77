package org.jobcast.impl.rest;

import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jobcast.channel.SlowClientPolicy;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.channel.Feed;
import org.jobcast.impl.channel.Gap;
import org.jobcast.impl.channel.LogEntry;
import org.jobcast.impl.channel.LogFeed;
import org.jspecify.annotations.Nullable;

/**
 * One sink and its position in the log. Whoever sets {@code busy} drains it, alone; with a send under way it stays busy, and
 * the next one begins only when that is over.
 */
final class SinkCursor implements Work {
    /** After so many sends the other sinks have their turn. */
    private static final int TURN = 32;

    private static final long SLOW_NANOS = Duration.ofMillis(50).toNanos();
    private static final long NUDGE_NANOS = Duration.ofSeconds(1).toNanos();

    private static final System.Logger LOG = System.getLogger(SinkCursor.class.getName());

    private final SinkBroadcaster home;
    private final EventLog log;
    private final SseEventSink sink;
    private final LogFeed feed;
    private final ConnectionGuard guard = new ConnectionGuard();
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicBoolean left = new AtomicBoolean();
    private final AtomicReference<@Nullable Parcel> control;

    private Iterator<LogEntry> rest = Collections.emptyIterator();
    private boolean behind;
    private long retryMillis;
    private volatile boolean asBytes;
    private volatile long sent;
    private volatile long sendingSince;
    private volatile long lastSend;
    private long nudged;

    SinkCursor(SinkBroadcaster home, SseEventSink sink, LogFeed feed, long sent, Parcel hello, long retryMillis) {
        this.home = home;
        this.log = home.log();
        this.sink = sink;
        this.feed = feed;
        this.sent = sent;
        this.control = new AtomicReference<>(hello);
        this.retryMillis = retryMillis;
        this.lastSend = System.nanoTime();
    }

    SseEventSink sink() {
        return sink;
    }

    ConnectionGuard guard() {
        return guard;
    }

    /** Takes it out of the books; true the first time only. */
    boolean markLeft() {
        return left.compareAndSet(false, true);
    }

    boolean hasLeft() {
        return left.get();
    }

    /** Whether the client has the event, or will never get it from us. */
    boolean isPast(long seq) {
        return sent >= seq || left.get() || log.first() > seq;
    }

    /** Has a comment sent when nothing else is under way; a later one replaces it. */
    void comment(Parcel comment) {
        control.set(comment);
    }

    void takesBytes() {
        asBytes = true;
    }

    @Override
    public void run() {
        if (!left.get() && busy.compareAndSet(false, true)) {
            drain();
        }
    }

    /** Sends what there is, while each send is over when the call returns. It is busy before, by the caller. */
    private void drain() {
        for (int i = 0; i < TURN; i++) {
            Parcel parcel = left.get() ? null : next();
            if (left.get()) {
                return;
            }
            if (parcel != null) {
                if (!send(parcel)) {
                    return;
                }
            } else if (!pause()) {
                return;
            }
        }
        busy.set(false);
        home.moved(this);
        home.pool().offer(this);
    }

    /** Nothing to send: not busy any more, unless something has come meanwhile. */
    private boolean pause() {
        if (feed.isExhausted()) {
            home.leaveLater(this, null);
            return false;
        }
        behind = false;
        busy.set(false);
        home.moved(this);
        boolean news = control.get() != null || !feed.isUpToDate() || log.isClosed();
        return news && busy.compareAndSet(false, true);
    }

    private @Nullable Parcel next() {
        Parcel first = control.get() == null ? null : control.getAndSet(null);
        if (first != null) {
            return first;
        }
        if (rest.hasNext()) {
            return home.outbox().parcel(List.of(rest.next()));
        }
        try {
            Gap gap = feed.takeGap();
            return gap == null ? nextEvents() : Parcel.gap(gap);
        } catch (Feed.TooSlowException e) {
            tooSlow();
            return null;
        }
    }

    private @Nullable Parcel nextEvents() {
        List<LogEntry> run = feed.take(behind);
        if (run.isEmpty()) {
            return null;
        }
        if (asBytes || run.size() == 1) {
            return home.outbox().parcel(run);
        }
        rest = run.iterator();
        return home.outbox().parcel(List.of(rest.next()));
    }

    /** Sends; true if the send is over. */
    private boolean send(Parcel parcel) {
        boolean tracked = home.outbox().isTracked();
        Flight flight = new Flight(this, parcel, tracked);
        long begun = begin();
        try {
            if (!handOver(flight, tracked)) {
                return false;
            }
        } finally {
            DrainPool.sending(0);
        }
        if (!flight.returned()) {
            return false;
        }
        long took = System.nanoTime() - begun;
        land(parcel, took);
        return true;
    }

    private long begin() {
        long now = System.nanoTime();
        sendingSince = now;
        lastSend = now;
        DrainPool.sending(now);
        return now;
    }

    private boolean handOver(Flight flight, boolean tracked) {
        guard.lock();
        try {
            if (left.get()) {
                return false;
            }
            if (guard.isGone() || sink.isClosed()) {
                home.leaveLater(this, null);
                return false;
            }
            OutboundSseEvent event = event(flight, tracked);
            CompletionStage<?> stage = sink.send(event);
            if (isDone(stage)) {
                flight.complete(null);
            } else {
                stage.whenComplete((done, failure) -> flight.complete(failure));
            }
            return true;
        } catch (RuntimeException e) {
            // Inside the lock, so that the container's own word on the failure comes second.
            failed(e);
            return false;
        } finally {
            guard.unlock();
        }
    }

    private OutboundSseEvent event(Flight flight, boolean tracked) {
        Parcel parcel = flight.parcel();
        long hint = asBytes || parcel.frame() == null ? -1 : retryMillis;
        if (hint >= 0) {
            retryMillis = -1;
        }
        return tracked ? new FrameEvent(parcel, flight, hint) : home.outbox().event(parcel, hint);
    }

    private static boolean isDone(@Nullable CompletionStage<?> stage) {
        return stage == null
                || (stage instanceof CompletableFuture<?> future
                        && future.isDone()
                        && !future.isCompletedExceptionally());
    }

    /** The send has failed. Any thread; does not block. */
    void failed(Throwable failure) {
        home.leaveLater(this, SinkErrors.classify(failure));
    }

    /** A send is over after its call had returned. Any thread. */
    void landed(Flight flight) {
        land(flight.parcel(), System.nanoTime() - sendingSince);
        busy.set(false);
        home.moved(this);
        if (!left.get()) {
            home.pool().offer(this);
        }
    }

    private void land(Parcel parcel, long took) {
        sendingSince = 0;
        if (took > SLOW_NANOS) {
            behind = true;
        }
        if (parcel.last() != Parcel.NOWHERE) {
            sent = parcel.last();
        }
    }

    private void tooSlow() {
        if (home.leaveLater(this, null)) {
            log.countDisconnected();
        }
    }

    /** Drops the sink if it is stalled, or has a keep-alive comment sent. Called by the timer; does not block. */
    void tend(long now) {
        long since = sendingSince;
        long idle = home.settings().keepAlive().toNanos();
        if (since != 0) {
            if (isHopeless(now - since)) {
                tooSlow();
            } else if (!home.outbox().isTracked() && now - since > NUDGE_NANOS && nudged != since) {
                nudged = since;
                home.pool().offer(this::nudge);
            }
        } else if (idle > 0 && now - lastSend >= idle && control.compareAndSet(null, Outbox.KEEP_ALIVE)) {
            home.pool().offer(this);
        }
    }

    /**
     * Sends a comment behind an event that does not seem to be written. CXF 4.1 (TomEE 10.0.0-M2) now and then leaves one in its
     * queue until the next comes.
     */
    private void nudge() {
        guard.lock();
        try {
            if (!left.get() && sendingSince != 0 && !guard.isGone() && !sink.isClosed()) {
                sink.send(home.outbox().event(Outbox.KEEP_ALIVE, -1));
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "a slow sink takes no comment", e);
        } finally {
            guard.unlock();
        }
    }

    private boolean isHopeless(long nanos) {
        long stall = home.settings().maxStall().toNanos();
        boolean overrun = home.policy() == SlowClientPolicy.DISCONNECT
                && nanos > DrainPool.STUCK.toNanos()
                && sent < log.first() - 1;
        return overrun || (stall > 0 && nanos > stall);
    }
}
