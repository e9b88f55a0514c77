package org.jobcast.impl.job;

import java.time.Duration;
import java.util.function.DoubleSupplier;
import org.jobcast.job.RetryPolicy;

/** How long to wait before an attempt is repeated. */
final class Backoff {
    private Backoff() {}

    /**
     * Computes a wait.
     *
     * @param policy the policy
     * @param failed the number of the attempt that failed, from 1
     * @param random gives numbers from 0 to 1
     * @return the wait
     */
    static Duration after(RetryPolicy policy, int failed, DoubleSupplier random) {
        double longest = Times.nanos(policy.maxDelay());
        double wait = Math.min(longest, Times.nanos(policy.delay()) * Math.pow(2, failed - 1));
        double share = policy.jitter() * (2 * random.getAsDouble() - 1);
        return Duration.ofNanos((long) (wait * (1 + share)));
    }
}
