package org.jobcast.impl.store.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Finds out what is behind the URL, and makes the wiring for it. */
final class Wirings {
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration TOPOLOGY = Duration.ofSeconds(30);

    /** How often the topology is looked at when connections break or keys have moved. */
    private static final Duration ADAPTIVE = Duration.ofSeconds(1);

    private Wirings() {}

    /**
     * Asks the servers what they are; waits for the network, and for a server that is just starting as long as a call may take.
     *
     * @throws IllegalStateException if none can be reached, or none lets this client in
     */
    static Wiring create(RedisSettings settings, ClientResources resources) {
        long end = System.nanoTime() + settings.timeout().toNanos();
        for (; ; ) {
            try {
                return attempt(settings, resources);
            } catch (RedisException e) {
                if (isRefusal(e) || System.nanoTime() - end >= 0) {
                    throw new IllegalStateException(
                            (isRefusal(e) ? "Redis refuses what the store needs, at " : "no Redis answers at ")
                                    + Wiring.address(settings.servers()) + "; " + RedisSettings.PREFIX
                                    + "url, in the environment JOBCAST_REDIS_URL, says where it is: redis://localhost"
                                    + " unless it is set",
                            e);
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    /** Whether a server did answer: another attempt would not help. */
    private static boolean isRefusal(Throwable failure) {
        return (failure instanceof RedisCommandExecutionException refused && !Exchange.isPassing(refused))
                || (failure.getCause() != null && isRefusal(failure.getCause()));
    }

    private static Wiring attempt(RedisSettings settings, ClientResources resources) {
        List<RedisURI> servers = settings.servers();
        RedisException failure = new RedisException("no server is named");
        for (RedisURI server : servers) {
            RedisClient client = RedisClient.create(resources, server);
            ClientOptions.Builder options = ClientOptions.builder();
            Wiring.prepare(options, settings);
            client.setOptions(options.build());
            try {
                boolean cluster = Wiring.isOfCluster(client, servers.size() > 1);
                if (!cluster && servers.size() == 1) {
                    return new SingleWiring(client);
                }
                client.shutdown();
                return cluster(cluster, servers, settings, resources);
            } catch (RedisException e) {
                client.shutdown();
                failure = e;
            }
        }
        throw failure;
    }

    private static Wiring cluster(
            boolean isCluster, List<RedisURI> servers, RedisSettings settings, ClientResources resources) {
        if (!isCluster) {
            throw new IllegalStateException(RedisSettings.PREFIX
                    + "url names several servers that are no Redis Cluster: " + Wiring.address(servers));
        }
        if (settings.replicas() > 0) {
            throw new IllegalStateException(RedisSettings.PREFIX + "replicas is not for a Redis Cluster,"
                    + " which may lose the last writes when one of its servers fails over");
        }
        ClusterClientOptions.Builder options = ClusterClientOptions.builder();
        Wiring.prepare(options, settings);
        options.topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                .adaptiveRefreshTriggersTimeout(ADAPTIVE)
                .enablePeriodicRefresh(TOPOLOGY)
                .build());
        RedisClusterClient client = RedisClusterClient.create(resources, servers);
        client.setOptions(options.build());
        return new ClusterWiring(client);
    }
}
