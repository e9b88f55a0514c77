package org.jobcast.impl.job;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Counts what goes on, so that a shutdown can wait for it, and lets nothing new begin once closed. Thread-safe. */
final class Tally {
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
     * Waits until nothing goes on.
     *
     * @param longest the longest wait
     * @return false if the time is over
     * @throws InterruptedException if the caller is interrupted
     */
    boolean awaitZero(Duration longest) throws InterruptedException {
        lock.lock();
        try {
            long left = Times.nanos(longest);
            while (count > 0 && left > 0) {
                left = zero.awaitNanos(left);
            }
            return count == 0;
        } finally {
            lock.unlock();
        }
    }
}
