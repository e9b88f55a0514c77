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
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes on one store, fifty jobs, two hundred clients that come and go, and a fault each five seconds: a node is killed or
 * stopped for longer than its lease, or something happens to the store.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Chaos {
    static final int NODES = 3;
    private static final int JOBS = 50;
    private static final int CLIENTS_OF_A_JOB = 4;
    private static final Duration LENGTH = Duration.ofSeconds(Long.getLong("chaos.seconds", 150));
    private static final Duration BETWEEN = Duration.ofSeconds(5);
    private static final Duration LEASE = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final JsonMapper JSON = new JsonMapper();

    /** Something that goes wrong, and is mended before it returns. */
    interface Fault {
        void happen() throws Exception;
    }

    /** One client and the job that it follows. */
    private record Following(String job, RoamingClient client, Future<RoamingClient.Received> received) {}

    @TempDir
    Path directory;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicReferenceArray<SampleProcess> nodes = new AtomicReferenceArray<>(NODES);
    private final Map<String, Integer> happened = new TreeMap<>();
    private final long seed = Long.getLong("chaos.seed", System.nanoTime());
    private final Random random = new Random(seed);

    /** What a node is told of the store. */
    abstract List<String> options(int node);

    /** What may happen to the store, each with its name. */
    abstract Map<String, Fault> storeFaults();

    @AfterAll
    void stopNodes() throws IOException {
        threads.shutdownNow();
        for (int i = 0; i < NODES; i++) {
            SampleProcess node = nodes.get(i);
            if (node != null) {
                node.kill();
                node.close();
            }
        }
    }

    private static List<String> jvm() {
        return List.of(
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djobcast.node.lease=" + LEASE.toSeconds() + "s",
                "-Djobcast.job.max-running=" + JOBS);
    }

    @Test
    void everyClientHasTheWholeStreamOfItsJobAndEveryJobOneEnd() throws Exception {
        System.out.println("-Dchaos.seed=" + seed);
        for (int i = 0; i < NODES; i++) {
            nodes.set(i, SampleProcess.start(directory.resolve("node-" + i), jvm(), options(i)));
        }
        List<Following> all = new ArrayList<>();
        long end = System.nanoTime() + LENGTH.toNanos();
        int faults = (int) Math.max(1, LENGTH.toNanos() / BETWEEN.toNanos());
        for (int fault = 0; System.nanoTime() < end; fault++) {
            long next = System.nanoTime() + BETWEEN.toNanos();
            startJobs(JOBS * (fault + 1) / faults, all);
            fault();
            rest(next - System.nanoTime());
        }
        startJobs(JOBS, all);
        check(all);
    }

    /** Starts jobs until there are so many; one whose start was refused or not answered is started elsewhere. */
    private void startJobs(int count, List<Following> all) {
        while (all.size() < Math.min(count, JOBS) * CLIENTS_OF_A_JOB) {
            int steps = 200 + random.nextInt(2_000);
            String job = await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(
                            () -> SampleProcess.jobId(anyNode().post("demo/jobs?steps=" + steps + "&delayMs=10")),
                            id -> true);
            for (int i = 0; i < CLIENTS_OF_A_JOB; i++) {
                RoamingClient client = new RoamingClient(streams(job, i), 100 + random.nextInt(900));
                all.add(new Following(job, client, threads.submit(client)));
            }
        }
    }

    private SampleProcess anyNode() {
        return nodes.get(anyIndex());
    }

    /** The stream of a job on all nodes, beginning with one of them; a node that comes back has the same address. */
    private List<URI> streams(String job, int first) {
        return IntStream.range(0, NODES)
                .mapToObj(i -> nodes.get((first + i) % NODES).resolve("jobcast/jobs/" + job + "/stream"))
                .toList();
    }

    private void fault() throws Exception {
        Map<String, Fault> possible = new TreeMap<>(storeFaults());
        possible.put("a node is killed", this::killNode);
        possible.put("a node sleeps", this::pauseNode);
        String name = List.copyOf(possible.keySet()).get(random.nextInt(possible.size()));
        happened.merge(name, 1, Integer::sum);
        possible.get(name).happen();
    }

    private void killNode() throws Exception {
        int index = anyIndex();
        SampleProcess victim = nodes.get(index);
        victim.kill();
        victim.close();
        Path home = directory.resolve("node-" + index + "-" + System.nanoTime());
        nodes.set(index, victim.startAgain(home, jvm(), options(index)));
    }

    private void pauseNode() throws Exception {
        SampleProcess sleeper = anyNode();
        sleeper.pause();
        rest(longerThanALease());
        sleeper.resume();
    }

    /** One and a half leases, or three, in nanoseconds. */
    long longerThanALease() {
        return LEASE.multipliedBy(1 + random.nextInt(2)).toNanos() / 2 * 3;
    }

    int anyIndex() {
        return random.nextInt(NODES);
    }

    /** Lets a fault last: that is what is tested, and there is nothing to wait for. */
    static void rest(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void check(List<Following> all) throws Exception {
        Map<String, List<List<String>>> streams = new TreeMap<>();
        Map<String, Integer> ends = new TreeMap<>();
        int events = 0;
        int visits = 0;
        for (Following each : all) {
            RoamingClient.Received received =
                    each.received().get(PATIENCE.toSeconds(), TimeUnit.SECONDS).assertWhole();
            events += received.events().size();
            visits += each.client().visits();
            List<List<String>> known = streams.putIfAbsent(each.job(), received.said());
            if (known != null) {
                assertThat(received.said()).as("two clients of " + each.job()).isEqualTo(known);
                continue;
            }
            String state = JSON.readTree(received.last().data()).get("state").asText();
            ends.merge(state, 1, Integer::sum);
            for (int i = 0; i < NODES; i++) {
                SampleProcess node = nodes.get(i);
                await().pollDelay(Duration.ZERO)
                        .atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(node.state(each.job())).isEqualTo(state));
            }
        }
        assertThat(streams).hasSize(JOBS);
        assertNothingHangs();
        System.out.println(all.size() + " clients of " + streams.size() + " jobs received " + events + " events over "
                + visits + " connections; ends " + ends + "; faults " + happened);
    }

    /** Jobs whose start was not answered may have run, too; they have ended as well. */
    private void assertNothingHangs() {
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode page =
                    JSON.readTree(nodes.get(0).get("jobcast/jobs?size=500").body());
            List<String> states = new ArrayList<>();
            page.get("jobs").forEach(job -> states.add(job.get("state").asText()));
            assertThat(states).hasSizeGreaterThanOrEqualTo(JOBS);
            assertThat(states)
                    .allMatch(state -> Stream.of("succeeded", "failed", "cancelled", "lost")
                            .anyMatch(state::equals));
        });
    }
}
