package org.jobcast.impl.channel;

import java.time.Duration;
import java.util.Objects;
import org.jobcast.channel.SlowClientPolicy;

/**
 * How events are delivered to one subscriber.
 *
 * @param named whether events carry their {@code event:} line
 * @param policy what happens when it is slow
 * @param keepAlive the idle time after which a comment is sent, zero for never
 * @param maxStall how long it may take nothing before it is disconnected, zero for ever
 * @param retry the reconnect hint it is given
 */
public record Delivery(boolean named, SlowClientPolicy policy, Duration keepAlive, Duration maxStall, Duration retry) {
    private static final Duration LONGEST = Duration.ofDays(365);

    public Delivery {
        Objects.requireNonNull(policy, "policy");
        requireTime(keepAlive, LONGEST);
        requireTime(maxStall, LONGEST);
        requireTime(retry, Duration.ofDays(1));
    }

    private static void requireTime(Duration time, Duration longest) {
        if (time.isNegative() || time.compareTo(longest) > 0) {
            throw new IllegalArgumentException("a time must be 0 to " + longest + ", not " + time);
        }
    }
}
