package org.jobcast.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jobcast.test.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Nodes on one PostgreSQL, of which one dies or sleeps while a client follows the job that it runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NodeDeathIT {
    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final int ROUNDS = Integer.getInteger("death.rounds", 20);

    /** The client has seen less than that when the node dies: about a second of the job. */
    private static final int LATEST = 1200;

    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path directory;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger nodes = new AtomicInteger();
    private final Queue<SampleProcess> started = new ConcurrentLinkedQueue<>();
    private AutoCloseable store = () -> {};
    private List<String> options = List.of();

    /**
     * A store that was started.
     *
     * @param server to be closed at the end
     * @param options how the sample is told of it
     */
    record StartedStore(AutoCloseable server, List<String> options) {}

    StartedStore startStore() {
        PostgresServer postgres = PostgresServer.start();
        return new StartedStore(postgres, List.of("--jdbc-url", postgres.newDatabase()));
    }

    int rounds() {
        return ROUNDS;
    }

    /**
     * What a node is given to do.
     *
     * @param path where it is posted to
     * @param ends the states in which it may end if its node dies
     */
    private record Workload(String path, Set<String> ends) {
        /** A job that cannot be run again. */
        static final Workload JOB = new Workload("demo/jobs?steps=20000&delayMs=1", Set.of("lost"));
    }

    @BeforeAll
    void startAll() {
        StartedStore all = startStore();
        store = all.server();
        options = all.options();
    }

    @AfterAll
    void stopAll() throws Exception {
        threads.shutdownNow();
        for (SampleProcess each : started) {
            each.kill();
            each.close();
        }
        store.close();
    }

    private SampleProcess start() throws IOException {
        Path home = directory.resolve("node-" + nodes.incrementAndGet());
        List<String> jvm = List.of(
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djobcast.node.lease=" + LEASE.toSeconds() + "s");
        SampleProcess node = SampleProcess.start(home, jvm, options);
        started.add(node);
        return node;
    }

    private static URI stream(SampleProcess node, String job) {
        return node.resolve("jobcast/jobs/" + job + "/stream");
    }

    @Test
    void aClientOfANodeThatIsKilledGetsEveryEventOnceAndOneEnd() throws Exception {
        Workload workload = Workload.JOB;
        long seed = Long.getLong("death.seed", System.nanoTime());
        System.out.println("-Ddeath.seed=" + seed);
        Random random = new Random(seed);
        List<Long> millis = new ArrayList<>();
        SampleProcess owner = start();
        SampleProcess other = start();
        try {
            for (int round = 1; round <= rounds(); round++) {
                Future<SampleProcess> next = threads.submit(this::start);
                String job = SampleProcess.jobId(owner.post(workload.path()));
                RoamingClient client = new RoamingClient(List.of(stream(owner, job), stream(other, job)));
                Future<RoamingClient.Received> received = threads.submit(client);
                int moment = random.nextInt(LATEST);
                await().until(() -> client.count() >= moment);
                long killed = System.nanoTime();
                owner.kill();
                RoamingClient.Received all = get(received, client, other, job);
                millis.add(TimeUnit.NANOSECONDS.toMillis(all.end() - killed));
                assertWhole(workload, all.events(), other, job);
                owner.close();
                owner = other;
                other = next.get(5, TimeUnit.MINUTES);
            }
        } finally {
            owner.close();
            other.close();
        }
        Collections.sort(millis);
        System.out.println("from SIGKILL to the terminal event at the client, in ms: " + millis);
        Duration limit = LEASE.plus(GRACE);
        assertThat(millis.get(millis.size() / 2)).as("the median").isLessThan(limit.toMillis());
        assertThat(millis.get(millis.size() - 1))
                .isLessThan(limit.plusSeconds(10).toMillis());
    }

    /** Tells what there is to know about a client that waits in vain. */
    private static RoamingClient.Received get(
            Future<RoamingClient.Received> received, RoamingClient client, SampleProcess survivor, String job)
            throws Exception {
        try {
            return received.get(60, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(
                    "the client has " + client.count() + " events and no end; job " + job + " is "
                            + survivor.get("jobcast/jobs/" + job).body() + "; its node says " + survivor.log(),
                    e);
        }
    }

    private static void assertWhole(
            Workload workload, List<RoamingClient.Event> events, SampleProcess survivor, String job) throws Exception {
        String epoch = events.get(0).id().replaceFirst("-.*", "");
        assertThat(events.stream().map(RoamingClient.Event::id))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, events.size())
                        .mapToObj(seq -> epoch + "-" + seq)
                        .toList());
        assertThat(events.stream().filter(event -> event.type().equals("done"))).hasSize(1);
        RoamingClient.Event last = events.get(events.size() - 1);
        assertThat(last.type()).isEqualTo("done");
        String state = JSON.readTree(last.data()).get("state").asText();
        assertThat(state).isIn(workload.ends());
        assertThat(survivor.state(job)).isEqualTo(state);
        List<String> streamed = new ArrayList<>();
        for (RoamingClient.Event event : events) {
            streamed.add(JSON.readTree(event.data()).toString());
        }
        assertThat(logs(survivor, job)).isEqualTo(streamed);
    }

    /** The data of all events, as a client that polls gets it. */
    private static List<String> logs(SampleProcess node, String job) throws Exception {
        List<String> data = new ArrayList<>();
        JsonNode all = JSON.readTree(node.get("jobcast/jobs/" + job + "/logs").body());
        all.get("logs").forEach(event -> data.add(event.toString()));
        return data;
    }

    @Test
    void aNodeThatSleepsLongerThanItsLeaseIsRefusedWhenItWakesUp() throws Exception {
        try (SampleProcess sleeper = start();
                SampleProcess other = start()) {
            String job = SampleProcess.jobId(sleeper.post(Workload.JOB.path()));
            RoamingClient client = new RoamingClient(List.of(stream(other, job)));
            Future<RoamingClient.Received> received = threads.submit(client);
            await().until(() -> client.count() >= 500);
            sleeper.pause();
            List<RoamingClient.Event> events = get(received, client, other, job).events();
            assertWhole(Workload.JOB, events, other, job);
            sleeper.resume();

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> sleeper.log().contains("job " + job + " belongs to another node now"));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(sleeper.state(job)).isEqualTo("lost"));
            assertThat(logs(sleeper, job)).isEqualTo(logs(other, job));
            assertWhole(Workload.JOB, events, other, job);

            String next = SampleProcess.jobId(sleeper.post("demo/jobs?steps=10&delayMs=1"));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(other.state(next)).isEqualTo("succeeded"));
        }
    }
}
