package org.jobcast.impl.store.redis;

import io.lettuce.core.protocol.CommandType;
import java.util.List;

/** What the nodes of an application have to agree on: written down by the first one, read by all. */
final class Layout {
    private static final int VERSION = 1;

    /** Enough for the servers of a Cluster to share the work, few enough to ask all of them at once. */
    private static final int BUCKETS_OF_CLUSTER = 16;

    private Layout() {}

    /**
     * Reads the layout; waits for the network.
     *
     * @throws IllegalStateException if a newer version of jobcast has written it
     */
    static Keyspace agree(Redis redis, RedisSettings settings) {
        String key = Keyspace.layout(settings.prefix());
        redis.call(write(key, "version", VERSION));
        redis.call(write(key, "buckets", redis.isCluster() ? BUCKETS_OF_CLUSTER : 1));
        Answer layout = redis.call(Request.of(CommandType.HMGET, key).args(List.of("version", "buckets")));
        if (layout.number(0) > VERSION) {
            throw new IllegalStateException("jobcast.store=redis: the keys under " + settings.prefix()
                    + " are of version " + layout.number(0) + ", this version of jobcast knows " + VERSION
                    + "; deploy a newer one, or set " + RedisSettings.PREFIX + "prefix");
        }
        return new Keyspace(settings.prefix(), (int) layout.number(1));
    }

    private static Request write(String key, String field, int value) {
        return Request.of(CommandType.HSETNX, key).arg(field).arg(value);
    }
}
