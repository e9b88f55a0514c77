package org.jobcast.client;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Time and chance, passed in so that a test can set them.
 *
 * @param nanos a clock for durations
 * @param random from 0 to 1
 * @param pause waits
 */
record Timing(LongSupplier nanos, DoubleSupplier random, Pause pause) {
    /** The real ones. */
    static final Timing REAL = new Timing(
            System::nanoTime,
            () -> ThreadLocalRandom.current().nextDouble(),
            (time, cancelled) -> cancelled.await(time.toNanos(), TimeUnit.NANOSECONDS));

    /** Waits for a time, or until somebody calls the wait off. */
    @FunctionalInterface
    interface Pause {
        boolean await(Duration time, CountDownLatch cancelled) throws InterruptedException;
    }
}
