package org.jobcast.impl.job;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jobcast.impl.concurrent.Threads;
import org.jobcast.impl.durable.NodeBell;
import org.jobcast.spi.Bus;
import org.jobcast.spi.JobMark;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.NodeStore;

/**
 * Keeps this node alive in the store, takes over the jobs of dead ones, and notices what other nodes have changed in its own
 * jobs: at once where a bus tells of it, and each second. One thread that waits for nobody but the store, and a fixed number
 * of statements whatever the number of jobs. Thread-safe.
 */
final class NodeKeeper {
    /** What follows from what the store says. */
    interface Listener {
        /** The node was declared dead: its jobs belong to others. Must not wait for anybody. */
        void expelled();

        /** A job of a dead node, or of nobody, is this node's now. May wait for the store; is told again if it fails. */
        void claimed(JobRecord job);

        /** Jobs of this node that were asked to stop, or have ended. May wait for the store, for a moment. */
        void stopping(List<JobMark> jobs);

        /** Another node has left something for this one. Must not wait for anybody. */
        void rung();
    }

    /** A job that was claimed, and how often it was in vain tried to do what follows. */
    private record Claim(JobRecord job, int failures) {}

    private static final System.Logger LOG = System.getLogger(NodeKeeper.class.getName());
    private static final Duration LONGEST_PASS = Duration.ofSeconds(1);
    private static final Duration STOP = Duration.ofMillis(500);
    private static final int BATCH = 100;
    private static final int MAX_CLAIMS = 1_000;
    private static final int MAX_STOPPING = 10_000;
    private static final int WORTH_A_WARNING = 10;

    private final NodeStore nodes;
    private final NodeBell bell;
    private final Duration lease;
    private final Listener listener;
    private final Executor workers;
    private final Thread thread;
    private final long beatNanos;
    private final AtomicInteger claims = new AtomicInteger();
    private final Queue<Claim> failed = new ConcurrentLinkedQueue<>();
    private volatile String id = UUID.randomUUID().toString();
    private volatile boolean stopped;
    private volatile boolean rung;
    private volatile Bus.Listening listening = () -> {};
    private boolean failing;
    private long nextBeat;

    /**
     * @param workers may wait for the store
     */
    NodeKeeper(NodeStore nodes, NodeBell bell, Duration lease, Listener listener, Executor workers) {
        this.nodes = nodes;
        this.bell = bell;
        this.lease = lease;
        this.listener = listener;
        this.workers = workers;
        this.beatNanos = lease.toNanos() / 3;
        this.thread = Threads.daemon("jobcast-node", this::run);
    }

    /** The name of this node as long as it lives. */
    String id() {
        return id;
    }

    /** Joins and starts the thread; waits for the store. */
    void start() {
        join();
        thread.start();
    }

    private void join() {
        while (!nodes.join(id, lease)) {
            id = UUID.randomUUID().toString();
        }
        listening.close();
        listening = bell.listen(id, this::ring);
        nextBeat = System.nanoTime() + beatNanos;
    }

    private void ring() {
        rung = true;
        LockSupport.unpark(thread);
    }

    private void run() {
        long pause = Math.min(beatNanos, LONGEST_PASS.toNanos());
        long next = System.nanoTime() + pause;
        while (!stopped) {
            long wait = next - System.nanoTime();
            if (wait > 0 && !rung) {
                LockSupport.parkNanos(this, wait);
                continue;
            }
            boolean told = rung;
            rung = false;
            pass(told, wait <= 0);
            next = wait <= 0 ? System.nanoTime() + pause : next;
        }
    }

    /** A ring tells nothing of what other nodes have left behind. */
    private void pass(boolean told, boolean whole) {
        try {
            if (told) {
                listener.rung();
            }
            if (System.nanoTime() - nextBeat >= 0) {
                beat();
            }
            if (whole) {
                takeOver();
            }
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

    private void beat() {
        if (!nodes.beat(id, lease)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "this node was declared dead; its jobs are stopped, and it joins anew");
            String dead = id;
            id = UUID.randomUUID().toString();
            join();
            LOG.log(System.Logger.Level.DEBUG, "node {0} is now {1}", dead, id);
            listener.expelled();
        }
        nextBeat = System.nanoTime() + beatNanos;
    }

    private void takeOver() {
        for (Claim again = failed.poll(); again != null; again = failed.poll()) {
            handOn(again);
        }
        claim();
    }

    /** Takes over what belonged to nodes that are dead, as much as the workers can bear. */
    private void claim() {
        while (!stopped && claims.get() < MAX_CLAIMS) {
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
