package org.jobcast.impl.job;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * How a change is made that must not be lost: while the store fails, it is tried again, until the application stops. The
 * caller waits, and an interrupt does not end that; it stays set.
 */
final class Patience {
    /** Gives up at once. */
    static final Patience NONE = new Patience(() -> true);

    private static final System.Logger LOG = System.getLogger(Patience.class.getName());
    private static final long SHORTEST = Duration.ofMillis(50).toNanos();
    private static final int DOUBLINGS = 5;

    private final BooleanSupplier over;

    /**
     * @param over whether nothing is tried again any more
     */
    Patience(BooleanSupplier over) {
        this.over = over;
    }

    /**
     * Waits before the next attempt.
     *
     * @param failed what has failed
     * @param attempt how often, from 1
     * @throws RuntimeException what has failed, if there is no next attempt
     */
    void await(RuntimeException failed, int attempt) {
        if (over.getAsBoolean()) {
            throw failed;
        }
        LOG.log(System.Logger.Level.DEBUG, "the store did not take a change; it is tried again", failed);
        long nanos = SHORTEST << Math.min(attempt - 1, DOUBLINGS);
        long end = System.nanoTime() + nanos;
        boolean interrupted = false;
        for (long left = nanos; left > 0 && !over.getAsBoolean(); left = end - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
