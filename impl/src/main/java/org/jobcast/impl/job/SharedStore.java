package org.jobcast.impl.job;

import java.time.Duration;
import org.jobcast.impl.durable.DurableStreams;
import org.jobcast.spi.Store;

/**
 * A store that outlives this node and may have others.
 *
 * @param store keeps jobs and nodes
 * @param streams the logs in it
 * @param lease how long this node lives in it without a sign of life
 */
public record SharedStore(Store store, DurableStreams streams, Duration lease) {}
