package org.jobcast.impl.channel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jobcast.impl.concurrent.Threads;
import org.jobcast.impl.sse.Control;
import org.jspecify.annotations.Nullable;

/**
 * One thread that writes to a share of the subscribers. A pass over a log writes all that is pending in one write a
 * subscriber; what arrives meanwhile is written by the next pass.
 */
final class PumpWorker implements Runnable {
    /** How long the container has to end a failed connection by itself: Tomcat and Undertow do, Jetty does not. */
    private static final long DYING_NANOS = Duration.ofMillis(500).toNanos();

    /** How long a new connection is left to the container after its callback: see {@link SubscriberConnection#settles}. */
    private static final long SETTLE_NANOS = Duration.ofMillis(10).toNanos();

    /** How many subscribers are served before the worker looks at everything else. */
    private static final int ROUND = 256;

    private static final System.Logger LOG = System.getLogger(PumpWorker.class.getName());

    private final Thread thread;
    private final LongSupplier nanos;
    private final long tickNanos;
    private final AtomicInteger load = new AtomicInteger();
    private final CountDownLatch stopped = new CountDownLatch(1);

    private final Queue<LogShard> dirty = new ConcurrentLinkedQueue<>();
    private final Queue<Subscriber> ready = new ConcurrentLinkedQueue<>();
    private volatile boolean parked;
    private volatile byte @Nullable [] goodbye;
    private volatile byte[] farewell = {};
    private volatile boolean stop;
    private volatile boolean finished;

    private final Map<EventLog, LogShard> shards = new HashMap<>();
    private final Set<Subscriber> all = new LinkedHashSet<>();
    private final Delayed dying = new Delayed(DYING_NANOS);
    private final Delayed settling = new Delayed(SETTLE_NANOS);
    private final Set<LogShard> touched = new HashSet<>();
    private final List<Subscriber> again = new ArrayList<>();
    private byte @Nullable [] said;
    private long nextTick;
    private long round;

    PumpWorker(String name, LongSupplier nanos, Duration tick) {
        this.nanos = nanos;
        this.tickNanos = tick.toNanos();
        this.nextTick = nanos.getAsLong();
        this.thread = Threads.daemon(name, this);
    }

    void start() {
        thread.start();
    }

    long now() {
        return nanos.getAsLong();
    }

    AtomicInteger load() {
        return load;
    }

    void dirty(LogShard shard) {
        dirty.add(shard);
        signal();
    }

    /** Has the worker look at a subscriber: it is new, can be written to, or is gone. */
    void ready(Subscriber subscriber) {
        ready.add(subscriber);
        if (finished) {
            abandonAll();
        } else {
            signal();
        }
    }

    private void signal() {
        if (parked) {
            parked = false;
            LockSupport.unpark(thread);
        }
    }

    /** What a subscriber is told if the container ends its request before {@link #closeAll}. */
    void prepareFarewell(byte[] bytes) {
        farewell = bytes;
    }

    byte[] farewell() {
        return farewell;
    }

    /** Says goodbye to every subscriber, now and to those that still come. */
    void closeAll(byte[] bytes) {
        goodbye = bytes;
        signal();
    }

    /** Ends the thread; what is still connected is completed without waiting for clients. */
    void stop() {
        stop = true;
        LockSupport.unpark(thread);
    }

    boolean awaitStopped(long nanos) throws InterruptedException {
        return stopped.await(nanos, TimeUnit.NANOSECONDS);
    }

    /** For a worker that does not stop: ends a blocking call of the container, if it is in one. */
    void interrupt() {
        thread.interrupt();
    }

    @Override
    public void run() {
        try {
            while (!stop) {
                if (!step()) {
                    park();
                }
            }
        } finally {
            finished = true;
            abandonAll();
            stopped.countDown();
        }
    }

