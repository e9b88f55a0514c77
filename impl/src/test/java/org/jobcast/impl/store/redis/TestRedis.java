package org.jobcast.impl.store.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jobcast.spi.StoreContext;

/** A second way into the Redis of a store under test. */
final class TestRedis implements AutoCloseable {
    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;

    /** What a store is told of its application. */
    record Context(Map<String, String> settings, ClassLoader classLoader) implements StoreContext {
        @Override
        public Optional<String> setting(String name) {
            return Optional.ofNullable(settings.get(name));
        }

        @Override
        public InstantSource clock() {
            throw new AssertionError("a shared store must not ask for the time of a node");
        }
    }

    TestRedis(String url) {
        client = RedisClient.create(url);
        connection = client.connect();
    }

    /** Names and values of settings by turns, without the beginning that all have. */
    static RedisStore open(String url, String prefix, String... more) {
        Map<String, String> settings = new HashMap<>();
        settings.put("jobcast.redis.url", url);
        settings.put("jobcast.redis.prefix", prefix);
        for (int i = 0; i < more.length; i += 2) {
            settings.put("jobcast.redis." + more[i], more[i + 1]);
        }
        return (RedisStore) new RedisStoreProvider().open(new Context(settings, TestRedis.class.getClassLoader()));
    }

    /** Has a Sentinel name another server for {@code main}. */
    void failOver() {
        sentinel("FAILOVER");
    }

    /** How many replicas of {@code main} a Sentinel knows. */
    int replicas() {
        return sentinel("REPLICAS").size();
    }

    /** Adds a user with the rules of {@code ACL SETUSER}. */
    void addUser(String name, String... rules) {
        CommandArgs<String, String> args =
                new CommandArgs<>(StringCodec.UTF8).add("SETUSER").add(name);
        List.of(rules).forEach(args::add);
        commands().dispatch(CommandType.ACL, new StatusOutput<>(StringCodec.UTF8), args);
    }

    private List<Object> sentinel(String command) {
        return commands()
                .dispatch(
                        CommandType.SENTINEL,
                        new NestedMultiOutput<>(StringCodec.UTF8),
                        new CommandArgs<>(StringCodec.UTF8).add(command).add("main"));
    }

    RedisCommands<String, String> commands() {
        return connection.sync();
    }

    @Override
    public void close() {
        client.shutdown();
    }
}
