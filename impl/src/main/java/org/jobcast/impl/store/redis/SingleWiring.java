package org.jobcast.impl.store.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisKeyCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.List;

/** One server, or the one that Sentinels name. */
record SingleWiring(RedisClient client) implements Wiring {
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
        return List.of(((StatefulRedisConnection<byte[], byte[]>) connection).sync());
    }

    @Override
    public boolean isCluster() {
        return false;
    }

    @Override
    public void close() {
        client.shutdown();
    }
}
