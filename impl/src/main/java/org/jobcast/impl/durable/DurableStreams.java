package org.jobcast.impl.durable;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.channel.LogStart;
import org.jobcast.impl.channel.Logs;
import org.jobcast.impl.concurrent.Threads;
import org.jobcast.spi.AppendOutcome;
import org.jobcast.spi.Bus;
import org.jobcast.spi.EventStore;
import org.jobcast.spi.LogHead;

/** The streams of one node that live in a store. Thread-safe. */
public final class DurableStreams implements AutoCloseable {
    private static final int THREADS = 4;
    private static final int QUEUE = 16_384;
    private static final int IDLE_SECONDS = 5;

    /**
     * How streams are kept.
     *
     * @param linger how long an event waits for others to be stored with
     * @param buffer how many bytes of one log may wait for the store before its publishers have to wait, too
     * @param kept how many bytes of one log the store keeps; the oldest events go
     * @param historyEvents the most events in memory of a log that another node writes
     * @param historyBytes the most bytes in memory of a log that another node writes
     * @param poll the longest time between two requests for logs that other nodes write, while clients follow them
     */
    public record Options(
            Duration linger, long buffer, long kept, int historyEvents, long historyBytes, Duration poll) {}

    private final EventStore store;
    private final Logs logs;
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(QUEUE),
            Threads.factory("jobcast-store-"));
    private final StoredArchive archive;
    private final Journal journal;
    private final Followers followers;

    /**
     * Starts the threads.
     *
     * @param store where the streams live
     * @param bus rings when they grow, {@link Bus#NONE} for a store without a doorbell
     * @param logs makes their logs
     * @param options how they are kept
     */
    public DurableStreams(EventStore store, Bus bus, Logs logs, Options options) {
        this.store = store;
        this.logs = logs;
        threads.allowCoreThreadTimeOut(true);
        this.archive = new StoredArchive(store, threads);
        this.journal = new Journal(store, options.linger(), options.buffer(), options.kept(), threads);
        this.followers = new Followers(
                store, bus, logs, archive, options.historyEvents(), options.historyBytes(), options.poll());
    }

    /**
     * Begins a log, or goes on with one that another node wrote. Waits for the store.
     *
     * @param name the name of the log
     * @param fence the fence of the writer, higher than those before
     * @param events the most events in its history
     * @param bytes the most bytes in its history
     * @param onRefused is told, on a thread that must not be blocked, that another node writes the log now; the log then
     *     shows what that node stores
     * @return the log, closed if it has ended; empty if a writer with a higher fence has it
     */
    public Optional<EventLog> write(
            String name, long fence, int events, long bytes, Consumer<AppendOutcome> onRefused) {
        Optional<LogHead> opened = store.open(name, fence, EventLog.nextEpoch(logs.clock()));
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        LogHead head = opened.get();
        LogStart start = new LogStart(head.epoch(), head.first(), head.last());
        EventLog log = logs.resume(name, events, bytes, start, archive);
        if (head.ended()) {
            log.publish(List.of(), true);
        } else {
            journal.attach(log, fence, outcome -> {
                followers.adopt(log);
                onRefused.accept(outcome);
            });
        }
        return Optional.of(log);
    }

    /**
     * Begins a log that has no writer yet, so that it can be followed; one that exists is left alone. Waits for the store.
     *
     * @param name the name of the log
     */
    public void begin(String name) {
        store.open(name, 0, EventLog.nextEpoch(logs.clock()));
    }

    /**
     * Follows a log, whoever writes it. Waits for the store.
     *
     * @param name the name of the log
     * @return the log; empty if there is none
     */
    public Optional<EventLog> follow(String name) {
        return followers.follow(name);
    }

    /**
     * Keeps a log that this node wrote for those who ask for it again.
     *
     * @param log the log
     */
    public void adopt(EventLog log) {
        followers.adopt(log);
    }

    /**
     * Tells how far a log is. Waits for the store.
     *
     * @param name the name of the log
     * @return the sequence number of the last stored event, 0 if there is none
     */
    public long last(String name) {
        return store.head(name).map(LogHead::last).orElse(0L);
    }

    /**
     * Removes a log with all its events. Waits for the store.
     *
     * @param name the name of the log
     */
    public void delete(String name) {
        store.delete(name);
        followers.forget(name);
    }

    /**
     * Tells which logs have ended in the store, or are not there. Waits for it.
     *
     * @param names the names of logs
     * @return those of them
     */
    public Set<String> ended(Set<String> names) {
        Set<String> ended = new HashSet<>(names);
        List<String> all = List.copyOf(names);
        for (int from = 0; from < all.size(); from += Followers.NAMES_A_REQUEST) {
            List<String> some = all.subList(from, Math.min(all.size(), from + Followers.NAMES_A_REQUEST));
            store.heads(some).values().stream()
                    .filter(head -> !head.ended())
                    .forEach(head -> ended.remove(head.channel()));
        }
        return ended;
    }

    /**
     * Removes a log that this node has begun for nothing. Waits for the store.
     *
     * @param log the log
     */
    public void discard(EventLog log) {
        log.detach();
        logs.release(log);
        store.delete(log.name());
    }

    /**
     * Threads that may wait for the store.
     *
     * @return a few, with a long queue
     */
    public Executor threads() {
        return threads;
    }

    /**
     * Stores what is pending and stops the threads.
     *
     * @param longest how long the storing may take
     * @return false if events were left behind
     */
    public boolean close(Duration longest) {
        boolean all = journal.close(longest);
        followers.close();
        threads.shutdown();
        try {
            if (!threads.awaitTermination(500, TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
        return all;
    }

    /** Stores what is pending, for a second at most. */
    @Override
    public void close() {
        close(Duration.ofSeconds(1));
    }
}
