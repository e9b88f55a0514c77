package org.jobcast.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jobcast.test.SseClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One client that has stopped to read, among a hundred that have not. */
class StalledClientIT {
    private static final int HEALTHY = 100;
    private static final int WARM_UP = 100;
    /** 5 MB: the kernel takes up to 3 MB for a client that does not read, and the history keeps 1 MiB for it. */
    private static final int EVENTS = 600;

    private static final Duration PACE = Duration.ofMillis(10);
    private static final int SIZE = 8 * 1024;
    private static final int SMALL_BUFFER = 4 * 1024;

    /** How many events the healthy ones may be behind: half of what the history keeps. */
    private static final int AHEAD = 64;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path directory;

    private static SampleProcess sample;

    @BeforeAll
    static void start() throws IOException {
        // The history is much smaller than what is published, so that the stalled client falls out of it; that, and not
        // its silence, is why it is cut off.
        sample = SampleProcess.start(
                directory, "-Xmx512m", "-Djobcast.channel.history-size=1MiB", "-Djobcast.stream.max-stall=1h");
    }

    @AfterAll
    static void stop() throws IOException {
        sample.close();
    }

    /** What one run has measured, in nanoseconds. */
    private record Times(List<Long> posts, List<Long> deliveries) {}

    @Test
    void aClientThatNeverReadsDelaysNobodyAndIsDisconnected() throws Exception {
        publishTo("warm-up", WARM_UP);
        Times without = publishTo("alone", EVENTS);
        Times with;
        URI uri = sample.resolve("jobcast/channels/stalled/stream?from=live");
        sample.post("demo/channels/stalled?n=0");
        try (SseClient stalled = SseClient.get(uri, SMALL_BUFFER)) {
            assertThat(stalled.head().status()).isEqualTo(200);
            with = publishTo("stalled", EVENTS);
            await("the stalled client is cut off")
                    .atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(sample.health().get("connections").asInt())
                                    .isZero());
        }
        System.out.printf(
                "p99 of a delivery: %.2f ms, with a stalled client %.2f ms; of a publication: %.2f ms, %.2f ms%n",
                p99(without.deliveries()), p99(with.deliveries()), p99(without.posts()), p99(with.posts()));
    }

    /** Publishes to a hundred healthy clients and checks that each of them got each event in order. */
    private static Times publishTo(String name, int count) throws Exception {
        sample.post("demo/channels/" + name + "?n=0");
        URI uri = sample.resolve("jobcast/channels/" + name + "/stream?from=live");
        List<Follower> followers = Stream.generate(Follower::new).limit(HEALTHY).toList();
        List<Long> posts;
        try (NioClients clients = NioClients.start()) {
            for (Follower follower : followers) {
                clients.open(uri, follower);
            }
            await().atMost(PATIENCE).until(() -> followers.stream().allMatch(Follower::isOpen));
            posts = post("demo/channels/" + name + "?n=1&size=" + SIZE, count, followers);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(followers).allMatch(follower -> follower.last() == count));
            assertThat(followers)
                    .allMatch(follower -> follower.first() == 1 && follower.count() == count)
                    .allMatch(follower -> follower.fault().isEmpty())
                    .allMatch(Follower::isOpen);
            sample.post("demo/channels/" + name + "/end");
            await().atMost(PATIENCE).until(() -> followers.stream().noneMatch(Follower::isOpen));
            assertThat(clients.failures()).isEmpty();
        }
        return new Times(
                posts,
                followers.stream()
                        .flatMap(follower -> follower.delays().stream())
                        .toList());
    }

    /**
     * Publishes each event by a request of its own, at a pace that all healthy clients can keep: on a busy machine they say
     * how fast that is. How long each took.
     */
    private static List<Long> post(String path, int count, List<Follower> followers) throws Exception {
        List<Long> times = new CopyOnWriteArrayList<>();
        ScheduledExecutorService publisher = Executors.newSingleThreadScheduledExecutor();
        try {
            Callable<Void> once = () -> {
                int wanted = times.size() - AHEAD;
                await().atMost(PATIENCE)
                        .pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> followers.stream().allMatch(follower -> follower.last() >= wanted));
                long begin = System.nanoTime();
                assertThat(sample.post(path).statusCode()).isEqualTo(200);
                times.add(System.nanoTime() - begin);
                return null;
            };
            List<Future<Void>> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                all.add(publisher.schedule(once, i * PACE.toMillis(), TimeUnit.MILLISECONDS));
            }
            for (Future<Void> one : all) {
                one.get(120, TimeUnit.SECONDS);
            }
        } finally {
            publisher.shutdownNow();
        }
        return times;
    }

    private static double p99(List<Long> nanos) {
        List<Long> sorted = nanos.stream().sorted().toList();
        return sorted.get(sorted.size() * 99 / 100) / 1e6;
    }
}
