package org.jobcast.impl.store.redis;

import io.lettuce.core.KillArgs;
import org.jobcast.spi.BusContract;
import org.jobcast.spi.Store;
import org.jobcast.test.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class RedisBusTest extends BusContract {
    private static RedisServer server;
    private static TestRedis admin;
    private static RedisStore here;
    private static RedisStore there;

    @BeforeAll
    static void open() {
        server = RedisServer.start();
        admin = new TestRedis(server.url());
        here = TestRedis.open(server.url(), "app");
        there = TestRedis.open(server.url(), "app");
    }

    @AfterAll
    static void close() {
        if (server != null) {
            here.close();
            there.close();
            admin.close();
            server.close();
        }
    }

    @Override
    protected Store here() {
        return here;
    }

    @Override
    protected Store there() {
        return there;
    }

    @Override
    protected void disconnect() {
        admin.commands().clientKill(KillArgs.Builder.typePubsub());
    }
}
