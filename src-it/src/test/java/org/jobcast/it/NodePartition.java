package org.jobcast.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jobcast.test.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A node on Redis runs on while the network is cut between it and everybody else, for longer than its lease. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class NodePartition {
    private static final Duration LEASE = Duration.ofSeconds(3);

    /** What others need to notice and to act, at most, on a busy machine. */
    private static final Duration MARGIN = Duration.ofSeconds(15);

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int ROWS = 12_000;
    private static final JsonMapper JSON = new JsonMapper();

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private Path directory;
    private RedisServer redis;
    private SampleProcess island;
    private SampleProcess mainland;

    /** One job and two who follow it: one at the node that is cut off till it has to go, one that never was there. */
    private record Followed(
            String job,
            RoamingClient staying,
            Future<RoamingClient.Received> there,
            RoamingClient roaming,
            Future<RoamingClient.Received> moved) {}

    /** A Redis that both nodes can reach. */
    abstract RedisServer startRedis() throws Exception;

    /** Starts the node that will be cut off. */
    abstract SampleProcess startIsland(Path home, List<String> jvm, RedisServer redis) throws Exception;

    /** Where clients find something on it. */
    abstract URI onIsland(SampleProcess island, String path);

    abstract void cut() throws Exception;

    abstract void mend() throws Exception;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        directory = temporary;
        redis = startRedis();
        island = startIsland(directory.resolve("island"), jvm(), redis);
        mainland = SampleProcess.start(directory.resolve("mainland"), jvm(), List.of("--redis-url", redis.url()));
    }

    @AfterAll
    void stop() throws IOException {
        threads.shutdownNow();
        for (SampleProcess node : new SampleProcess[] {island, mainland}) {
            if (node != null) {
                node.kill();
                node.close();
            }
        }
        if (redis != null) {
            redis.close();
        }
    }

    private List<String> jvm() throws IOException {
        return List.of(
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dsample.uploads=" + Files.createDirectories(directory.resolve("uploads")),
                "-Djobcast.node.lease=" + LEASE.toSeconds() + "s");
    }

    @Test
    void itsJobsGoOnElsewhereAndWhatItWroteMeanwhileIsSeenByNobody() throws Exception {
        byte[] file = mainland.get("api/sample.csv?rows=" + ROWS).body().getBytes(StandardCharsets.UTF_8);
        Followed lost = follow(SampleProcess.jobId(island.post("demo/jobs?steps=1000000&delayMs=5")));
        await().atMost(PATIENCE)
                .until(() -> lost.staying().count() >= 300 && lost.roaming().count() >= 300);
        Followed resumed = follow(SampleProcess.jobId(island.post("api/imports", file)));
        await().atMost(PATIENCE).until(() -> resumed.staying().count() >= 2);

        long cut = System.nanoTime();
        cut();
        RoamingClient.Received told = check(lost, "done", "lost", cut);
        check(resumed, "restart", "succeeded", cut);
        assertThat(lost.roaming().visits())
                .as("visits of the client of the island")
                .isGreaterThan(1);
        List<String> before = List.of(logs(mainland, lost.job()), logs(mainland, resumed.job()));
        mend();

        await().atMost(PATIENCE).until(() -> island.log().contains("this node was declared dead"));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(island.state(lost.job())).isEqualTo("lost"));
        assertThat(island.state(resumed.job())).isEqualTo("succeeded");
        HttpResponse<String> accepted = await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> island.post("demo/jobs?steps=10&delayMs=1"), answer -> answer.statusCode() == 202);
        String next = SampleProcess.jobId(accepted);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(mainland.state(next)).isEqualTo("succeeded"));
        for (SampleProcess node : List.of(mainland, island)) {
            assertThat(List.of(logs(node, lost.job()), logs(node, resumed.job())))
                    .isEqualTo(before);
        }
        RoamingClient late = new RoamingClient(List.of(onIsland(island, path(lost.job()))));
        assertThat(late.call().said()).isEqualTo(told.said());
    }

    private Followed follow(String job) {
        URI there = mainland.resolve(path(job));
        RoamingClient staying = new RoamingClient(List.of(there));
        RoamingClient roaming = new RoamingClient(List.of(onIsland(island, path(job)), there));
        return new Followed(job, staying, threads.submit(staying), roaming, threads.submit(roaming));
    }

    private static String path(String job) {
        return "jobcast/jobs/" + job + "/stream";
    }

    /** Both clients have all of it, and soon; nothing of what the island has said since the cut. */
    private RoamingClient.Received check(Followed job, String taken, String end, long cut) throws Exception {
        RoamingClient.Received received =
                job.there().get(PATIENCE.toSeconds(), TimeUnit.SECONDS).assertWhole();
        assertThat(JSON.readTree(received.last().data()).get("state").asText()).isEqualTo(end);
        assertThat(mainland.state(job.job())).isEqualTo(end);
        Duration took = Duration.ofNanos(received.first(taken).orElseThrow().nanos() - cut);
        System.out.println("from the cut to the event " + taken + ": " + took.toMillis() + " ms");
        assertThat(took).isLessThan(LEASE.plus(MARGIN));
        assertThat(job.moved().get(PATIENCE.toSeconds(), TimeUnit.SECONDS).said())
                .isEqualTo(received.said());
        return received;
    }

    private static String logs(SampleProcess node, String job) throws Exception {
        return node.get("jobcast/jobs/" + job + "/logs").body();
    }
}
