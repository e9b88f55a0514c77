package org.jobcast.impl.store.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.sync.RedisKeyCommands;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.io.File;
import java.time.Duration;
import java.util.List;

/**
 * Makes connections. There is one kind for a server that stands alone, behind Sentinels or not, and one for a Cluster. What is
 * under way when a connection breaks fails: only the caller knows whether it may be sent again.
 */
interface Wiring extends AutoCloseable {
    /** How many requests may wait on a connection: far more than threads send as long as Redis answers. */
    int REQUESTS = 50_000;

    /** Connects; waits for the network. */
    StatefulConnection<byte[], byte[]> connect();

    /** Connects for pub/sub; waits for the network. */
    StatefulRedisPubSubConnection<byte[], byte[]> connectPubSub();

    /** The servers that hold keys, reached through a connection of this wiring. */
    List<RedisKeyCommands<byte[], byte[]>> servers(StatefulConnection<byte[], byte[]> connection);

    /** Whether keys are spread over servers. */
    boolean isCluster();

    /** Ends connections and threads. */
    @Override
    void close();

    /** Puts what both kinds of clients are told in a builder of theirs. */
    static void prepare(ClientOptions.Builder options, RedisSettings settings) {
        SocketOptions.KeepAliveOptions probes = SocketOptions.KeepAliveOptions.builder()
                .enable()
                .idle(Duration.ofSeconds(5))
                .interval(Duration.ofSeconds(5))
                .count(3)
                .build();
        options.autoReconnect(true)
                .requestQueueSize(REQUESTS)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .protocolVersion(ProtocolVersion.RESP2)
                .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(settings.timeout())
                        .keepAlive(probes)
                        .build());
        if (!settings.authorities().isEmpty()) {
            options.sslOptions(SslOptions.builder()
                    .jdkSslProvider()
                    .trustManager(new File(settings.authorities()))
                    .build());
        }
    }

    /** Where a server is, without its password. */
    static String address(List<RedisURI> servers) {
        RedisURI first = servers.get(0);
        List<RedisURI> hosts = first.getSentinels().isEmpty() ? servers : first.getSentinels();
        return String.join(
                ",",
                hosts.stream()
                        .map(host -> host.getHost() + ":" + host.getPort())
                        .toList());
    }

    /**
     * Whether the only server of a client says that it is one of a Cluster; waits for the network.
     *
     * @param preset the answer where the user may not ask
     */
    static boolean isOfCluster(RedisClient client, boolean preset) {
        try (var connection = client.connect()) {
            return connection.sync().info("cluster").contains("cluster_enabled:1");
        } catch (RedisCommandExecutionException e) {
            if (Exchange.isPassing(e)) {
                throw e;
            }
            return preset;
        }
    }
}
