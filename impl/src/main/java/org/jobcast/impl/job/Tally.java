package org.jobcast.impl.job;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Counts what goes on, so that a shutdown can wait for it, and lets nothing new begin once closed. Thread-safe. */
final class Tally {
    /** A wait has so many parts, unless they would be shorter than a part has to be. */
    private static final int PARTS = 20;

    private static final long SHORTEST_PART = Duration.ofMillis(10).toNanos();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition zero = lock.newCondition();
    private int count;
    private boolean closed;

    boolean up() {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            count++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    void down() {
        lock.lock();
        try {
            count--;
            if (count == 0) {
                zero.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    int count() {
        lock.lock();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Refuses everything new; true for the first call. */
    boolean close() {
        lock.lock();
        try {
            boolean first = !closed;
            closed = true;
            return first;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until nothing goes on. The time is counted in parts: a process that is paused loses one of them, not the whole
     * wait, as what it waits for was paused, too.
     *
     * @param longest the longest wait
     * @return false if the time is over
     * @throws InterruptedException if the caller is interrupted
     */
    boolean awaitZero(Duration longest) throws InterruptedException {
        lock.lock();
        try {
            long left = Times.nanos(longest);
            long part = Math.max(SHORTEST_PART, left / PARTS);
            while (count > 0 && left > 0) {
                left -= part - Math.max(0, zero.awaitNanos(part));
            }
            return count == 0;
        } finally {
            lock.unlock();
        }
    }
}
