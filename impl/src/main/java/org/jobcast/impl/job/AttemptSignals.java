package org.jobcast.impl.job;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jobcast.impl.channel.Names;
import org.jobcast.spi.Signal;
import org.jobcast.spi.SignalStore;
import org.jspecify.annotations.Nullable;

/** The signals of a job as one attempt receives them. Thread-safe. */
final class AttemptSignals {
    /** The most signals that a job keeps, so that their numbers fit into memory. */
    static final long MAX_SIGNALS = 10_000;

    /** How many are read at once; a payload may have a MiB. */
    private static final int PAGE = 16;

    private static final System.Logger LOG = System.getLogger(AttemptSignals.class.getName());

    private final LiveJob job;
    private final SignalStore store;
    private final SignalDesk desk;
    private final Object lock = new Object();
    private final Map<String, Long> received = new HashMap<>();

    /** The numbers of those that nobody has waited for yet. */
    private final Map<String, Deque<Long>> pending = new HashMap<>();

    private long scanned;

    AttemptSignals(LiveJob job) {
        this.job = job;
        this.store = job.host().notes().signals();
        this.desk = job.host().notes().desk();
    }

    /** The number of the last signal received of each name. */
    Map<String, Long> received() {
        synchronized (lock) {
            return Map.copyOf(received);
        }
    }

    /** Takes signals for received that an earlier attempt has. */
    void skip(Map<String, Long> known) {
        synchronized (lock) {
            known.forEach((name, number) -> received.merge(name, number, Math::max));
        }
    }

    Optional<String> await(String name, Duration timeout) throws InterruptedException {
        Names.require("a signal's name", name, Names.MAX_ID);
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("the timeout must not be negative");
        }
        long begin = job.host().clock().nanos().getAsLong();
        long nanos = Times.nanos(timeout);
        try (SignalDesk.Watch watch = desk.watch(job.id(), scanned())) {
            Runnable wake = watch::wake;
            job.cancellation().onRequest(wake);
            Future<?> alarm = alarm(wake, nanos);
            try {
                for (; ; ) {
                    long ticket = watch.ticket();
                    Optional<String> payload = next(name);
                    watch.seen(scanned());
                    if (payload.isPresent() || job.host().clock().nanos().getAsLong() - begin >= nanos) {
                        return payload;
                    }
                    await(watch, ticket);
                }
            } finally {
                job.cancellation().remove(wake);
                if (alarm != null) {
                    alarm.cancel(false);
                }
            }
        }
    }

    private @Nullable Future<?> alarm(Runnable wake, long nanos) {
        try {
            return job.host().timer().schedule(wake, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "job {0} waits without a limit: the timer has ended", job.id());
            return null;
        }
    }

    private void await(SignalDesk.Watch watch, long ticket) throws InterruptedException {
        try {
            watch.await(ticket);
        } catch (InterruptedException e) {
            job.throwIfCancelled();
            throw e;
        }
        job.throwIfCancelled();
    }

    private long scanned() {
        synchronized (lock) {
            return scanned;
        }
    }

    /** Takes the next signal of a name, if there is one. */
    private Optional<String> next(String name) {
        scan();
        long number;
        synchronized (lock) {
            Deque<Long> waiting = pending.getOrDefault(name, new ArrayDeque<>());
            Long first = waiting.poll();
            while (first != null && first <= received.getOrDefault(name, 0L)) {
                first = waiting.poll();
            }
            if (first == null) {
                return Optional.empty();
            }
            number = first;
            received.put(name, number);
        }
        return AttemptNotes.patiently(job, () -> store.read(job.id(), number - 1, 1)).stream()
                .map(Signal::payload)
                .findFirst();
    }

    private void scan() {
        List<Signal> page;
        do {
            long after = scanned();
            page = AttemptNotes.patiently(job, () -> store.read(job.id(), after, PAGE));
            synchronized (lock) {
                for (Signal signal : page) {
                    if (signal.number() > scanned) {
                        scanned = signal.number();
                        pending.computeIfAbsent(signal.name(), key -> new ArrayDeque<>())
                                .add(scanned);
                    }
                }
            }
        } while (page.size() == PAGE);
    }
}
