package org.jobcast.impl.durable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.LockSupport;
import org.jobcast.impl.channel.Archive;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.channel.LogStart;
import org.jobcast.impl.channel.Logs;
import org.jobcast.impl.concurrent.Threads;
import org.jobcast.spi.Bus;
import org.jobcast.spi.EventStore;
import org.jobcast.spi.LogHead;
import org.jspecify.annotations.Nullable;

/**
 * The logs that other nodes write and clients of this node follow. One thread asks the store how far they are, with one
 * request for all of them, soon again while something comes and less often while nothing does. Where the store has a bus, it
 * reads a log as soon as the bus rings for it, and asks for all only each second, but more often while it finds that rings are
 * lost. Nobody asks for a log that nobody follows. Thread-safe.
 */
public final class Followers implements AutoCloseable {
    private static final long SHORTEST = Duration.ofMillis(20).toNanos();
    private static final long LONGEST = Duration.ofSeconds(1).toNanos();

    /** How long a log is asked for that was looked up but has no follower yet. */
    private static final long FRESH = Duration.ofSeconds(5).toNanos();

    /** How long a log that nobody follows is remembered. */
    private static final long IDLE = Duration.ofMinutes(1).toNanos();

    private static final Duration STOP = Duration.ofMillis(500);
    private static final int NAMES_A_REQUEST = 500;

    private static final System.Logger LOG = System.getLogger(Followers.class.getName());

    private final EventStore store;
    private final @Nullable Bus bus;
    private final StoredReader reader;
    private final Logs logs;
    private final Archive archive;
    private final int events;
    private final long bytes;
    private final Set<Followed> all = ConcurrentHashMap.newKeySet();
    private final ConcurrentMap<String, Followed> byName = new ConcurrentHashMap<>();
    private final Queue<Followed> news = new ConcurrentLinkedQueue<>();
    private final Outage outage = new Outage(
            "the logs of other nodes cannot be read; their followers wait", "the logs of other nodes are read again");
    private final Thread thread;
    private volatile boolean stopped;
    private volatile boolean rung;
    private long interval = LONGEST;
    private long nextRound = System.nanoTime();

    /**
     * Starts the thread.
     *
     * @param store where the logs are
     * @param bus rings when they change, null if the store has none
     * @param logs makes their counterparts here
     * @param archive reads what these do not hold
     * @param events the most events in the history of each
     * @param bytes the most bytes in the history of each
     */
    Followers(EventStore store, @Nullable Bus bus, Logs logs, Archive archive, int events, long bytes) {
        this.store = store;
        this.bus = bus;
        this.reader = new StoredReader(store);
        this.logs = logs;
        this.archive = archive;
        this.events = events;
        this.bytes = bytes;
        this.thread = Threads.daemon("jobcast-follower", this::run);
        thread.start();
    }

    /**
     * Follows a log. Waits for the store, so that nothing that a client may know is missing.
     *
     * @param name the name of the log
     * @return the log, as far as the store is now; empty if there is none
     */
    public Optional<EventLog> follow(String name) {
        Optional<LogHead> found = store.head(name);
        if (found.isEmpty()) {
            forget(name);
            return Optional.empty();
        }
        LogHead head = found.get();
        Followed known = Objects.requireNonNull(
                byName.compute(name, (key, present) -> isOf(present, head) ? present : resume(head)));
        known.use();
        listen(known);
        if (known.log().isFollowed()) {
            reader.catchUp(known.log(), head);
        } else {
            known.log().skipTo(head.last(), head.ended());
        }
        wake();
        return Optional.of(known.log());
    }

    /** What was known under the name is of another epoch, or nothing: its followers learn that by the next request. */
    private Followed resume(LogHead head) {
        LogStart start = new LogStart(head.epoch(), head.first(), head.last());
        Followed fresh = new Followed(logs.resume(head.channel(), events, bytes, start, archive));
        all.add(fresh);
        return fresh;
    }

    private static boolean isOf(@Nullable Followed present, @Nullable LogHead head) {
        return present != null && head != null && present.log().epoch() == head.epoch();
    }

