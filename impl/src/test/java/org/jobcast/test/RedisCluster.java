package org.jobcast.test;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** A Redis Cluster of three servers for tests, each with a third of the slots and without a replica. */
public final class RedisCluster implements AutoCloseable {
    private static final int SERVERS = 3;
    private static final int SLOTS = 16_384;

    private final List<RedisServer> servers = new ArrayList<>();

    private RedisCluster() {
        for (int i = 0; i < SERVERS; i++) {
            servers.add(
                    RedisServer.start("--cluster-enabled", "yes", "--cluster-port", Integer.toString(Ports.free())));
        }
    }

    /** Starts a Cluster; skips the calling test or fails it like {@link RedisServer#start}. */
    public static RedisCluster start() {
        RedisCluster cluster = new RedisCluster();
        cluster.join();
        return cluster;
    }

    private void join() {
        for (int i = 0; i < SERVERS; i++) {
            List<Integer> slots = new ArrayList<>();
            for (int slot = i * SLOTS / SERVERS; slot < (i + 1) * SLOTS / SERVERS; slot++) {
                slots.add(slot);
            }
            command(servers.get(i), client -> {
                var commands = client.connect().sync();
                commands.clusterAddSlots(
                        slots.stream().mapToInt(Integer::intValue).toArray());
                servers.forEach(other -> meet(client, other));
            });
        }
        for (RedisServer server : servers) {
            Awaitility.await().until(() -> isReady(server));
        }
    }

    private static void meet(RedisClient client, RedisServer other) {
        var commands = client.connect().sync();
        int bus = Integer.parseInt(other.option("--cluster-port"));
        commands.dispatch(
                CommandType.CLUSTER,
                new StatusOutput<>(StringCodec.UTF8),
                new CommandArgs<>(StringCodec.UTF8)
                        .add("MEET")
                        .add("127.0.0.1")
                        .add(other.port())
                        .add(bus));
    }

    private static boolean isReady(RedisServer server) {
        boolean[] ready = new boolean[1];
        command(server, client -> {
            String info = client.connect().sync().clusterInfo();
            ready[0] = info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:" + SERVERS);
        });
        return ready[0];
    }

    private static void command(RedisServer server, Consumer<RedisClient> call) {
        RedisClient client = RedisClient.create(RedisURI.create(server.url()));
        try {
            call.accept(client);
        } finally {
            client.shutdown();
        }
    }

    public List<RedisServer> servers() {
        return List.copyOf(servers);
    }

    /** All servers in one URL. */
    public String url() {
        return servers.stream()
                .map(server -> "127.0.0.1:" + server.port())
                .collect(Collectors.joining(",", "redis://", ""));
    }

    @Override
    public void close() {
        servers.forEach(RedisServer::close);
    }
}
