package org.jobcast.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
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
            assertThat(said(faraway.get(120, TimeUnit.SECONDS).events())).isEqualTo(said(events));
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

    @Test
    void aJobOfOneNodeIsServedByTheOther() throws Exception {
        try (SampleProcess owner = start("20s");
                SampleProcess other = start("20s")) {
            String job = SampleProcess.jobId(owner.post("demo/jobs?steps=50&delayMs=2"));
            assertThat(other.state(job)).isIn("queued", "running", "succeeded");
            List<RoamingClient.Event> events =
                    follow(other, job).get(60, TimeUnit.SECONDS).events();
            assertWhole(events);
            assertThat(said(follow(owner, job).get(60, TimeUnit.SECONDS).events()))
                    .isEqualTo(said(events));
            String result = other.get("jobcast/jobs/" + job + "/result").body();
            assertThat(result).contains("\"steps_completed\":50");
            assertThat(other.get("jobcast/jobs?type=demo").body()).contains(job);
            assertThat(other.get("jobcast/jobs/no-such-job").statusCode()).isEqualTo(404);

            String endless = SampleProcess.jobId(owner.post("demo/jobs?steps=1000000&delayMs=5"));
            Future<RoamingClient.Received> stopped = follow(other, endless);
            assertThat(other.post("jobcast/jobs/" + endless + "/cancel").statusCode())
                    .isEqualTo(200);
            assertWhole(stopped.get(60, TimeUnit.SECONDS).events());
            assertThat(owner.state(endless)).isEqualTo("cancelled");
            assertThat(other.state(endless)).isEqualTo("cancelled");

            String asking = SampleProcess.jobId(owner.post("demo/approvals"));
            Future<RoamingClient.Received> decided = follow(other, asking);
            byte[] decision = "{\"by\":\"ann\"}".getBytes(StandardCharsets.UTF_8);
            assertThat(other.post("jobcast/jobs/" + asking + "/signals/decision", decision)
                            .statusCode())
                    .isEqualTo(200);
            assertWhole(decided.get(60, TimeUnit.SECONDS).events());
            assertThat(other.get("jobcast/jobs/" + asking + "/result").body()).contains("\"by\":\"ann\"");
        }
    }

    private static Future<RoamingClient.Received> follow(SampleProcess node, String job) {
        return threads.submit(new RoamingClient(List.of(stream(node, job))));
    }

    @Test
    void aStoryIsToldOnceForBothNodesAndEndsWithItsNode() throws Exception {
        try (SampleProcess teller = start("3s");
                SampleProcess other = start("3s")) {
            assertThat(teller.post("api/stories/short?words=200&delayMs=2").statusCode())
                    .isEqualTo(201);
            assertThat(other.post("api/stories/short?words=5&delayMs=0").statusCode())
                    .isEqualTo(200);
            String text = other.text("jobcast/streams/short").body();
            assertThat(text.split("\\s+")).hasSize(200);
            assertThat(teller.text("jobcast/streams/short").body()).isEqualTo(text);
            assertThat(other.text("jobcast/streams/short?resumeAt=9").body()).isEqualTo(text.substring(9));

            assertThat(teller.post("api/stories/long?words=100000&delayMs=5").statusCode())
                    .isEqualTo(201);
            RoamingClient reader = new RoamingClient(List.of(other.resolve("jobcast/streams/long")));
            Future<RoamingClient.Received> told = threads.submit(reader);
            await().atMost(PATIENCE).until(() -> reader.count() >= 20);
            teller.kill();
            List<RoamingClient.Event> events = told.get(120, TimeUnit.SECONDS).events();
            assertWhole(events);
            assertThat(events.get(events.size() - 1).data()).contains("\"state\":\"lost\"");
        }
    }

    /** What the events say, not when they came. */
    private static List<List<String>> said(List<RoamingClient.Event> events) {
        return events.stream()
                .map(event -> List.of(event.id(), event.type(), event.data()))
                .toList();
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
