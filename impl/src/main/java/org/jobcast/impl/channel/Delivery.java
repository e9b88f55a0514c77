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
    public Delivery {
        Objects.requireNonNull(policy, "policy");
        if (keepAlive.isNegative() || maxStall.isNegative() || retry.isNegative()) {
            throw new IllegalArgumentException("times must not be negative");
        }
    }
}
