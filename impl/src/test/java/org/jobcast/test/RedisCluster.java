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

/** A Redis Cluster of three servers for tests, each with a third of the slots; without replicas, or with one each. */
public final class RedisCluster implements AutoCloseable {
    private static final int SERVERS = 3;
    private static final int SLOTS = 16_384;

    private final List<RedisServer> servers = new ArrayList<>();

    private final List<RedisServer> replicas = new ArrayList<>();

    private RedisCluster(int replicas) {
        for (int i = 0; i < SERVERS; i++) {
            servers.add(newServer());
        }
        for (int i = 0; i < replicas; i++) {
            this.replicas.add(newServer());
        }
    }

    private static RedisServer newServer() {
        return RedisServer.start(
                "--cluster-enabled",
                "yes",
                "--cluster-port",
                Integer.toString(Ports.free()),
                "--cluster-node-timeout",
                "3000",
                "--repl-diskless-sync-delay",
                "0");
    }

    /** Starts a Cluster; skips the calling test or fails it like {@link RedisServer#start}. */
    public static RedisCluster start() {
        RedisCluster cluster = new RedisCluster(0);
        cluster.join();
        return cluster;
    }

    /** Starts a Cluster whose servers have a replica each, which takes over when its server is killed. */
    public static RedisCluster startWithReplicas() {
        RedisCluster cluster = new RedisCluster(SERVERS);
        cluster.join();
        for (int i = 0; i < SERVERS; i++) {
            cluster.replicate(cluster.servers.get(i), cluster.replicas.get(i));
        }
        return cluster;
    }

    private void replicate(RedisServer server, RedisServer replica) {
        String[] id = new String[1];
        command(server, client -> id[0] = client.connect().sync().clusterMyId());
        command(
                replica,
                client -> Awaitility.await()
                        .ignoreExceptions()
                        .until(() -> "OK".equals(client.connect().sync().clusterReplicate(id[0]))));
        Awaitility.await().until(() -> isInStep(server, replica));
    }

    /** Whether the replicas have all that their servers have. */
    public boolean isInStep() {
        for (int i = 0; i < replicas.size(); i++) {
            if (!isInStep(servers.get(i), replicas.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isInStep(RedisServer server, RedisServer replica) {
        String[] offsets = new String[2];
        command(server, client -> offsets[0] = replication(client, "master_repl_offset"));
        command(replica, client -> offsets[1] = replication(client, "slave_repl_offset"));
        return offsets[0].replace("master", "slave").equals(offsets[1]);
    }

    private static String replication(RedisClient client, String field) {
        return client.connect()
                .sync()
                .info("replication")
                .lines()
                .filter(line -> line.startsWith(field + ":"))
                .findFirst()
                .orElse(field + " is not said");
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
                replicas.forEach(other -> meet(client, other));
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

    private boolean isReady(RedisServer server) {
        boolean[] ready = new boolean[1];
        command(server, client -> {
            String info = client.connect().sync().clusterInfo();
            ready[0] = info.contains("cluster_state:ok")
                    && info.contains("cluster_known_nodes:" + (servers.size() + replicas.size()));
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
        replicas.forEach(RedisServer::close);
    }
}
