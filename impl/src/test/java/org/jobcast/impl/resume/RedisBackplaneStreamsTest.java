package org.jobcast.impl.resume;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jobcast.impl.channel.Logs;
import org.jobcast.impl.concurrent.Threads;
import org.jobcast.impl.job.EngineClock;
import org.jobcast.impl.json.JacksonJson;
import org.jobcast.resume.ResumableStream;
import org.jobcast.resume.ResumableStreams;
import org.jobcast.spi.Backplane;
import org.jobcast.test.ConnectionKiller;
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
        Backplane redis = Backplanes.open(
                "redis", Map.of("jobcast.redis.url", RedisServer.shared().url()), InstantSource.system());
        Logs logs = new Logs(64 << 20, 1 << 20, InstantSource.system());
        StreamEngine.Parts parts =
                new StreamEngine.Parts(new JacksonJson(), EngineClock.system(), null, Optional::empty, "/streams/");
        return StreamEngine.overBackplane(redis, prefix, logs, StreamNode.SETTINGS, parts);
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

    @Test
    void aTextIsWholeThoughConnectionsBreakAllTheTime() throws Exception {
        Words words = new Words();
        a.create("torn", words.source());
        Collecting reader = Collecting.all(stream(b.resume("torn")).publisher());
        StringBuilder said = new StringBuilder();
        // As the host does each second.
        ScheduledExecutorService sweeper = Executors.newSingleThreadScheduledExecutor(Threads.factory("test-sweep-"));
        sweeper.scheduleWithFixedDelay(b::sweep, 0, 200, TimeUnit.MILLISECONDS);
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
        for (Collecting each : late) {
            each.end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(each.text()).hasSize(5 * (chunks + 1));
        }
        for (Collecting each : cancelled) {
            assertThat(each.chunks).containsExactly("first");
        }
        assertThat(published() - before).isBetween(chunks + 1L, chunks + 20L);
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
