package org.jobcast.impl.job;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jobcast.impl.concurrent.Threads;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.NodeStore;

/**
 * Keeps this node alive in the store, takes over the jobs of dead ones, and notices what other nodes have changed in its own
 * jobs. One thread, and a fixed number of statements whatever the number of jobs. Thread-safe.
 */
final class NodeKeeper {
    /** What follows from what the store says. Called on the keeper's thread; may wait for the store. */
    interface Listener {
        /** The node was declared dead: its jobs belong to others. */
        void expelled();

        /** A job of a dead node, or of nobody, is this node's now. */
        void claimed(JobRecord job);

        /** Jobs of this node that were asked to stop, or have ended. */
        void stopping(List<JobRecord> jobs);
    }

    private static final System.Logger LOG = System.getLogger(NodeKeeper.class.getName());
    private static final Duration LONGEST_PASS = Duration.ofSeconds(1);
    private static final Duration STOP = Duration.ofMillis(500);
    private static final int BATCH = 100;
    private static final int MAX_STOPPING = 10_000;

    private final NodeStore nodes;
    private final Duration lease;
    private final Listener listener;
    private final Thread thread;
    private final long beatNanos;
    private volatile String id = UUID.randomUUID().toString();
    private volatile boolean stopped;
    private final Deque<JobRecord> claims = new ArrayDeque<>();
    private boolean failing;
    private long nextBeat;

    NodeKeeper(NodeStore nodes, Duration lease, Listener listener) {
        this.nodes = nodes;
        this.lease = lease;
        this.listener = listener;
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
        nextBeat = System.nanoTime() + beatNanos;
    }

    private void run() {
        long pause = Math.min(beatNanos, LONGEST_PASS.toNanos());
        while (!stopped) {
            LockSupport.parkNanos(this, pause);
            if (!stopped) {
                pass();
            }
        }
    }

    private void pass() {
        try {
            if (System.nanoTime() - nextBeat >= 0) {
                beat();
            }
            takeClaims();
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

    /** Shows that this node lives, and takes over what belonged to those that do not. */
    void beat() {
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
        List<JobRecord> claimed;
        do {
            claimed = nodes.claim(id, BATCH);
            claims.addAll(claimed);
        } while (claimed.size() == BATCH && !stopped);
    }

    /** One that fails stays for the next time: nobody else will take it while this node lives. */
    private void takeClaims() {
        for (JobRecord job = claims.peek(); job != null && !stopped; job = claims.peek()) {
            if (id.equals(job.assignment().node())) {
                listener.claimed(job);
            }
            claims.remove();
        }
    }

    /** Stops the thread and leaves, so that other nodes need not wait for the end of the lease. */
    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
        try {
            thread.join(STOP.toMillis());
            if (thread.isAlive()) {
                thread.interrupt();
            }
            nodes.leave(id);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "the store could not be told that this node leaves", e);
        }
    }
}
