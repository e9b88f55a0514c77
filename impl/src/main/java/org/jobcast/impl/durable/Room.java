package org.jobcast.impl.durable;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Where threads wait that have emitted more than the store takes. */
final class Room {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /**
     * Waits while there is none. An interrupt stays set, and who is interrupted waits only while there is none by far: else
     * code that goes on emitting after its interrupt would fill the memory.
     */
    void awaitWhile(BooleanSupplier full, BooleanSupplier overfull) {
        boolean interrupted = false;
        lock.lock();
        try {
            while ((interrupted ? overfull : full).getAsBoolean()) {
                try {
                    changed.await();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Has everybody look again. */
    void change() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
