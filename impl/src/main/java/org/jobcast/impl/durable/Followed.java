package org.jobcast.impl.durable;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.spi.Bus;
import org.jspecify.annotations.Nullable;

/** A log that another node writes, when it was last of use here, and whether there may be more of it. Thread-safe. */
final class Followed {
    private final EventLog log;
    private final AtomicBoolean rung = new AtomicBoolean();
    private volatile boolean told;
    private volatile long used = System.nanoTime();
    private Bus.@Nullable Listening listening;
    private boolean forgotten;

    Followed(EventLog log) {
        this.log = log;
    }

    EventLog log() {
        return log;
    }

    void use() {
        used = System.nanoTime();
    }

    /** For how many nanoseconds nobody has used it. */
    long idle(long now) {
        if (log.isFollowed()) {
            used = now;
        }
        return now - used;
    }

    /** There may be more. True for the first to say so since {@link #takeRing}. */
    boolean ring() {
        told = true;
        return rung.compareAndSet(false, true);
    }

    void takeRing() {
        rung.set(false);
    }

    /** Whether anybody has rung since the last call. */
    boolean takeTold() {
        boolean was = told;
        told = false;
        return was;
    }

    /** Has the bus tell of it. Nothing happens if it does already, or if the log was forgotten. */
    synchronized void listen(Bus bus, Consumer<Followed> ring) {
        if (listening == null && !forgotten) {
            listening = bus.listen(Bus.ofLog(log.name()), () -> ring.accept(this));
        }
    }

    synchronized void unlisten() {
        if (listening != null) {
            listening.close();
            listening = null;
        }
    }

    /** Ends the listening for ever. */
    synchronized void forget() {
        forgotten = true;
        unlisten();
    }
}
