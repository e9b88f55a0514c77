package org.jobcast.impl.durable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
import org.jobcast.spi.LogSlice;
import org.jspecify.annotations.Nullable;

/**
 * The logs that other nodes write and clients of this node follow. One thread asks the store how far they are, with one
 * request for all of them: when the store's doorbell rings, and without one soon again while something comes and less often
 * while nothing does. Nobody asks for a log that nobody follows. Thread-safe.
 */
public final class Followers implements AutoCloseable {
    private static final long SHORTEST = Duration.ofMillis(20).toNanos();

    /** How long a log is asked for that was looked up but has no follower yet. */
    private static final long FRESH = Duration.ofSeconds(5).toNanos();

    /** How long a log that nobody follows is remembered. */
    private static final long IDLE = Duration.ofMinutes(1).toNanos();

    private static final Duration STOP = Duration.ofMillis(500);
    static final int NAMES_A_REQUEST = 500;

    /** How many pages are taken over at once; who is further behind reads from the archive. */
    private static final int PAGES = 4;

    private static final System.Logger LOG = System.getLogger(Followers.class.getName());

    /** A log and when it was last of use. */
    private static final class Followed {
        final EventLog log;
        final Bus.Listening listening;
        volatile long used = System.nanoTime();

        Followed(EventLog log, Bus.Listening listening) {
            this.log = log;
            this.listening = listening;
        }

        long idle(long now) {
            if (log.isFollowed()) {
                used = now;
            }
            return now - used;
        }
    }

    private final EventStore store;
    private final Bus bus;
    private final Logs logs;
    private final Archive archive;
    private final int events;
    private final long bytes;
    private final long longest;
    private final Set<Followed> all = ConcurrentHashMap.newKeySet();
    private final ConcurrentMap<String, Followed> byName = new ConcurrentHashMap<>();
    private final Outage outage = new Outage(
            "the logs of other nodes cannot be read; their followers wait", "the logs of other nodes are read again");
    private final Thread thread;
    private volatile boolean stopped;
    private volatile boolean rung;
    private long interval;

    /**
     * Starts the thread.
     *
     * @param store where the logs are
     * @param bus rings when they grow; {@link Bus#NONE} has them asked for more often
     * @param logs makes their counterparts here
     * @param archive reads what these do not hold
     * @param events the most events in the history of each
     * @param bytes the most bytes in the history of each
     * @param longest the longest time between two requests
     */
    Followers(EventStore store, Bus bus, Logs logs, Archive archive, int events, long bytes, Duration longest) {
        this.store = store;
        this.bus = bus;
        this.logs = logs;
        this.archive = archive;
        this.events = events;
        this.bytes = bytes;
        this.longest = longest.toNanos();
        this.interval = this.longest;
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
        known.used = System.nanoTime();
        if (known.log.isFollowed()) {
            catchUp(known.log, head);
        } else {
            known.log.skipTo(head.last(), head.ended());
        }
        ring();
        return Optional.of(known.log);
    }

    /** What was known under the name is of another epoch, or nothing: its followers learn that by the next request. */
    private Followed resume(LogHead head) {
        LogStart start = new LogStart(head.epoch(), head.first(), head.last());
        return remember(logs.resume(head.channel(), events, bytes, start, archive));
    }

    private static boolean isOf(@Nullable Followed present, @Nullable LogHead head) {
        return present != null && head != null && present.log.epoch() == head.epoch();
    }

    /**
     * Goes on with a log that this node wrote: another node writes it now, or it has ended and may be asked for again.
     *
     * @param log the log, without an outlet
     */
    public void adopt(EventLog log) {
        Followed known = Objects.requireNonNull(byName.compute(
                log.name(), (key, present) -> present != null && present.log == log ? present : remember(log)));
        known.used = System.nanoTime();
        ring();
    }

    private Followed remember(EventLog log) {
        Followed followed =
                new Followed(log, log.isClosed() ? () -> {} : bus.listen(Bus.ofLog(log.name()), this::ring));
        all.add(followed);
        return followed;
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
        gone.listening.close();
        byName.remove(gone.log.name(), gone);
        logs.release(gone.log);
    }

    /** Has the store asked soon: somebody waits, or a bus has said that there is more. */
    public void ring() {
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
                interval = bus == Bus.NONE ? SHORTEST : longest;
            }
        }
    }

    /** Asks once and tells how long to wait before the next time, in nanoseconds. */
    private long pass() {
        try {
            evict();
            List<Followed> open = open();
            boolean news = false;
            for (int from = 0; from < open.size(); from += NAMES_A_REQUEST) {
                news |= ask(open.subList(from, Math.min(open.size(), from + NAMES_A_REQUEST)));
            }
            outage.worked();
            interval = next(open.isEmpty(), news);
            return interval;
        } catch (RuntimeException | Error e) {
            return outage.failed(e);
        }
    }

    private long next(boolean idle, boolean news) {
        if (idle || bus != Bus.NONE) {
            return longest;
        }
        return news ? SHORTEST : Math.min(longest, interval * 2);
    }

    private void evict() {
        long now = System.nanoTime();
        for (Followed each : all) {
            if (each.idle(now) > IDLE) {
                forget(each);
            }
        }
    }

    private List<Followed> open() {
        long now = System.nanoTime();
        List<Followed> open = new ArrayList<>();
        for (Followed each : all) {
            if (!each.log.isClosed() && each.idle(now) < FRESH) {
                open.add(each);
            }
        }
        return open;
    }

    private boolean ask(List<Followed> open) {
        Map<String, LogHead> heads =
                store.heads(open.stream().map(each -> each.log.name()).toList());
        boolean news = false;
        for (Followed each : open) {
            LogHead head = heads.get(each.log.name());
            if (head == null || !isOf(each, head)) {
                LOG.log(System.Logger.Level.DEBUG, "{0} is gone; its followers end", each.log.name());
                forget(each);
            } else {
                news |= catchUp(each.log, head);
                if (each.log.isClosed()) {
                    each.listening.close();
                }
            }
        }
        return news;
    }

    /** Shows what the store holds; true if there was anything. */
    private boolean catchUp(EventLog log, LogHead head) {
        boolean news = log.last() < head.last() || head.ended();
        for (int page = 0; page < PAGES && log.last() < head.last(); page++) {
            Optional<LogSlice> slice = store.read(log.name(), log.last(), StoredArchive.PAGE_BYTES);
            if (slice.isEmpty() || slice.get().head().epoch() != log.epoch()) {
                return false;
            }
            if (!tryToShow(log, slice.get())) {
                break;
            }
        }
        log.skipTo(head.last(), head.ended());
        return news;
    }

    /** Who follows a log that cannot be read is told so by the archive; those of other logs must not wait for it. */
    private static boolean tryToShow(EventLog log, LogSlice slice) {
        try {
            log.publish(StoredArchive.entries(slice, log.last()), false);
            return true;
        } catch (SegmentCodec.UnreadableException e) {
            LOG.log(System.Logger.Level.WARNING, log.name() + " cannot be shown here", e);
            return false;
        }
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
        all.forEach(each -> each.listening.close());
    }
}
