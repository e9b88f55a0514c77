package org.jobcast.it;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jobcast.test.RedisServer;
import org.junit.jupiter.api.AfterAll;

/** The network is two relays, of which each holds back what it is sent and hands it on when the cut is mended: late writes. */
class RelayPartitionIT extends NodePartition {
    private Relay toRedis;
    private Relay toIsland;

    @AfterAll
    void closeRelays() {
        for (Relay relay : new Relay[] {toRedis, toIsland}) {
            if (relay != null) {
                relay.close();
            }
        }
    }

    @Override
    RedisServer startRedis() {
        return RedisServer.start();
    }

    @Override
    SampleProcess startIsland(Path home, List<String> jvm, RedisServer redis) throws IOException {
        toRedis = Relay.to(URI.create(redis.url()));
        SampleProcess island = SampleProcess.start(
                home,
                jvm,
                List.of(
                        "--redis-url",
                        "redis://127.0.0.1:" + toRedis.resolve("").getPort()));
        toIsland = Relay.to(island.base());
        return island;
    }

    @Override
    URI onIsland(SampleProcess island, String path) {
        return toIsland.resolve(path);
    }

    @Override
    void cut() {
        toRedis.hold();
        toIsland.hold();
    }

    @Override
    void mend() {
        toRedis.release();
        toIsland.release();
    }
}
