package org.jobcast.it;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jobcast.test.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** On one Redis, whose connections are cut, that sleeps, and that is killed and started again. */
class RedisChaosIT extends Chaos {
    private RedisServer redis;

    @BeforeAll
    void startRedis() {
        redis = RedisServer.start("--appendfsync", "always");
    }

    @AfterAll
    void stopRedis() {
        if (redis != null) {
            redis.close();
        }
    }

    @Override
    List<String> options() {
        return List.of("--redis-url", redis.url());
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
                });
    }
}
