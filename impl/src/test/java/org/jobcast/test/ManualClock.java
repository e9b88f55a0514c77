package org.jobcast.test;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Time that stands still until a test moves it: a wall clock and a monotonic ticker that advance together. The ticker
 * begins one second before it overflows, so that code which compares ticks instead of subtracting them fails. Thread-safe.
 */
public final class ManualClock implements InstantSource {
    private final AtomicReference<Instant> now;
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);

    /** Begins at a fixed, unremarkable instant. */
    public ManualClock() {
        this(Instant.parse("2026-01-02T03:04:05Z"));
    }

    /** Begins at the given instant. */
    public ManualClock(Instant start) {
        now = new AtomicReference<>(start);
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    /** The monotonic ticker, in the place of {@link System#nanoTime}. */
    public long nanos() {
        return nanos.get();
    }

    /** Moves the wall clock and the ticker on. */
    public void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("Time does not run backwards: " + by + "; use set() for the wall clock");
        }
        nanos.addAndGet(by.toNanos());
        now.updateAndGet(instant -> instant.plus(by));
    }

    /** Sets the wall clock alone, in either direction, as an administrator or NTP does. The ticker does not move. */
    public void set(Instant instant) {
        now.set(instant);
    }
}
