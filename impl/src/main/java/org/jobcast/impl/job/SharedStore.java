package org.jobcast.impl.job;

import java.time.Duration;
import org.jobcast.impl.durable.DurableStreams;
import org.jobcast.spi.Bus;
import org.jobcast.spi.Store;

/**
 * A store that outlives this node and may have others.
 *
 * @param store keeps jobs and nodes
 * @param streams the logs in it
 * @param lease how long this node lives in it without a sign of life
 * @param poll how long at most until it looks for what other nodes have changed in its jobs
 */
public record SharedStore(Store store, DurableStreams streams, Duration lease, Duration poll) {
    /** How long at most a node that is not told does not know what others have changed in its jobs. */
    public static final Duration POLL = Duration.ofSeconds(1);

    /** The doorbell of the store, or one that nobody hears. */
    Bus bus() {
        return store.bus().orElse(Bus.NONE);
    }
}
