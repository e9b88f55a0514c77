package org.jobcast.impl.http;

import java.util.List;
import org.jobcast.test.RedisServer;

class RedisOutageHttpTest extends StoreOutageContract {
    private RedisServer server;

    @Override
    List<String> begin() {
        server = RedisServer.start("--appendfsync", "always");
        return List.of("store=redis", "redis.url=" + server.url());
    }

    @Override
    void crash() {
        server.kill();
    }

    @Override
    void recover() {
        server.resume();
    }

    @Override
    void end() {
        server.close();
    }
}
