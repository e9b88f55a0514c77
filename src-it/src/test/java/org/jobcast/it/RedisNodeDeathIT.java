package org.jobcast.it;

import java.util.List;
import org.jobcast.test.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Nodes on one Redis; what they import is in a PostgreSQL. */
class RedisNodeDeathIT extends NodeDeath {
    private RedisServer redis;

    @BeforeAll
    void startRedis() {
        redis = RedisServer.start();
    }

    @AfterAll
    void stopRedis() {
        redis.close();
    }

    @Override
    List<String> moreOptions() {
        return List.of("--redis-url", redis.url());
    }

    @Override
    int rounds() {
        return Math.max(2, super.rounds() / 4);
    }
}
