package org.jobcast.it;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jobcast.test.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** On one Redis, whose connections are cut, that sleeps, that is killed and started again, and that one node cannot reach. */
class RedisChaosIT extends Chaos {
    private final List<Relay> networks = new ArrayList<>();
    private RedisServer redis;

    @BeforeAll
    void startRedis() throws IOException {
        redis = RedisServer.start("--appendfsync", "always");
        for (int i = 0; i < NODES; i++) {
            networks.add(Relay.to(URI.create(redis.url())));
        }
    }

    @AfterAll
    void stopRedis() {
        networks.forEach(Relay::close);
        if (redis != null) {
            redis.close();
        }
    }

    @Override
    List<String> options(int node) {
        URI relay = networks.get(node).resolve("");
        return List.of("--redis-url", "redis://127.0.0.1:" + relay.getPort());
    }

    @Override
    Map<String, Fault> storeFaults() {
        return Map.of(
                "connections of Redis are cut",
                redis::killConnections,
                "Redis is killed",
                () -> {
                    redis.kill();
                    redis.resume();
                },
                "Redis is slow",
                () -> {
                    redis.pause();
                    rest(Duration.ofMillis(1_500).toNanos());
                    redis.goOn();
                },
                "a node is cut off from Redis",
                () -> {
                    Relay network = networks.get(anyIndex());
                    network.hold();
                    rest(longerThanALease());
                    network.release();
                });
    }
}