    /**
     * Goes on with a log that this node wrote: another node writes it now, or it has ended and may be asked for again.
     *
     * @param log the log, without an outlet
     */
    public void adopt(EventLog log) {
        Followed adopted = new Followed(log);
        all.add(adopted);
        byName.put(log.name(), adopted);
        listen(adopted);
        wake();
    }

    /**
     * Forgets a log. Who still follows it has come to its end.
     *
     * @param name the name of the log
     */
    public void forget(String name) {
        Followed gone = byName.get(name);
        if (gone != null) {
            forget(gone);
        }
    }

    private void forget(Followed gone) {
        all.remove(gone);
        gone.forget();
        byName.remove(gone.log().name(), gone);
        logs.release(gone.log());
    }

    /** Begins with a ring, so what came before is seen, too. */
    private void listen(Followed each) {
        if (bus != null && !each.log().isClosed()) {
            each.listen(bus, this::ring);
        }
    }

    /** Called by the bus. */
    private void ring(Followed log) {
        if (log.ring()) {
            news.add(log);
            wake();
        }
    }

    private void wake() {
        rung = true;
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!stopped) {
            long wait = pass();
            if (!rung && !stopped) {
                LockSupport.parkNanos(this, wait);
            }
            if (rung) {
                rung = false;
                hurry();
            }
        }
    }

    /** Without a bus, somebody has begun to follow; with one, that goes on without a round. */
    private void hurry() {
        if (bus == null) {
            interval = SHORTEST;
            nextRound = System.nanoTime();
        }
    }

    /** Asks for what is due and tells how long to wait before the next time, in nanoseconds. */
    private long pass() {
        try {
            for (Followed each = news.poll(); each != null; each = news.poll()) {
                each.takeRing();
                if (!each.log().isClosed() && each.idle(System.nanoTime()) < FRESH) {
                    if (!reader.read(each.log())) {
                        lost(each);
                    }
                }
            }
            if (nextRound - System.nanoTime() <= 0) {
                evict();
                round();
            }
            outage.worked();
            return Math.max(0, nextRound - System.nanoTime());
        } catch (RuntimeException | Error e) {
            nextRound = System.nanoTime();
            return outage.failed(e);
        }
    }

    /** Asks for all. */
    private void round() {
        List<Followed> open = open();
        boolean more = false;
        for (int from = 0; from < open.size(); from += NAMES_A_REQUEST) {
            more |= ask(open.subList(from, Math.min(open.size(), from + NAMES_A_REQUEST)));
        }
        interval = open.isEmpty() ? LONGEST : more ? SHORTEST : Math.min(LONGEST, interval * 2);
        nextRound = System.nanoTime() + interval;
    }

    private void evict() {
        long now = System.nanoTime();
        for (Followed each : all) {
            if (each.idle(now) > IDLE) {
                forget(each);
            }
        }
    }

    /** The logs to ask for; the bus is to tell of these, and of no others. */
    private List<Followed> open() {
        long now = System.nanoTime();
        List<Followed> open = new ArrayList<>();
        for (Followed each : all) {
            if (each.log().isClosed() || each.idle(now) >= FRESH) {
                each.unlisten();
            } else {
                open.add(each);
                listen(each);
            }
        }
        return open;
    }

    /** True if there was something that no bus had told of. */
    private boolean ask(List<Followed> open) {
        Map<String, LogHead> heads =
                store.heads(open.stream().map(each -> each.log().name()).toList());
        boolean news = false;
        for (Followed each : open) {
            LogHead head = heads.get(each.log().name());
            boolean told = each.takeTold();
            if (head == null || !isOf(each, head)) {
                lost(each);
            } else {
                news |= reader.catchUp(each.log(), head) && !told;
            }
        }
        return news;
    }

    private void lost(Followed gone) {
        LOG.log(
                System.Logger.Level.DEBUG,
                "{0} is gone; its followers end",
                gone.log().name());
        forget(gone);
    }

    /** Stops the thread; does not wait long for the store. */
    @Override
    public void close() {
        stopped = true;
        LockSupport.unpark(thread);
        try {
            thread.join(STOP.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }
}
