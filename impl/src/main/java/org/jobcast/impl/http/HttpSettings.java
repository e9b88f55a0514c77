package org.jobcast.impl.http;

import java.time.Duration;
import java.util.List;
import org.jobcast.channel.SlowClientPolicy;

/**
 * What the HTTP contract can be told.
 *
 * @param keepAlive the idle time before a comment, zero for never
 * @param maxStall how long a client may take nothing, zero for ever
 * @param retry the reconnect hint, spread by a fifth
 * @param connectionClose whether streams say {@code Connection: close}, which saves the chunking
 * @param channelSlowClients the policy for channels whose options name none
 * @param createOnSubscribe whether a stream of an unknown channel opens it
 * @param maxSources the most jobs and channels on one connection
 * @param maxWait the longest a client may wait for news
 * @param allowedOrigins further origins that may change something
 * @param maxBody the largest request body in bytes
 * @param doneStatus the status for a resumable stream that has ended, 200 to replay it
 * @param startOnConnect whether opening the stream of a task that nobody has started starts it
 * @param limits how many may be connected
 */
public record HttpSettings(
        Duration keepAlive,
        Duration maxStall,
        Duration retry,
        boolean connectionClose,
        SlowClientPolicy channelSlowClients,
        boolean createOnSubscribe,
        int maxSources,
        Duration maxWait,
        List<String> allowedOrigins,
        long maxBody,
        int doneStatus,
        boolean startOnConnect,
        ConnectionLimits limits) {
    /**
     * How many may be connected; 0 for no limit, except in total.
     *
     * @param total all together
     * @param perPrincipal for one authenticated user
     * @param perAddress from one address
     */
    public record ConnectionLimits(int total, int perPrincipal, int perAddress) {}
}
