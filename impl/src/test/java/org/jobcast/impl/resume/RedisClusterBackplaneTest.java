package org.jobcast.impl.resume;

import org.jobcast.resume.ResumableStreams;
import org.jobcast.test.RedisCluster;
import org.jobcast.test.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** The protocol of the npm package on three servers, each with a third of the slots. */
class RedisClusterBackplaneTest extends ResumableStreamsContract {
    private static RedisCluster cluster;

    private final String prefix = RedisServer.newPrefix();
    private final StreamEngine a = BackplaneNodes.on(BackplaneNodes.redis(cluster.url()), prefix);
    private final StreamEngine b = BackplaneNodes.on(BackplaneNodes.redis(cluster.url()), prefix);

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
    ResumableStreams here() {
        return a;
    }

    @Override
    ResumableStreams there() {
        return b;
    }

    @AfterEach
    void stop() {
        a.close();
        b.close();
    }
}
