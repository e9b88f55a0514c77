package org.jobcast.impl.channel;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One client: its feed, its connection and the little state between them. A worker owns it; its monitor is held around
 * everything that touches the connection.
 */
public final class Subscriber {
    /** What a turn of writing has led to. */
    enum Progress {
        /** Everything is written, or the connection takes nothing now. */
        WAITING,
        /** There is more, but it is the turn of others. */
        MORE,
        OVER
    }

    private enum Stage {
        OPEN,
        /** Failed or cut off; the container may still end the answer by itself. */
        DYING,
        ENDED
    }

    /** How many writes make a turn: a fast publisher or a long replay must not keep the worker from other clients. */
    private static final int TURN = 16;

    private static final System.Logger LOG = System.getLogger(Subscriber.class.getName());

    private final Feed feed;
    private final SubscriberConnection connection;
    private final Delivery delivery;
    private final Runnable onEnd;
    private final PumpWorker worker;

    private byte @Nullable [] prelude;
    private byte @Nullable [] farewell;
    private volatile boolean writable;
    private boolean blocked = true;
    private boolean fresh = true;
    private boolean settling;
    private boolean behind;
    private boolean needFlush;
    private boolean closing;
    private boolean mayEnd;
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
        feed.onReady(() -> worker.ready(this));
    }

    /**
     * The transport can write, for the first time or again. What it says first is written here and now, so that a client
     * sees at once that it is connected; all else is written by the worker. Any thread.
     */
    public void writable() {
        synchronized (this) {
            byte[] greeting = prelude;
            if (greeting != null && stage == Stage.OPEN) {
                greet(greeting);
            }
        }
        writable = true;
        worker.ready(this);
    }

    private void greet(byte[] greeting) {
        try {
            if (connection.ready()) {
                prelude = null;
                send(greeting);
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.TRACE, "a client was gone before the first bytes", e);
            cut();
        }
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

    /**
     * The container gives the request up. Our requests have no time-out, so that means that it is stopping the application
     * and has not told us yet, as Tomcat does once a second: the client gets the farewell here and now. Any thread.
     */
    public void timedOut() {
        synchronized (this) {
            if (stage == Stage.OPEN) {
                stage = Stage.ENDED;
                if (feed.isEvents()) {
                    sayFarewell(worker.farewell());
                }
                connection.complete();
            }
        }
        worker.ready(this);
    }

    private void send(byte[] bytes) throws IOException {
        if (connection.ready()) {
            connection.write(bytes);
        }
        if (connection.ready()) {
            connection.flush();
        } else {
            needFlush = true;
        }
    }

    private void sayFarewell(byte[] bytes) {
        try {
            send(bytes);
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "a client could not be told that the application stops", e);
        }
    }

    Feed feed() {
        return feed;
    }

    Delivery delivery() {
        return delivery;
    }

    boolean isOpen() {
        return stage == Stage.OPEN;
    }

    boolean isBlocked() {
        return blocked;
    }

    /** Takes note that the transport has called {@link #writable}; true if it has to be left alone for a moment. */
    boolean takeWritable() {
        if (!writable) {
            return false;
        }
        writable = false;
        settling = fresh && connection.settles();
        fresh = false;
        blocked = settling;
        return settling;
    }

    /** The moment after {@link #takeWritable} is over. */
    void settled() {
        settling = false;
        blocked = false;
    }

    /** Writes what is pending while the connection takes it, but not for longer than its turn. */
    Progress drain(long now) {
        synchronized (this) {
            if (stage != Stage.OPEN) {
                return Progress.OVER;
            }
            try {
                return writeSome(now);
            } catch (Feed.TooSlowException e) {
                countDisconnected();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.TRACE, "a client is gone", e);
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.DEBUG, "a connection failed", e);
            }
            cut();
            return Progress.OVER;
        }
    }

    /** The stage is looked at again after each call: some containers report the end of a connection from inside it. */
    private Progress writeSome(long now) throws IOException, Feed.TooSlowException {
        int writes = 0;
        while (stage == Stage.OPEN) {
            if (!connection.ready()) {
                blocked = true;
                behind = true;
                blockedSince = now;
                return Progress.WAITING;
            }
            if (needFlush) {
                needFlush = false;
                connection.flush();
                continue;
            }
            if (writes == TURN) {
                return Progress.MORE;
            }
            byte[] bytes = nextBytes();
            if (bytes == null) {
                return finish();
            }
            needFlush = true;
            lastWrite = now;
            writes++;
            connection.write(bytes);
        }
        return Progress.OVER;
    }

    private byte @Nullable [] nextBytes() throws Feed.TooSlowException {
        byte[] bytes = prelude;
        prelude = null;
        if (bytes == null) {
            bytes = nextOfFeed();
        }
        if (bytes == null) {
            behind = false;
            bytes = farewell;
            farewell = null;
        }
        return bytes;
    }

    private byte @Nullable [] nextOfFeed() throws Feed.TooSlowException {
        try {
            return feed.next(behind);
        } catch (Replay.UnreadableException e) {
            LOG.log(System.Logger.Level.DEBUG, "a client is disconnected", e);
            throw e;
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "events could not be encoded; their client is disconnected", e);
            throw e;
        }
    }

    private Progress finish() {
        if (!(closing && mayEnd) && !feed.isExhausted()) {
            return Progress.WAITING;
        }
        stage = Stage.ENDED;
        connection.complete();
        return Progress.OVER;
    }

    /** Cuts it off, and counts that, if it has taken nothing for too long or has lost its place meanwhile. */
    boolean cutIfHopeless(long now) {
        long stall = delivery.maxStall().toNanos();
        boolean stalled = stall > 0 && now - blockedSince > stall;
        if (!blocked || !(stalled || feed.isLost())) {
            return false;
        }
        synchronized (this) {
            if (stage == Stage.OPEN) {
                countDisconnected();
                cut();
            }
        }
        return true;
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
        if (takeWritable() || settling) {
            settled();
        }
        if (blocked) {
            cut();
        } else if (!closing) {
            closing = true;
            farewell = feed.isEvents() ? goodbye : new byte[0];
        }
    }

    /** Allows the end of the answer after the farewell. */
    void letGo() {
        mayEnd = true;
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
                try {
                    connection.complete();
                } catch (RuntimeException | Error e) {
                    LOG.log(System.Logger.Level.DEBUG, "the answer of a failed connection could not be ended", e);
                }
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
        try {
            onEnd.run();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.WARNING, "a listener of the end of a subscriber failed", e);
        }
    }
}
