package org.jobcast.it;

import java.util.List;
import org.jobcast.test.RedisServer;

/** The same on one Redis. */
class RedisNodeDeathIT extends NodeDeathIT {
    @Override
    StartedStore startStore() {
        RedisServer redis = RedisServer.start();
        return new StartedStore(redis, List.of("--redis-url", redis.url()));
    }

    @Override
    int rounds() {
        return Math.max(1, super.rounds() / 4);
    }
}
