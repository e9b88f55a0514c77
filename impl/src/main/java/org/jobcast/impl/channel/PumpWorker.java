package org.jobcast.impl.channel;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    private static final System.Logger LOG = System.getLogger(PumpWorker.class.getName());

    /** A failed subscriber, and when to end its answer. */
    private record Dying(Subscriber subscriber, long at) {}

    private final Thread thread;
    private final LongSupplier nanos;
    private final long tickNanos;
    private final AtomicInteger load = new AtomicInteger();
    private final CountDownLatch stopped = new CountDownLatch(1);

    private final Queue<LogShard> dirty = new ConcurrentLinkedQueue<>();
    private final Queue<Subscriber> ready = new ConcurrentLinkedQueue<>();
    private volatile boolean parked;
    private volatile byte @Nullable [] goodbye;
    private volatile boolean stop;

    private final Map<EventLog, LogShard> shards = new HashMap<>();
    private final Set<Subscriber> all = new LinkedHashSet<>();
    private final Deque<Dying> dying = new ArrayDeque<>();
    private final Set<LogShard> touched = new HashSet<>();
    private long nextTick;

    PumpWorker(String name, LongSupplier nanos, Duration tick) {
        this.nanos = nanos;
        this.tickNanos = tick.toNanos();
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

    void ready(Subscriber subscriber) {
        ready.add(subscriber);
        signal();
    }

    private void signal() {
        if (parked) {
            parked = false;
            LockSupport.unpark(thread);
        }
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

    boolean awaitStopped(Duration time) throws InterruptedException {
        return stopped.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void run() {
        try {
            while (!stop) {
                runOnce();
            }
            abandonAll();
        } finally {
            stopped.countDown();
        }
    }

    private void runOnce() {
        try {
            boolean served = serveReady();
            boolean passed = serveDirty();
            long now = now();
            if (now - nextTick >= 0) {
                tick(now);
            }
            if (!served && !passed) {
                park();
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a pass of the pump failed; it goes on with the next", e);
        }
    }

    private void park() {
        parked = true;
        if (ready.isEmpty() && dirty.isEmpty() && !stop) {
            if (all.isEmpty() && dying.isEmpty() && goodbye == null) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, Math.max(1, nextTick - now()));
            }
        }
        parked = false;
    }

    private boolean serveReady() {
        boolean any = false;
        for (Subscriber subscriber = ready.poll(); subscriber != null; subscriber = ready.poll()) {
            any = true;
            if (subscriber.isOpen() && !subscriber.listed) {
                list(subscriber);
            }
            subscriber.unblock();
            touched.addAll(shardsOf(subscriber));
            serve(subscriber);
        }
        touched.forEach(LogShard::endPass);
        touched.clear();
        return any;
    }

    private List<LogShard> shardsOf(Subscriber subscriber) {
        return subscriber.feed().logs().stream()
                .map(shards::get)
                .filter(Objects::nonNull)
                .toList();
    }

    private boolean serveDirty() {
        boolean any = false;
        for (LogShard shard = dirty.poll(); shard != null; shard = dirty.poll()) {
            any = true;
            shard.clean();
            pass(shard);
        }
        return any;
    }

    private void pass(LogShard shard) {
        long now = now();
        List<Subscriber> subscribers = shard.subscribers();
        for (int i = subscribers.size() - 1; i >= 0; i--) {
            Subscriber subscriber = subscribers.get(i);
            if (!subscriber.isBlocked()) {
                if (!subscriber.drain(now)) {
                    over(subscriber);
                }
            } else if (subscriber.isHopeless(now)) {
                subscriber.cut();
                over(subscriber);
            }
        }
        shard.endPass();
    }

    private void serve(Subscriber subscriber) {
        if (!subscriber.drain(now())) {
            over(subscriber);
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
        if (subscriber.isDying()) {
            dying.add(new Dying(subscriber, now() + DYING_NANOS));
        }
        if (subscriber.listed) {
            subscriber.listed = false;
            all.remove(subscriber);
            unlist(subscriber);
        }
        if (subscriber.markOver()) {
            load.decrementAndGet();
            try {
                subscriber.ended();
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "a listener of the end of a subscriber failed", e);
            }
        }
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
        for (Dying head = dying.peek(); head != null && now - head.at() >= 0; head = dying.peek()) {
            dying.poll();
            head.subscriber().completeIfDying();
        }
        byte[] bytes = goodbye;
        for (Subscriber subscriber : new ArrayList<>(all)) {
            if (bytes != null) {
                subscriber.closeWith(bytes);
                serve(subscriber);
            } else if (subscriber.isHopeless(now)) {
                subscriber.cut();
                over(subscriber);
            } else if (subscriber.isIdle(now)) {
                subscriber.keepAlive(Control.keepAlive());
                serve(subscriber);
            }
        }
    }

    private void abandonAll() {
        serveReady();
        for (Subscriber subscriber : new ArrayList<>(all)) {
            subscriber.cut();
            over(subscriber);
        }
        dying.forEach(entry -> entry.subscriber().completeIfDying());
        dying.clear();
    }
}
