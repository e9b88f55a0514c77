package org.jobcast.impl.durable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.concurrent.Threads;
import org.jobcast.spi.AppendOutcome;
import org.jobcast.spi.EventStore;
import org.jobcast.spi.LogHead;
import org.jobcast.spi.Segment;
import org.jobcast.spi.StoreException;

/**
 * Brings what is appended to logs into the store, then to clients. One thread takes what is pending of all logs, makes a
 * segment of each and stores them in one transaction: under load batches grow by themselves, at rest an event waits for the
 * linger only. While the store fails, the same segments are sent again and again; publishers go on until their buffer is
 * full, then they wait. Thread-safe.
 */
public final class Journal implements AutoCloseable {
    /** The most bytes of a segment, unless a single event has more. */
    static final int SEGMENT_BYTES = 256 << 10;

    /** How many bytes go into one transaction, beside one segment. */
    private static final long BATCH_BYTES = 4L << 20;

    private static final int BATCH_LOGS = 500;

    private static final long PAUSE = Duration.ofMillis(50).toNanos();

    /** How many full buffers there may be. */
    private static final int BUFFERS = 16;

    private static final System.Logger LOG = System.getLogger(Journal.class.getName());

    private final EventStore store;
    private final long lingerNanos;
    private final long buffer;
    private final long kept;
    private final Executor threads;
    private final Thread thread;
    private final Queue<JournalLog> dirty = new ConcurrentLinkedQueue<>();
    private final AtomicLong total = new AtomicLong();
    private final Room room = new Room();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Outage outage = new Outage(
            "events cannot be stored; they are kept and sent again, and jobs wait when their buffers are full",
            "events are stored again");
    private volatile boolean parked;
    private volatile boolean lingering;
    private volatile boolean closing;
    private volatile boolean dropped;

    /**
     * Starts the thread.
     *
     * @param store where the events go
     * @param linger how long an event waits for others to be stored with
     * @param buffer how many bytes of one log may wait for the store before its publishers have to wait, too
     * @param kept how many bytes of one log the store keeps; the oldest events go
     * @param threads may wait for the store
     */
    Journal(EventStore store, Duration linger, long buffer, long kept, Executor threads) {
        this.store = store;
        this.lingerNanos = linger.toNanos();
        this.buffer = buffer;
        this.kept = kept;
        this.threads = threads;
        this.thread = Threads.daemon("jobcast-journal", this::run);
        thread.start();
    }

    /**
     * Has a log write through the store from now on. The caller has opened it there with the same fence.
     *
     * @param log the log; its last event is the last one in the store
     * @param fence the fence of its writer
     * @param onRefused is told, on the thread of the journal, that the store refuses events of the log: it is another node's
     *     now; it must not block
     */
    public void attach(EventLog log, long fence, Consumer<AppendOutcome> onRefused) {
        log.attach(new JournalLog(this, log, fence, onRefused));
    }

    Retention retention() {
        return new Retention(kept);
    }

    /** Has old events removed. If that fails, they go with the next ones. */
    void trim(String log, long before) {
        try {
            threads.execute(() -> tryToTrim(log, before));
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "{0} is trimmed later: too much to do", log);
        }
    }

    private void tryToTrim(String log, long before) {
        try {
            store.trim(log, before);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, log + " is trimmed later", e);
        }
    }

    /** The last event of a log in the store, -1 if the log is not there. */
    long last(String log) {
        return store.head(log).map(LogHead::last).orElse(-1L);
    }

    void dirty(JournalLog log) {
        dirty.add(log);
        if (parked) {
            parked = false;
            LockSupport.unpark(thread);
        }
    }

    void grow(long bytes) {
        total.addAndGet(bytes);
    }

    /** Nobody has to linger for what fills a segment by itself. */
    void hurryIfMuch() {
        if (lingering && total.get() >= SEGMENT_BYTES) {
            lingering = false;
            LockSupport.unpark(thread);
        }
    }

    boolean isFull(long bytesOfLog, int times) {
        return !dropped && (bytesOfLog > buffer * times || total.get() > buffer * BUFFERS * times);
    }

    Room room() {
        return room;
    }

    private void run() {
        try {
            while (!(closing && dirty.isEmpty())) {
                if (dirty.isEmpty()) {
                    park();
                } else {
                    linger();
                    storeSome();
                }
            }
        } finally {
            dropped = true;
            room.change();
            stopped.countDown();
        }
    }

    private void park() {
        parked = true;
        if (dirty.isEmpty() && !closing) {
            LockSupport.park(this);
        }
        parked = false;
    }

    private void linger() {
        long end = System.nanoTime() + lingerNanos;
        lingering = true;
        for (long left = lingerNanos; left > 0 && lingering && !closing; left = end - System.nanoTime()) {
            if (total.get() >= SEGMENT_BYTES) {
                break;
            }
            LockSupport.parkNanos(this, left);
        }
        lingering = false;
    }

    private void storeSome() {
        List<JournalLog> logs = new ArrayList<>();
        try {
            List<Segment> segments = take(logs);
            if (!segments.isEmpty()) {
                settle(logs, append(segments));
            }
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "a pass of the journal failed; it goes on with the next", e);
            pause(PAUSE);
            logs.forEach(JournalLog::flush);
        }
    }

    /** Takes a segment of each log that has one; the logs are those of the segments, in the same order. */
    private List<Segment> take(List<JournalLog> logs) {
        List<Segment> segments = new ArrayList<>();
        long bytes = 0;
        while (bytes < BATCH_BYTES && segments.size() < BATCH_LOGS) {
            JournalLog log = dirty.poll();
            if (log == null) {
                break;
            }
            logs.add(log);
            Segment segment = log.take(SEGMENT_BYTES);
            if (segment == null) {
                logs.remove(logs.size() - 1);
            } else {
                segments.add(segment);
                bytes += segment.bytes().length;
            }
        }
        return segments;
    }

    /** Empty if the application stops before the store takes them. */
    private List<AppendOutcome> append(List<Segment> segments) {
        while (!dropped) {
            try {
                List<AppendOutcome> outcomes = store.append(segments);
                outage.worked();
                return outcomes;
            } catch (RuntimeException | Error e) {
                pause(outage.failed(e));
            }
        }
        return List.of();
    }

    private void pause(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0 && !dropped; left = end - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
            Thread.interrupted();
        }
    }

    private void settle(List<JournalLog> logs, List<AppendOutcome> outcomes) {
        for (int i = 0; i < outcomes.size(); i++) {
            JournalLog log = logs.get(i);
            try {
                if (log.settle(outcomes.get(i))) {
                    log.flush();
                }
            } catch (StoreException e) {
                LOG.log(System.Logger.Level.DEBUG, "what the store has of " + log.name() + " is asked for again", e);
                log.flush();
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.ERROR, "what was stored of " + log.name() + " could not be shown", e);
            }
        }
        room.change();
    }

    /**
     * Stores what is pending and stops the thread.
     *
     * @param longest how long that may take
     * @return false if events were left behind that the store did not take in time
     */
    public boolean close(Duration longest) {
        closing = true;
        LockSupport.unpark(thread);
        boolean interrupted = !awaitStop(longest);
        if (stopped.getCount() > 0) {
            dropped = true;
            room.change();
            thread.interrupt();
            awaitStop(Duration.ofMillis(200));
        }
        if (interrupted) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} bytes of events were not stored when the application stopped",
                    total);
        }
        return !interrupted;
    }

    private boolean awaitStop(Duration longest) {
        try {
            return stopped.await(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Stores what is pending, for a second at most. */
    @Override
    public void close() {
        close(Duration.ofSeconds(1));
    }
}
