package org.jobcast.impl.job;

import java.time.Duration;
import org.jobcast.channel.SlowClientPolicy;
import org.jspecify.annotations.Nullable;

/**
 * What of a job never changes.
 *
 * @param id its id
 * @param type its type
 * @param owner the principal it belongs to, null for an anonymous job
 * @param timeout how long it may run, null for no limit
 * @param ttl how long it is kept after its end
 * @param slowClients what happens to a slow client
 */
record JobSpec(
        String id,
        String type,
        @Nullable String owner,
        @Nullable Duration timeout,
        Duration ttl,
        SlowClientPolicy slowClients) {}