    /** Does a bounded part of the work, so that nothing starves while events keep coming; false if there was none. */
    boolean step() {
        try {
            boolean served = serveReady();
            boolean passed = serveDirty();
            long now = now();
            serveSettled(now);
            byte[] bytes = goodbye;
            if (now - nextTick >= 0 || bytes != said) {
                said = bytes;
                tick(now);
            }
            return served || passed;
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "a pass of the pump failed; it goes on with the next", e);
            return false;
        } finally {
            touched.forEach(LogShard::endPass);
            touched.clear();
            ready.addAll(again);
            again.clear();
        }
    }

    private void park() {
        parked = true;
        if (ready.isEmpty() && dirty.isEmpty() && goodbye == said && !stop) {
            if (all.isEmpty() && dying.isEmpty()) {
                LockSupport.park(this);
            } else {
                long now = now();
                long wait = settling.isEmpty() ? nextTick - now : Math.min(settling.untilFirst(now), nextTick - now);
                LockSupport.parkNanos(this, Math.max(1, wait));
            }
        }
        parked = false;
    }

    private boolean serveReady() {
        int served = 0;
        for (Subscriber subscriber; served < ROUND && (subscriber = ready.poll()) != null; served++) {
            if (subscriber.isOpen() && !subscriber.listed) {
                list(subscriber);
            }
            boolean settles = subscriber.takeWritable();
            byte[] bytes = said;
            if (bytes != null && (settles || !subscriber.isBlocked())) {
                subscriber.closeWith(bytes);
                subscriber.letGo();
                serve(subscriber, now());
            } else if (settles) {
                settling.add(subscriber, now());
            } else if (!subscriber.isOpen() || !subscriber.isBlocked()) {
                serve(subscriber, now());
            }
        }
        return served > 0;
    }

    private void serveSettled(long now) {
        for (Subscriber subscriber; (subscriber = settling.poll(now)) != null; ) {
            subscriber.settled();
            serve(subscriber, now);
        }
    }

    /** Each log once: one that grows meanwhile comes to the end of the queue and has to wait for the next round. */
    private boolean serveDirty() {
        round++;
        int passed = 0;
        for (LogShard shard = dirty.peek(); shard != null && shard.begin(round); shard = dirty.peek()) {
            dirty.poll();
            shard.clean();
            pass(shard);
            passed++;
        }
        return passed > 0;
    }

    private void pass(LogShard shard) {
        touched.add(shard);
        long now = now();
        List<Subscriber> subscribers = shard.subscribers();
        for (int i = subscribers.size() - 1; i >= 0; i--) {
            Subscriber subscriber = subscribers.get(i);
            if (!subscriber.isBlocked()) {
                drain(subscriber, now);
            } else if (subscriber.cutIfHopeless(now)) {
                over(subscriber);
            }
        }
        shard.endPass();
    }

    private void serve(Subscriber subscriber, long now) {
        for (EventLog log : subscriber.feed().logs()) {
            LogShard shard = shards.get(log);
            if (shard != null) {
                touched.add(shard);
            }
        }
        drain(subscriber, now);
    }

    private void drain(Subscriber subscriber, long now) {
        switch (subscriber.drain(now)) {
            case MORE -> again.add(subscriber);
            case OVER -> over(subscriber);
            case WAITING -> {}
        }
    }

    private void list(Subscriber subscriber) {
        subscriber.listed = true;
        all.add(subscriber);
        for (EventLog log : subscriber.feed().logs()) {
            LogShard shard = shards.get(log);
            if (shard == null) {
                shard = new LogShard(log, this);
                shards.put(log, shard);
                log.addWaker(shard);
            }
            shard.add(subscriber);
        }
    }

    /** Takes a subscriber that is over out of the books, once. */
    private void over(Subscriber subscriber) {
        if (!subscriber.markOver()) {
            return;
        }
        if (subscriber.isDying()) {
            dying.add(subscriber, now());
        }
        if (subscriber.listed) {
            subscriber.listed = false;
            all.remove(subscriber);
            unlist(subscriber);
        }
        load.decrementAndGet();
        subscriber.ended();
    }

    private void unlist(Subscriber subscriber) {
        for (EventLog log : subscriber.feed().logs()) {
            LogShard shard = shards.get(log);
            if (shard != null && shard.remove(subscriber)) {
                shards.remove(log);
                log.removeWaker(shard);
            }
        }
    }

    private void tick(long now) {
        nextTick = now + tickNanos;
        for (Subscriber subscriber; (subscriber = dying.poll(now)) != null; ) {
            subscriber.completeIfDying();
        }
        byte[] bytes = said;
        for (Subscriber subscriber : new ArrayList<>(all)) {
            if (subscriber.cutIfHopeless(now)) {
                over(subscriber);
            } else if (bytes != null) {
                subscriber.closeWith(bytes);
                serve(subscriber, now);
            } else if (subscriber.isIdle(now)) {
                subscriber.keepAlive(Control.keepAlive());
                serve(subscriber, now);
            }
        }
        if (bytes != null) {
            letGo(now);
        }
    }

    /** Ends the answers only after everybody has been told: a container may take its time over each. */
    private void letGo(long now) {
        for (Subscriber subscriber : new ArrayList<>(all)) {
            subscriber.letGo();
            serve(subscriber, now);
        }
    }

    /** Cuts everybody off. Run by the worker at its end, and after it by whoever comes late. */
    private synchronized void abandonAll() {
        for (Subscriber late = ready.poll(); late != null; late = ready.poll()) {
            late.cut();
            over(late);
        }
        for (Subscriber subscriber : new ArrayList<>(all)) {
            subscriber.cut();
            over(subscriber);
        }
        for (Subscriber failed = dying.poll(); failed != null; failed = dying.poll()) {
            failed.completeIfDying();
        }
    }
}
