package org.jobcast.impl.rest;

import java.time.Duration;
import org.jobcast.channel.SlowClientPolicy;

/**
 * How broadcasters treat their sinks.
 *
 * @param keepAlive the idle time before a comment, zero for never
 * @param maxStall how long a sink may take nothing before it is dropped, zero for ever
 * @param retry the reconnect hint
 * @param slowClients the policy for channels whose options name none
 * @param writeLimit the most bytes of several events in one write
 */
public record SinkSettings(
        Duration keepAlive, Duration maxStall, Duration retry, SlowClientPolicy slowClients, int writeLimit) {
    public SinkSettings {
        if (keepAlive.isNegative() || maxStall.isNegative() || retry.isNegative()) {
            throw new IllegalArgumentException("times must not be negative");
        }
    }
}
