package org.jobcast.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on one store: each serves the jobs and streams of the other, and goes on when the other dies. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AnyNode {
    static final Duration PATIENCE = Duration.ofMinutes(2);
    static final String LONG_LEASE = "20s";

    final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger nodes = new AtomicInteger();

    @TempDir
    Path directory;

    /** What the JVM of the sample is told of its store. */
    List<String> jvmOptions() {
        return List.of();
    }

    /** What the sample is told of its store. */
    abstract List<String> options();

    SampleProcess.Launch launch() {
        return SampleProcess.Launch.PLAIN;
    }

    /** A lease that a node keeps on this store, and that does not last long when it dies. */
    String shortLease() {
        return "3s";
    }

    @AfterAll
    void stopThreads() {
        threads.shutdownNow();
    }

    SampleProcess start(String lease) throws IOException {
        List<String> jvm = new ArrayList<>(
                List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djobcast.node.lease=" + lease));
        jvm.addAll(jvmOptions());
        return SampleProcess.start(directory.resolve("node-" + nodes.incrementAndGet()), launch(), jvm, options());
    }

    static URI stream(SampleProcess node, String job) {
        return node.resolve("jobcast/jobs/" + job + "/stream");
    }

    @Test
    void whenTheNodeOfAJobIsKilledItsClientsGetTheEndFromTheOther() throws Exception {
        try (SampleProcess owner = start(shortLease());
                SampleProcess other = start(shortLease())) {
            String job = SampleProcess.jobId(owner.post("demo/jobs?steps=20000&delayMs=1"));
            RoamingClient client = new RoamingClient(List.of(stream(owner, job), stream(other, job)));
            Future<RoamingClient.Received> received = threads.submit(client);
            await().atMost(PATIENCE).until(() -> client.count() >= 300);
            owner.kill();
            received.get(120, TimeUnit.SECONDS).assertWhole();
            assertThat(other.state(job)).isEqualTo("lost");
        }
    }

    @Test
    void aJobOfOneNodeIsServedByTheOther() throws Exception {
        try (SampleProcess owner = start(LONG_LEASE);
                SampleProcess other = start(LONG_LEASE)) {
            String job = SampleProcess.jobId(owner.post("demo/jobs?steps=50&delayMs=2"));
            assertThat(other.state(job)).isIn("queued", "running", "succeeded");
            RoamingClient.Received received =
                    follow(other, job).get(60, TimeUnit.SECONDS).assertWhole();
            assertThat(follow(owner, job).get(60, TimeUnit.SECONDS).said()).isEqualTo(received.said());
            String result = other.get("jobcast/jobs/" + job + "/result").body();
            assertThat(result).contains("\"steps_completed\":50");
            assertThat(other.get("jobcast/jobs?type=demo").body()).contains(job);
            assertThat(other.get("jobcast/jobs/no-such-job").statusCode()).isEqualTo(404);

            String endless = SampleProcess.jobId(owner.post("demo/jobs?steps=1000000&delayMs=5"));
            Future<RoamingClient.Received> stopped = follow(other, endless);
            assertThat(other.post("jobcast/jobs/" + endless + "/cancel").statusCode())
                    .isEqualTo(200);
            stopped.get(60, TimeUnit.SECONDS).assertWhole();
            assertThat(owner.state(endless)).isEqualTo("cancelled");
            assertThat(other.state(endless)).isEqualTo("cancelled");

            String asking = SampleProcess.jobId(owner.post("demo/approvals"));
            Future<RoamingClient.Received> decided = follow(other, asking);
            byte[] decision = "{\"by\":\"ann\"}".getBytes(StandardCharsets.UTF_8);
            assertThat(other.post("jobcast/jobs/" + asking + "/signals/decision", decision)
                            .statusCode())
                    .isEqualTo(200);
            decided.get(60, TimeUnit.SECONDS).assertWhole();
            assertThat(other.get("jobcast/jobs/" + asking + "/result").body()).contains("\"by\":\"ann\"");
        }
    }

    Future<RoamingClient.Received> follow(SampleProcess node, String job) {
        return threads.submit(new RoamingClient(List.of(stream(node, job))));
    }

    @Test
    void aStoryIsToldOnceForBothNodesAndEndsWithItsNode() throws Exception {
        try (SampleProcess teller = start(shortLease());
                SampleProcess other = start(shortLease())) {
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
            RoamingClient.Received events = told.get(120, TimeUnit.SECONDS).assertWhole();
            assertThat(events.last().data()).contains("\"state\":\"lost\"");
        }
    }
}
