package org.jobcast.impl.job;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jobcast.impl.concurrent.Threads;
import org.jobcast.spi.Bus;
import org.jobcast.spi.JobMark;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.NodeStore;
import org.jobcast.spi.StoreException;

/**
 * Keeps this node alive in the store, takes over the jobs of dead ones, and notices what other nodes have changed in its own
 * jobs: each second, and at once when one of them rings. One thread that waits for nobody but the store, and a fixed number of
 * statements whatever the number of jobs. Thread-safe.
 */
final class NodeKeeper {
    /** What follows from what the store says. */
    interface Listener {
        /** Whether jobs may be taken over; one that stops would only keep them from others. */
        default boolean takesOver() {
            return true;
        }

        /** The node was declared dead: its jobs belong to others. Must not wait for anybody. */
        void expelled();

        /** A job of a dead node, or of nobody, is this node's now. May wait for the store; is told again if it fails. */
        void claimed(JobRecord job);

        /** Jobs of this node that were asked to stop, or have ended. May wait for the store, for a moment. */
        void stopping(List<JobMark> jobs);

        /** Another node has changed something in a job of this node. Must not wait for anybody. */
        void rung();
    }

    /** A job that was claimed, and how often it was in vain tried to do what follows. */
    private record Claim(JobRecord job, int failures) {}

    private static final System.Logger LOG = System.getLogger(NodeKeeper.class.getName());

    /** Passes that were rung for are not closer, however much is rung. */
    private static final long SHORTEST_PASS = Duration.ofMillis(20).toNanos();

    /** How long a job waits for a node that has just woken up. */
    private static final Duration WAKING = Duration.ofSeconds(2);

    private static final Duration STOP = Duration.ofMillis(500);
    private static final int BATCH = 100;

    /** How many leases a node that is late again and again lets others come back. */
    private static final int MOST_WAITING = 3;

    private static final int MAX_CLAIMS = 1_000;
    private static final int MAX_STOPPING = 10_000;
    private static final int WORTH_A_WARNING = 10;

    private final NodeStore nodes;
    private final Bus bus;
    private final Duration lease;
    private final Listener listener;
    private final Executor workers;
    private final Thread thread;
    private final long beatNanos;
    private final long longestPass;
    private final AtomicInteger claims = new AtomicInteger();
    private final Queue<Claim> failed = new ConcurrentLinkedQueue<>();
    private volatile String id = UUID.randomUUID().toString();
    private volatile boolean stopped;
    private volatile boolean rung;
    private Bus.Listening listening = () -> {};
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition proven = lock.newCondition();
    private volatile long lastProof;
    private boolean failing;
    private long nextBeat;
    private boolean wasAway;
    private long awaySince;
    private long backSince;

    /**
     * @param workers may wait for the store
     */
    NodeKeeper(SharedStore shared, Listener listener, Executor workers) {
        this.nodes = shared.store().nodes();
        this.bus = shared.bus();
        this.lease = shared.lease();
        this.listener = listener;
        this.workers = workers;
        this.beatNanos = lease.toNanos() / 3;
        this.longestPass = Math.min(beatNanos, shared.poll().toNanos());
        this.thread = Threads.daemon("jobcast-node", this::run);
    }

    /** The name of this node as long as it lives. */
    String id() {
        return id;
    }

    /**
     * The same, but of a node that may own new jobs: one that was paused for longer than its lease, or cut off, first asks
     * whether it was declared dead meanwhile, and joins anew.
     *
     * @throws StoreException if it cannot show in time that it lives
     */
    String livingId() {
        if (!hasExpired()) {
            return id;
        }
        ring();
        lock.lock();
        try {
            long left = Math.min(lease.toNanos(), WAKING.toNanos());
            while (hasExpired()) {
                if (stopped || left <= 0) {
                    throw new StoreException(
                            "this node cannot show that it lives, so it takes no job; nothing was submitted. Try again soon",
                            new TimeoutException());
                }
                left = proven.awaitNanos(left);
            }
            return id;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted while waiting for the store; nothing was submitted", e);
        } finally {
            lock.unlock();
        }
    }

    /** Measured from before each sign of life, so it is true no later than the store thinks so. */
    private boolean hasExpired() {
        return System.nanoTime() - lastProof >= lease.toNanos();
    }

