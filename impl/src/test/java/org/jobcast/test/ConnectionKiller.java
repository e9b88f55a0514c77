package org.jobcast.test;

import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;

/** Breaks the connections of all other clients of {@link RedisServer#shared}. */
public final class ConnectionKiller implements AutoCloseable {
    private final RedisClient client = RedisClient.create(RedisServer.shared().url());
    private final StatefulRedisConnection<String, String> connection = client.connect();

    /**
     * Does it once.
     *
     * @return how many were broken
     */
    public long kill() {
        RedisCommands<String, String> commands = connection.sync();
        return commands.clientKill(KillArgs.Builder.typePubsub())
                + commands.clientKill(KillArgs.Builder.typeNormal().skipme());
    }

    @Override
    public void close() {
        client.shutdown();
    }
}
