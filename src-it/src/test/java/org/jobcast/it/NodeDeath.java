package org.jobcast.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
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

/** Nodes on one store, of which one dies or sleeps while a client follows the job that it runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class NodeDeath {
    private static final Duration LEASE = Duration.ofSeconds(2);

    /** On a machine with nothing else to do it is half of that; see docs/performance.md. */
    private static final Duration LIMIT = LEASE.plusSeconds(6);

    /** What is waited for comes in a moment; only what hangs takes that long, however busy the machine is. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final int ROUNDS = Integer.getInteger("death.rounds", 20);

    /** The client has seen less than that when the node dies: about a second of the job. */
    private static final int LATEST = 1_200;

    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path directory;

    final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger nodes = new AtomicInteger();
    private final Queue<SampleProcess> started = new ConcurrentLinkedQueue<>();
    PostgresServer postgres;
    private String url;

    /** The client has seen at most so many of the import's events when the node dies. */
    private static final int LATEST_OF_IMPORT = 10;

    private static final int ROWS = 12_000;

    /**
     * What a node is given to do.
     *
     * @param latest how many events the client has at most when the node dies
     * @param taken the type of the event that shows that another node has dealt with the death
     * @param end the state in which it ends
     */
    record Workload(int latest, String taken, String end) {
        /** A job that cannot be run again. */
        static final Workload JOB = new Workload(LATEST, "done", "lost");

        /** A job that goes on from its checkpoint. */
        static final Workload IMPORT = new Workload(LATEST_OF_IMPORT, "restart", "succeeded");

        /** A node that got no time for longer than its lease takes no job until it has joined anew: 503. */
        String start(SampleProcess node) {
            return SampleProcess.jobId(
                    await().atMost(PATIENCE).until(() -> submit(node), answer -> answer.statusCode() != 503));
        }

        private HttpResponse<String> submit(SampleProcess node) throws Exception {
            return this == JOB ? node.post("demo/jobs?steps=20000&delayMs=1") : node.post("api/imports", file(node));
        }

        private static byte[] file(SampleProcess node) throws Exception {
            return node.get("api/sample.csv?rows=" + ROWS).body().getBytes(StandardCharsets.UTF_8);
        }
    }

    /** What else the sample is told of its store, besides the database of what is imported. */
    abstract List<String> moreOptions();

    int rounds() {
        return ROUNDS;
    }

    @BeforeAll
    void startDatabase() {
        postgres = PostgresServer.start();
        url = postgres.newDatabase();
    }

    @AfterAll
    void stopAll() throws IOException {
        threads.shutdownNow();
        for (SampleProcess each : started) {
            each.kill();
            each.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    SampleProcess start() throws IOException {
        Path home = directory.resolve("node-" + nodes.incrementAndGet());
        List<String> jvm = List.of(
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dsample.uploads=" + Files.createDirectories(directory.resolve("uploads")),
                "-Djobcast.node.lease=" + LEASE.toSeconds() + "s");
        List<String> options = new ArrayList<>(List.of("--jdbc-url", url));
        options.addAll(moreOptions());
        SampleProcess node = SampleProcess.start(home, jvm, options);
        started.add(node);
        return node;
    }

    static URI stream(SampleProcess node, String job) {
        return node.resolve("jobcast/jobs/" + job + "/stream");
    }

    @Test
    void aClientOfANodeThatIsKilledGetsEveryEventOnceAndOneEnd() throws Exception {
        long seed = Long.getLong("death.seed", System.nanoTime());
        System.out.println("-Ddeath.seed=" + seed);
        Random random = new Random(seed);
        List<Long> millis = new ArrayList<>();
        SampleProcess owner = start();
        SampleProcess other = start();
        try {
            for (int round = 1; round <= rounds(); round++) {
                Future<SampleProcess> next = threads.submit(this::start);
                Workload workload = round % 2 == 0 ? Workload.JOB : Workload.IMPORT;
                String job = workload.start(owner);
                RoamingClient client = new RoamingClient(List.of(stream(owner, job), stream(other, job)));
                Future<RoamingClient.Received> received = threads.submit(client);
                int moment = 1 + random.nextInt(workload.latest());
                awaitEvents(moment, client, received);
                long killed = System.nanoTime();
                owner.kill();
                RoamingClient.Received all = get(received, client, other, job);
                // On a busy machine an import may have ended before the node that ran it.
                all.first(workload.taken())
                        .filter(event -> event.nanos() > killed)
                        .ifPresent(event -> millis.add(TimeUnit.NANOSECONDS.toMillis(event.nanos() - killed)));
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
        System.out.println("from SIGKILL to the restart or the end at the client, in ms: " + millis);
        assertThat(millis).as("more than one kind of work was hit").hasSizeGreaterThan(rounds() / 2);
        assertThat(millis.get(millis.size() / 2)).as("the median").isLessThan(LIMIT.toMillis());
    }

    /** Waits for the first events, or for all: the lease of a node that gets no time may end before so many have come. */
    static void awaitEvents(int count, RoamingClient client, Future<RoamingClient.Received> received) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> client.count() >= count || received.isDone());
    }

    /** Tells what there is to know about a client that waits in vain. */
    static RoamingClient.Received get(
            Future<RoamingClient.Received> received, RoamingClient client, SampleProcess survivor, String job)
            throws Exception {
        try {
            return received.get(120, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(
                    "the client has " + client.count() + " events and no end; job " + job + " is "
                            + survivor.get("jobcast/jobs/" + job).body() + "; its node says " + survivor.log(),
                    e);
        }
    }

    private void assertWhole(Workload workload, List<RoamingClient.Event> events, SampleProcess survivor, String job)
            throws Exception {
        String epoch = events.get(0).id().replaceFirst("-.*", "");
        assertThat(events.stream().map(RoamingClient.Event::id))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, events.size())
                        .mapToObj(seq -> epoch + "-" + seq)
                        .toList());
        assertThat(events.stream().filter(event -> event.type().equals("done"))).hasSize(1);
        RoamingClient.Event last = events.get(events.size() - 1);
        assertThat(last.type()).isEqualTo("done");
        String state = JSON.readTree(last.data()).get("state").asText();
        assertThat(state).isEqualTo(workload.end());
        assertThat(survivor.state(job)).isEqualTo(state);
        if (workload == Workload.IMPORT) {
            JsonNode result = JSON.readTree(
                    survivor.get("jobcast/jobs/" + job + "/result").body());
            long rows = result.get("rows").asLong();
            assertThat(rows + result.get("rejected").asLong()).isEqualTo(ROWS);
            assertThat(rowsInDatabase(job)).isEqualTo(rows);
        }
        List<String> streamed = new ArrayList<>();
        for (RoamingClient.Event event : events) {
            streamed.add(JSON.readTree(event.data()).toString());
        }
        assertThat(logs(survivor, job)).isEqualTo(streamed);
    }

    private long rowsInDatabase(String job) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement count =
                        connection.prepareStatement("SELECT COUNT(*) FROM reading WHERE import_id = ?")) {
            count.setString(1, job);
            try (ResultSet found = count.executeQuery()) {
                found.next();
                return found.getLong(1);
            }
        }
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
            String job = Workload.JOB.start(sleeper);
            RoamingClient client = new RoamingClient(List.of(stream(other, job)));
            Future<RoamingClient.Received> received = threads.submit(client);
            awaitEvents(500, client, received);
            sleeper.pause();
            List<RoamingClient.Event> events = get(received, client, other, job).events();
            assertWhole(Workload.JOB, events, other, job);
            sleeper.resume();

            await().atMost(PATIENCE).until(() -> sleeper.log().contains("job " + job + " belongs to another node now"));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(sleeper.state(job)).isEqualTo("lost"));
            // Its state is read from the store, its events are copied from there in their own time.
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(logs(sleeper, job)).isEqualTo(logs(other, job)));
            assertWhole(Workload.JOB, events, other, job);

            // Until it has joined anew it takes no job: 503.
            HttpResponse<String> accepted = await().atMost(PATIENCE)
                    .until(() -> sleeper.post("demo/jobs?steps=10&delayMs=1"), answer -> answer.statusCode() == 202);
            String next = SampleProcess.jobId(accepted);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(other.state(next)).isEqualTo("succeeded"));
        }
    }
}