    private void proved(long since) {
        nextBeat = System.nanoTime() + beatNanos;
        lastProof = since;
        lock.lock();
        try {
            proven.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Joins and starts the thread; waits for the store. */
    void start() {
        join();
        thread.start();
    }

    /** The new name is used when the store has answered: till then the next beat still says that the old one is dead. */
    private void join() {
        long now = System.nanoTime();
        String next = UUID.randomUUID().toString();
        while (!nodes.join(next, lease)) {
            next = UUID.randomUUID().toString();
            now = System.nanoTime();
        }
        id = next;
        proved(now);
        listening.close();
        listening = bus.listen(Bus.ofNode(id), this::ring);
    }

    private void ring() {
        rung = true;
        listener.rung();
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!stopped) {
            pause();
            rung = false;
            if (!stopped) {
                pass();
            }
        }
    }

    private void pause() {
        long begin = System.nanoTime();
        long untilBeat = nextBeat - begin;
        // One that is overdue has failed, and is tried again by an ordinary pass.
        long longest = untilBeat > 0 ? Math.min(longestPass, untilBeat) : longestPass;
        while (!stopped) {
            long left = (rung ? SHORTEST_PASS : longest) - (System.nanoTime() - begin);
            if (left <= 0) {
                return;
            }
            LockSupport.parkNanos(this, left);
        }
    }

    private void pass() {
        try {
            if (System.nanoTime() - nextBeat >= 0) {
                beat();
            }
            handOnAgain();
            claim();
            listener.stopping(nodes.stopping(id, MAX_STOPPING));
            if (failing) {
                failing = false;
                LOG.log(System.Logger.Level.INFO, "this node lives in the store again");
            }
        } catch (RuntimeException | Error e) {
            if (!stopped && !failing) {
                failing = true;
                LOG.log(System.Logger.Level.WARNING, "this node cannot show that it lives; it tries again", e);
            }
        }
    }

    /** Each once: what fails at once, without waiting for a worker, waits for the next pass. */
    private void handOnAgain() {
        for (int left = failed.size(); left > 0; left--) {
            Claim again = failed.poll();
            if (again != null) {
                handOn(again);
            }
        }
    }

    private void beat() {
        long now = System.nanoTime();
        if (nodes.beat(id, lease)) {
            noteIfLate(now);
            proved(now);
        } else {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "this node was declared dead; its jobs are stopped, and it joins anew");
            String dead = id;
            join();
            LOG.log(System.Logger.Level.DEBUG, "node {0} is now {1}", dead, id);
            listener.expelled();
        }
    }

    /**
     * Whatever kept this node from its sign of life, a store or a machine that was away, may have kept the others from theirs.
     * The lease of one of them may be over when this node's is not yet; it has the time of a lease to come back, too.
     */
    private void noteIfLate(long beat) {
        if (beat - lastProof > lease.toNanos() / 2) {
            backSince = System.nanoTime();
            awaySince = wasAway ? awaySince : backSince;
            wasAway = true;
        }
    }

    /** Not for ever: a node that is always late, because the store is slow, has to do its part, too. */
    private boolean waitsForOthers() {
        long now = System.nanoTime();
        wasAway = wasAway && now - backSince < lease.toNanos() && now - awaySince < MOST_WAITING * lease.toNanos();
        return wasAway;
    }

    /** Takes over what belonged to nodes that are dead, as much as the workers can bear. */
    private void claim() {
        if (waitsForOthers()) {
            return;
        }
        while (!stopped && listener.takesOver() && claims.get() < MAX_CLAIMS) {
            List<JobRecord> claimed = nodes.claim(id, BATCH);
            for (JobRecord job : claimed) {
                claims.incrementAndGet();
                handOn(new Claim(job, 0));
            }
            if (claimed.size() < BATCH) {
                return;
            }
        }
    }

    private void handOn(Claim claim) {
        workers.execute(() -> {
            try {
                // One that was claimed under an id that has died since is claimed again.
                if (id.equals(claim.job().assignment().node())) {
                    listener.claimed(claim.job());
                }
                claims.decrementAndGet();
            } catch (RuntimeException | Error e) {
                failed(claim, e);
            }
        });
    }

    /** Stays for the next pass: nobody else takes it while this node lives. */
    private void failed(Claim claim, Throwable cause) {
        int failures = claim.failures() + 1;
        System.Logger.Level level =
                failures == WORTH_A_WARNING ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG;
        LOG.log(level, "job " + claim.job().id() + " of a dead node cannot be taken over; it is tried again", cause);
        failed.add(new Claim(claim.job(), failures));
    }

    /** Stops the thread and leaves, so that other nodes need not wait for the end of the lease. Bounded in time. */
    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
        listening.close();
        Thread leaving = Threads.daemon("jobcast-leave", this::leave);
        try {
            thread.join(STOP.toMillis());
            if (thread.isAlive()) {
                thread.interrupt();
            }
            leaving.start();
            leaving.join(STOP.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void leave() {
        try {
            nodes.leave(id);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "the store could not be told that this node leaves", e);
        }
    }
}
