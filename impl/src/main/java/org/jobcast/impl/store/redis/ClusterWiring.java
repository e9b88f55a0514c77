package org.jobcast.impl.store.redis;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.sync.RedisKeyCommands;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.models.role.RedisInstance;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.ArrayList;
import java.util.List;

/** The servers of a Cluster. */
record ClusterWiring(RedisClusterClient client) implements Wiring {
    @Override
    public StatefulConnection<byte[], byte[]> connect() {
        return client.connect(ByteArrayCodec.INSTANCE);
    }

    @Override
    public StatefulRedisPubSubConnection<byte[], byte[]> connectPubSub() {
        return client.connectPubSub(ByteArrayCodec.INSTANCE);
    }

    @Override
    public List<RedisKeyCommands<byte[], byte[]>> servers(StatefulConnection<byte[], byte[]> connection) {
        var cluster = (StatefulRedisClusterConnection<byte[], byte[]>) connection;
        List<RedisKeyCommands<byte[], byte[]>> servers = new ArrayList<>();
        for (RedisClusterNode node : cluster.getPartitions()) {
            if (node.getRole() == RedisInstance.Role.UPSTREAM
                    && !node.getSlots().isEmpty()) {
                servers.add(cluster.getConnection(node.getNodeId()).sync());
            }
        }
        return servers;
    }

    @Override
    public boolean isCluster() {
        return true;
    }

    @Override
    public void close() {
        client.shutdown();
    }
}
