package org.jobcast.impl.http;

import java.util.List;
import org.jobcast.test.RedisServer;

class RedisDurableHttpTest extends DurableHttpContract {
    private final List<String> store = List.of(
            "store=redis", "redis.url=" + RedisServer.shared().url(), "redis.prefix=" + RedisServer.newPrefix());

    @Override
    List<String> store() {
        return store;
    }
}
