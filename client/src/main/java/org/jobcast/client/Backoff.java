package org.jobcast.client;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before a stream is opened anew: never less than asked for, up to twice as long after each failure, and
 * spread so that clients do not come together.
 */
record Backoff(Duration min, Duration max, DoubleSupplier random) {
    private static final int MAX_DOUBLINGS = 20;

    /**
     * @param failures attempts since the last sign of life, 0 if the server ended the connection in good order
     * @param hint what the server's {@code retry:} says, or the standard
     * @param atLeast what {@code Retry-After} says
     */
    Duration wait(int failures, Duration hint, Duration atLeast) {
        double base = Math.min(hint.toMillis(), max.toMillis());
        double doubled = base * Math.pow(2, Math.min(MAX_DOUBLINGS, Math.max(0, failures - 1)));
        double spread = Math.max(Math.min(doubled, (double) max.toMillis()) - base, base / 4);
        Duration wait = Duration.ofMillis(Math.round(base + spread * random.getAsDouble()));
        return atLeast.compareTo(wait) <= 0
                ? wait
                : atLeast.plusMillis(Math.round(min.toMillis() * random.getAsDouble()));
    }
}
