package org.jobcast.impl.resume;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jobcast.impl.concurrent.Threads;
import org.jobcast.impl.job.EngineClock;
import org.jobcast.resume.ResumableStream;
import org.jobcast.resume.ResumableStreams;
import org.jobcast.resume.StreamOptions;
import org.jobcast.test.ConnectionKiller;
import org.jobcast.test.ManualClock;
import org.jobcast.test.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Streams of two nodes over a Redis, by the protocol of the npm package. */
class RedisBackplaneStreamsTest extends ResumableStreamsContract {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final String prefix = RedisServer.newPrefix();
    private final StreamEngine a = engine();
    private final StreamEngine b = engine();

    private StreamEngine engine() {
        return BackplaneNodes.on(BackplaneNodes.redis(RedisServer.shared().url()), prefix);
    }

    @Override
    ResumableStreams here() {
        return a;
    }

    @Override
    ResumableStreams there() {
        return b;
    }

    @AfterEach
    void stop() {
        a.close();
        b.close();
    }

    /** As the host does. */
    private ScheduledExecutorService sweeper() {
        ScheduledExecutorService sweeper = Executors.newSingleThreadScheduledExecutor(Threads.factory("test-sweep-"));
        sweeper.scheduleWithFixedDelay(
                () -> {
                    a.sweep();
                    b.sweep();
                },
                0,
                250,
                TimeUnit.MILLISECONDS);
        return sweeper;
    }

    @Test
    void aTextIsWholeThoughConnectionsBreakAllTheTime() throws Exception {
        Words words = new Words();
        a.create("torn", words.source());
        Collecting reader = Collecting.all(stream(b.resume("torn")).publisher());
        StringBuilder said = new StringBuilder();
        ScheduledExecutorService sweeper = sweeper();
        try (ConnectionKiller killer = new ConnectionKiller()) {
            for (int round = 0; round < 20; round++) {
                for (int i = 0; i < 100; i++) {
                    String chunk = round + "." + i + "😀;";
                    words.say(chunk);
                    said.append(chunk);
                    if (i == 50) {
                        assertThat(killer.kill()).isPositive();
                    }
                }
                Awaitility.await().atMost(PATIENCE).until(() -> reader.text().length() == said.length());
            }
        } finally {
            sweeper.shutdownNow();
        }
        words.end();
        assertThat(reader.whole()).isEqualTo(said.toString());
    }

    @Test
    void aLongTextCostsOneMessageAChunkWhoeverReadsIt() throws Exception {
        int chunks = 60_000;
        int readers = 10;
        long before = published();
        Words words = new Words();
        a.create("long", words.source());
        ResumableStream stream = stream(b.resume("long"));
        List<Collecting> cancelled = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            cancelled.add(Collecting.all(stream.publisher()));
        }
        words.say("first");
        for (Collecting each : cancelled) {
            each.next();
            each.subscription.cancel();
        }
        List<Collecting> late = new ArrayList<>();
        for (int i = 0; i < readers; i++) {
            words.say(Collections.nCopies(chunks / readers, "abcde").toArray(String[]::new));
            late.add(Collecting.all(stream(b.resume("long")).publisher()));
        }
        words.end();
        ScheduledExecutorService sweeper = sweeper();
        for (Collecting each : late) {
            each.end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(each.text()).hasSize(5 * (chunks + 1));
        }
        sweeper.shutdownNow();
        for (Collecting each : cancelled) {
            assertThat(each.chunks).containsExactly("first");
        }
        assertThat(published() - before).isBetween(chunks + 1L, chunks + 20L);
    }

    @Test
    void keysLiveAsLongAsSaidAndAreRenewedWhileTheTextGoesOn() throws Exception {
        ManualClock clock = new ManualClock();
        StreamOptions options = StreamOptions.builder()
                .activeTtl(Duration.ofMinutes(10))
                .doneTtl(Duration.ofMinutes(3))
                .build();
        RedisClient client = RedisClient.create(RedisServer.shared().url());
        EngineClock clocks = new EngineClock(clock, clock::nanos);
        try (var connection = client.connect();
                StreamEngine node = BackplaneNodes.on(
                        BackplaneNodes.redis(RedisServer.shared().url()), prefix, clocks)) {
            var redis = connection.sync();
            Words words = new Words().say("a");
            ResumableStream stream = stream(node.create("timed", options, words.source()));
            assertThat(stream.chunks().next()).isEqualTo("a");
            String sentinel = prefix + ":rs:sentinel:timed";
            assertThat(redis.pttl(sentinel)).isBetween(480_000L, 600_000L);
            redis.pexpire(sentinel, 240_000);
            clock.advance(Duration.ofMinutes(4));
            node.sweep();
            Awaitility.await().atMost(PATIENCE).until(() -> redis.pttl(sentinel) > 480_000);
            words.end();
            assertThat(stream.text()).isEqualTo("a");
            assertThat(redis.get(sentinel)).isEqualTo("DONE");
            assertThat(redis.pttl(sentinel)).isBetween(60_000L, 180_000L);
            assertThat(redis.keys("*" + prefix + "*")).allMatch(key -> key.startsWith(prefix + ":rs:"));
        } finally {
            client.shutdown();
        }
    }

    private static long published() {
        RedisClient client = RedisClient.create(RedisServer.shared().url());
        try (var connection = client.connect()) {
            return connection
                    .sync()
                    .info("commandstats")
                    .lines()
                    .filter(line -> line.startsWith("cmdstat_publish:"))
                    .mapToLong(line -> Long.parseLong(line.replaceFirst("[^=]*calls=(\\d+),.*", "$1")))
                    .sum();
        } finally {
            client.shutdown();
        }
    }
}
