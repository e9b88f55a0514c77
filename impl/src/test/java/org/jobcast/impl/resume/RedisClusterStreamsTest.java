package org.jobcast.impl.resume;

import java.util.function.Supplier;
import org.jobcast.spi.Store;
import org.jobcast.test.RedisCluster;
import org.jobcast.test.RedisServer;
import org.jobcast.test.SharedRedis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Three servers, each with a third of the slots: no command may need keys of two of them. */
class RedisClusterStreamsTest extends SharedStreamsContract {
    private static RedisCluster cluster;

    @BeforeAll
    static void startCluster() {
        cluster = RedisCluster.start();
    }

    @AfterAll
    static void stopCluster() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Override
    Supplier<Store> newStore() {
        String prefix = RedisServer.newPrefix();
        return () -> SharedRedis.open(cluster.url(), prefix);
    }
}
