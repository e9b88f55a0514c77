package org.jobcast.it;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jobcast.test.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;

/** The node is in a network namespace of its own, and the kernel loses what is sent. */
class NamespacePartitionIT extends NodePartition {
    private NetworkNamespace network;

    @AfterAll
    void closeNetwork() throws Exception {
        if (network != null) {
            network.close();
        }
    }

    @Override
    RedisServer startRedis() throws InterruptedException {
        try {
            network = new NetworkNamespace();
        } catch (IOException e) {
            Assumptions.abort("no network namespaces here; that takes Linux, root and the package iproute2: " + e);
        }
        return RedisServer.start("--protected-mode", "no", "--bind", "127.0.0.1", network.outside());
    }

    @Override
    SampleProcess startIsland(Path home, List<String> jvm, RedisServer redis) throws IOException {
        return SampleProcess.start(
                home,
                new SampleProcess.Launch(network.program(), List.of()),
                jvm,
                List.of(
                        "--host",
                        network.inside(),
                        "--redis-url",
                        "redis://" + network.outside() + ":" + redis.port()));
    }

    @Override
    URI onIsland(SampleProcess island, String path) {
        return island.resolve(path);
    }

    @Override
    void cut() throws Exception {
        network.cut();
    }

    @Override
    void mend() throws Exception {
        network.mend();
    }
}
