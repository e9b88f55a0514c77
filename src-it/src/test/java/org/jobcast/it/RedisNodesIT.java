package org.jobcast.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jobcast.test.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on one Redis: it goes away and comes back, and a node dies, while clients follow a job through both. */
class RedisNodesIT {
    private static final ExecutorService threads = Executors.newCachedThreadPool();
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final AtomicInteger nodes = new AtomicInteger();

    @TempDir
    static Path directory;

    private static RedisServer redis;

    @BeforeAll
    static void startRedis() {
        redis = RedisServer.start("--appendfsync", "always");
    }

    @AfterAll
    static void stopRedis() {
        threads.shutdownNow();
        if (redis != null) {
            redis.close();
        }
    }

    private static SampleProcess start(String lease) throws IOException {
        List<String> jvm =
                List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djobcast.node.lease=" + lease);
        return SampleProcess.start(
                directory.resolve("node-" + nodes.incrementAndGet()), jvm, List.of("--redis-url", redis.url()));
    }

    private static URI stream(SampleProcess node, String job) {
        return node.resolve("jobcast/jobs/" + job + "/stream");
    }

    @Test
    void clientsOfBothNodesGetEveryEventOnceThoughRedisIsKilled() throws Exception {
        try (SampleProcess owner = start("20s");
                SampleProcess other = start("20s")) {
            String job = SampleProcess.jobId(owner.post("demo/jobs?steps=6000&delayMs=1"));
            RoamingClient near = new RoamingClient(List.of(stream(owner, job)));
            RoamingClient far = new RoamingClient(List.of(stream(other, job)));
            Future<RoamingClient.Received> nearby = threads.submit(near);
            Future<RoamingClient.Received> faraway = threads.submit(far);
            for (int seen = 500; seen <= 2000; seen += 500) {
                int count = seen;
                await().atMost(PATIENCE).until(() -> far.count() >= count);
                redis.killConnections();
            }
            await().atMost(PATIENCE).until(() -> far.count() >= 3000);
            redis.kill();
            redis.resume();
            List<RoamingClient.Event> events = nearby.get(120, TimeUnit.SECONDS).events();
            assertWhole(events);
            assertThat(faraway.get(120, TimeUnit.SECONDS).events()).isEqualTo(events);
            assertThat(owner.state(job)).isEqualTo("succeeded");
            assertThat(other.state(job)).isEqualTo("succeeded");
        }
    }

    @Test
    void whenTheNodeOfAJobIsKilledItsClientsGetTheEndFromTheOther() throws Exception {
        try (SampleProcess owner = start("3s");
                SampleProcess other = start("3s")) {
            String job = SampleProcess.jobId(owner.post("demo/jobs?steps=20000&delayMs=1"));
            RoamingClient client = new RoamingClient(List.of(stream(owner, job), stream(other, job)));
            Future<RoamingClient.Received> received = threads.submit(client);
            await().atMost(PATIENCE).until(() -> client.count() >= 300);
            owner.kill();
            assertWhole(received.get(120, TimeUnit.SECONDS).events());
            assertThat(other.state(job)).isEqualTo("lost");
        }
    }

    private static void assertWhole(List<RoamingClient.Event> events) {
        String epoch = events.get(0).id().replaceFirst("-.*", "");
        assertThat(events.stream().map(RoamingClient.Event::id))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, events.size())
                        .mapToObj(number -> epoch + "-" + number)
                        .toList());
        assertThat(events.get(events.size() - 1).type()).isEqualTo("done");
    }
}
