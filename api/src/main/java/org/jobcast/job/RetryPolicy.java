package org.jobcast.job;

import java.time.Duration;
import java.util.Objects;

/**
 * Whether and when a failed attempt is repeated: after {@code delay × 2^(attempt-1)}, at most {@code maxDelay}, give or
 * take a random share of {@code jitter}. A cancelled or timed out job is not repeated.
 *
 * @param retries how many further attempts, 0 for none
 * @param delay the wait before the second attempt
 * @param maxDelay the longest wait
 * @param jitter the random share of each wait, 0 to 1
 */
public record RetryPolicy(int retries, Duration delay, Duration maxDelay, double jitter) {
    /** No further attempt. */
    public static final RetryPolicy NONE = new RetryPolicy(0, Duration.ZERO, Duration.ZERO, 0);

    /**
     * Checks the parts.
     *
     * @param retries how many further attempts, 0 for none
     * @param delay the wait before the second attempt
     * @param maxDelay the longest wait
     * @param jitter the random share of each wait, 0 to 1
     */
    public RetryPolicy {
        Objects.requireNonNull(delay, "delay");
        Objects.requireNonNull(maxDelay, "maxDelay");
        if (retries < 0 || delay.isNegative() || maxDelay.compareTo(delay) < 0 || !(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("retries >= 0, 0 <= delay <= maxDelay, 0 <= jitter <= 1");
        }
    }

    /**
     * Repeats with exponential back-off from 1 second to 1 minute and a jitter of 20 %.
     *
     * @param retries how many further attempts
     * @return the policy
     * @throws IllegalArgumentException if the number is negative
     */
    public static RetryPolicy times(int retries) {
        return new RetryPolicy(retries, Duration.ofSeconds(1), Duration.ofMinutes(1), 0.2);
    }

    /**
     * The same with other waits.
     *
     * @param first the wait before the second attempt
     * @param longest the longest wait
     * @return the policy
     * @throws IllegalArgumentException if a wait is negative or the longest is shorter than the first
     */
    public RetryPolicy backoff(Duration first, Duration longest) {
        return new RetryPolicy(retries, first, longest, jitter);
    }
}
