package org.jobcast.impl.channel;

import java.io.IOException;
import org.jobcast.channel.SlowClientPolicy;
import org.jspecify.annotations.Nullable;

/**
 * One client: its feed, its connection and the little state between them. A worker owns it; its monitor is held around
 * everything that touches the connection.
 */
public final class Subscriber {
    private enum Stage {
        OPEN,
        /** Failed or cut off; the container may still end the answer by itself. */
        DYING,
        ENDED
    }

    private final Feed feed;
    private final SubscriberConnection connection;
    private final Delivery delivery;
    private final Runnable onEnd;
    private final PumpWorker worker;

    private byte @Nullable [] prelude;
    private boolean blocked = true;
    private boolean behind;
    private boolean needFlush;
    private boolean closing;
    private Stage stage = Stage.OPEN;
    private long lastWrite;
    private long blockedSince;
    private boolean over;
    boolean listed;

    Subscriber(
            Feed feed,
            SubscriberConnection connection,
            Delivery delivery,
            byte[] prelude,
            Runnable onEnd,
            PumpWorker worker) {
        this.feed = feed;
        this.connection = connection;
        this.delivery = delivery;
        this.prelude = prelude;
        this.onEnd = onEnd;
        this.worker = worker;
        this.lastWrite = worker.now();
        this.blockedSince = lastWrite;
    }

    /** The transport can write again, or for the first time. Any thread; returns at once. */
    public void writable() {
        worker.ready(this);
    }

    /**
     * The container says that the connection is over. Any thread; returns after a write that is under way, so that the
     * container may recycle the connection afterwards.
     */
    public void gone() {
        synchronized (this) {
            if (stage == Stage.ENDED) {
                return;
            }
            stage = Stage.ENDED;
        }
        worker.ready(this);
    }

    /**
     * The container says that a write has failed. Some containers end the answer by themselves afterwards, Jetty waits for
     * us: so it is ended a little later unless {@link #gone} comes first. Any thread.
     */
    public void failed() {
        cut();
        worker.ready(this);
    }

    Feed feed() {
        return feed;
    }

    Delivery delivery() {
        return delivery;
    }

    int writeLimit() {
        return connection.writeLimit();
    }

    boolean isOpen() {
        return stage == Stage.OPEN;
    }

    boolean isBlocked() {
        return blocked;
    }

    void unblock() {
        blocked = false;
    }

    /** Writes what is pending while the connection takes it; false if the subscriber is over. */
    boolean drain(long now) {
        synchronized (this) {
            if (stage != Stage.OPEN) {
                return false;
            }
            try {
                return writeAll(now);
            } catch (Feed.TooSlowException e) {
                countDisconnected();
                stage = Stage.DYING;
                return false;
            } catch (IOException | RuntimeException e) {
                stage = Stage.DYING;
                return false;
            }
        }
    }

    private boolean writeAll(long now) throws IOException, Feed.TooSlowException {
        for (; ; ) {
            if (!connection.ready()) {
                blocked = true;
                behind = true;
                blockedSince = now;
                return true;
            }
            if (needFlush) {
                needFlush = false;
                connection.flush();
                continue;
            }
            byte[] bytes = nextBytes();
            if (bytes == null) {
                return !finished();
            }
            needFlush = true;
            lastWrite = now;
            connection.write(bytes);
        }
    }

    private byte @Nullable [] nextBytes() throws Feed.TooSlowException {
        byte[] first = prelude;
        if (first != null) {
            prelude = null;
            return first;
        }
        byte[] next = feed.next(behind);
        if (next == null) {
            behind = false;
        }
        return next;
    }

    private boolean finished() {
        if (!closing && !feed.isExhausted()) {
            return false;
        }
        stage = Stage.ENDED;
        connection.complete();
        return true;
    }

    /** Whether it has to be cut off although it cannot be written to; counts it. */
    boolean isHopeless(long now) {
        if (!blocked) {
            return false;
        }
        long stall = delivery.maxStall().toNanos();
        boolean stalled = stall > 0 && now - blockedSince > stall;
        boolean overrun = delivery.policy() == SlowClientPolicy.DISCONNECT && feed.isOverrun();
        if (stalled || overrun) {
            countDisconnected();
        }
        return stalled || overrun;
    }

    private void countDisconnected() {
        feed.logs().forEach(EventLog::countDisconnected);
    }

    /** Makes the worker end it without waiting for the client. */
    void cut() {
        synchronized (this) {
            if (stage == Stage.OPEN) {
                stage = Stage.DYING;
            }
        }
    }

    /** Has it say goodbye after what is pending, or cuts it off if it cannot be written to. */
    void closeWith(byte[] goodbye) {
        synchronized (this) {
            if (blocked) {
                cut();
                return;
            }
            closing = true;
            prelude = goodbye;
        }
    }

    /** Whether a keep-alive comment is due. */
    boolean isIdle(long now) {
        long idle = delivery.keepAlive().toNanos();
        return idle > 0 && !blocked && now - lastWrite >= idle;
    }

    void keepAlive(byte[] comment) {
        if (prelude == null) {
            prelude = comment;
        }
    }

    /** Ends the answer of a failed connection, unless the container has done so by itself. */
    void completeIfDying() {
        synchronized (this) {
            if (stage == Stage.DYING) {
                stage = Stage.ENDED;
                connection.complete();
            }
        }
    }

    boolean isDying() {
        return stage == Stage.DYING;
    }

    /** True the first time only. */
    boolean markOver() {
        boolean first = !over;
        over = true;
        return first;
    }

    void ended() {
        onEnd.run();
    }
}
