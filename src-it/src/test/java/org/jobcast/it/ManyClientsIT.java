package org.jobcast.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand clients on one channel; the tests are the acts of one play, because it takes long to open them. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ManyClientsIT {
    private static final int WANTED = 10_000;
    private static final int SPARE_DESCRIPTORS = 1_500;
    private static final int WAVE = 1_000;
    private static final int EVENTS = 20;
    /** Tomcat's own pool, and what a JVM starts when it gets to work. */
    private static final int CONTAINER_THREADS = 240;

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    static Path directory;

    private static SampleProcess sample;
    private static NioClients clients;
    private static URI channel;
    private static int descriptorsBefore;
    private static List<String> threadsBefore;
    private static final List<NioStream> streams = new ArrayList<>();
    private static final List<Follower> followers = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        // That a client takes no bytes for long is no reason here to let go of it: that it has gone is.
        sample = SampleProcess.start(
                directory, "-Xmx2g", "-Djobcast.stream.keep-alive=1s", "-Djobcast.stream.max-stall=1h");
        channel = sample.resolve("jobcast/channels/many/stream?from=live");
        clients = NioClients.start();
        assertThat(sample.post("demo/channels/many?n=0").statusCode()).isEqualTo(200);
        assertThat(sample.post("demo/jobs?steps=1&delayMs=0").statusCode()).isEqualTo(202);
        descriptorsBefore = sample.descriptors();
        threadsBefore = sample.threads();
    }

    @AfterAll
    static void stop() throws IOException {
        try (SampleProcess running = sample;
                NioClients open = clients) {
            assertThat(running.isAlive()).isTrue();
            assertThat(open.failures()).isEmpty();
        }
    }

    @Test
    @Order(1)
    void tenThousandClientsGetEveryEventOnceAndInOrderWithoutAThreadEach() throws Exception {
        int count = affordable();
        connect(count);
        assertThat(sample.post("demo/channels/many?perSecond=10&size=200&n=" + EVENTS)
                        .statusCode())
                .isEqualTo(202);
        awaitAll("each event at each client", follower -> follower.last() == EVENTS);
        assertThat(followers).allMatch(follower -> follower.first() == 1 && follower.count() == EVENTS);
        assertInOrder();
        List<String> threads = sample.threads();
        assertThat(threads).hasSizeLessThan(threadsBefore.size() + CONTAINER_THREADS);
        assertThat(ours(threads)).isEqualTo(ours(threadsBefore));
        assertThat(sample.health().get("connections").asInt()).isEqualTo(count);
    }

    @Test
    @Order(2)
    void aThousandClientsThatVanishAtOnceLeaveNobodyRefusedOrDeaf() throws Exception {
        long published = EVENTS;
        for (int round = 0; round < 5; round++) {
            int wave = Math.min(WAVE, streams.size() / 2);
            clients.vanish(List.copyOf(streams.subList(0, wave)));
            streams.subList(0, wave).clear();
            followers.subList(0, wave).clear();
            // While the server finds out: its writes to the ones that left fail among the arrival of new ones.
            assertThat(sample.post("demo/channels/many?n=1").statusCode()).isEqualTo(200);
            published++;
            connect(wave);
            assertThat(sample.post("demo/channels/many?n=1").statusCode()).isEqualTo(200);
            long last = ++published;
            awaitAll("round " + round, follower -> follower.last() == last);
        }
        assertInOrder();
        assertThat(clients.failures()).isEmpty();
    }

    @Test
    @Order(3)
    void noDescriptorIsLeftOfClientsThatVanished() throws Exception {
        int count = streams.size();
        assertThat(sample.descriptors()).isGreaterThan(count);
        clients.vanish(streams);
        // Two keep-alives are 2 s; the rest is for ten thousand failed writes on a busy machine.
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> assertThat(sample.descriptors()).isLessThanOrEqualTo(descriptorsBefore + 8));
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(sample.health().get("connections").asInt()).isZero());
        assertThat(sample.log()).doesNotContain("\tat ", "SEVERE", "OutOfMemory");
    }

    private static void connect(int count) throws IOException {
        List<Follower> arriving = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Follower follower = new Follower();
            arriving.add(follower);
            streams.add(clients.open(channel, follower));
        }
        followers.addAll(arriving);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(arriving.stream().filter(Follower::isOpen))
                        .as("open streams, failures: %s", clients.failures())
                        .hasSize(count));
    }

    private static void awaitAll(String what, Predicate<Follower> reached) {
        await(what).atMost(PATIENCE).until(() -> followers.stream().allMatch(reached));
    }

    private static void assertInOrder() {
        assertThat(followers.stream().map(Follower::fault).filter(fault -> !fault.isEmpty()))
                .isEmpty();
    }

    /** The threads that serve clients; how many run jobs is another matter. */
    private static List<String> ours(List<String> threads) {
        return threads.stream()
                .filter(name -> name.startsWith("jobcast-") && !name.startsWith("jobcast-job-"))
                .toList();
    }

    /** Both processes have the same limit; the clients' JVM needs some for itself. */
    private static int affordable() {
        long limit =
                ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getMaxFileDescriptorCount();
        assumeThat(limit).as("descriptors per process, ulimit -n").isGreaterThan(2L * SPARE_DESCRIPTORS);
        if (limit < WANTED + SPARE_DESCRIPTORS) {
            System.out.println("ulimit -n is " + limit + ": with fewer than " + WANTED + " clients");
        }
        return (int) Math.min(WANTED, limit - SPARE_DESCRIPTORS);
    }
}
