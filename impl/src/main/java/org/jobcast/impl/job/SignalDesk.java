package org.jobcast.impl.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jobcast.spi.SignalStore;

/**
 * Wakes up the bodies of this node that wait for signals: at once when the signal was sent here, and otherwise by one request
 * to the store for all of them together, while there are any: every two seconds, and when another node rings. Thread-safe.
 */
final class SignalDesk {
    static final Duration PAUSE = Duration.ofSeconds(2);

    /** How many jobs one request asks for. */
    private static final int CHUNK = 1000;

    private static final System.Logger LOG = System.getLogger(SignalDesk.class.getName());

    private final SignalStore signals;
    private final ScheduledExecutorService timer;
    private final Executor blocking;
    private final boolean shared;
    private final ConcurrentMap<String, Set<Watch>> watches = new ConcurrentHashMap<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    /**
     * @param shared whether other nodes can send signals
     */
    SignalDesk(SignalStore signals, ScheduledExecutorService timer, Executor blocking, boolean shared) {
        this.signals = signals;
        this.timer = timer;
        this.blocking = blocking;
        this.shared = shared;
    }

    /** One body that waits. */
    final class Watch implements AutoCloseable {
        private final String job;
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition woken = lock.newCondition();
        private long wakes;
        private volatile long seen;

        private Watch(String job, long seen) {
            this.job = job;
            this.seen = seen;
        }

        /** What {@link #await} compares with; to be taken before looking for signals. */
        long ticket() {
            lock.lock();
            try {
                return wakes;
            } finally {
                lock.unlock();
            }
        }

        /** Says up to which signal the job has looked. */
        void seen(long number) {
            seen = number;
        }

        void wake() {
            lock.lock();
            try {
                wakes++;
                woken.signalAll();
            } finally {
                lock.unlock();
            }
        }

        /** Waits until it has been woken since the ticket was taken. */
        void await(long ticket) throws InterruptedException {
            lock.lockInterruptibly();
            try {
                while (wakes == ticket) {
                    woken.await();
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            watches.computeIfPresent(job, (id, all) -> {
                all.remove(this);
                return all.isEmpty() ? null : all;
            });
        }
    }

    /** Begins to wait. */
    Watch watch(String job, long seen) {
        Watch watch = new Watch(job, seen);
        watches.compute(job, (id, known) -> {
            Set<Watch> all = known == null ? ConcurrentHashMap.newKeySet() : known;
            all.add(watch);
            return all;
        });
        schedule();
        return watch;
    }

    /** Wakes up who waits in a job. */
    void wake(String job) {
        watches.getOrDefault(job, Set.of()).forEach(Watch::wake);
    }

    private void schedule() {
        if (shared && !watches.isEmpty() && scheduled.compareAndSet(false, true)) {
            try {
                timer.schedule(() -> blocking.execute(this::pass), PAUSE.toNanos(), TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                LOG.log(System.Logger.Level.DEBUG, "no more signals of other nodes: the timer has ended");
            }
        }
    }

    /** Looks for signals of other nodes now. Does not wait for the store. */
    void look() {
        if (!watches.isEmpty()) {
            blocking.execute(this::ask);
        }
    }

    private void pass() {
        try {
            ask();
        } finally {
            scheduled.set(false);
            schedule();
        }
    }

    private void ask() {
        try {
            List<String> jobs = new ArrayList<>(watches.keySet());
            for (int from = 0; from < jobs.size(); from += CHUNK) {
                tell(signals.last(jobs.subList(from, Math.min(from + CHUNK, jobs.size()))));
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "signals could not be looked for; it is tried again soon", e);
        }
    }

    private void tell(Map<String, Long> last) {
        last.forEach((job, number) -> {
            for (Watch watch : watches.getOrDefault(job, Set.of())) {
                if (number > watch.seen) {
                    watch.wake();
                }
            }
        });
    }
}
