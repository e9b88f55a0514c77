package org.jobcast.impl.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jobcast.spi.Backplane;
import org.jobcast.test.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisBackplaneTest {
    private final String prefix = RedisServer.newPrefix();
    private Backplane here;
    private Backplane there;

    @BeforeEach
    void open() {
        here = connected();
        there = connected();
    }

    private static Backplane connected() {
        Map<String, String> settings =
                Map.of("jobcast.redis.url", RedisServer.shared().url());
        Backplane backplane = new RedisBackplaneProvider()
                .open(new TestRedis.Context(settings, RedisBackplaneTest.class.getClassLoader()));
        backplane.publisher().connect();
        backplane.subscriber().connect();
        return backplane;
    }

    @AfterEach
    void close() {
        here.close();
        here.close();
        there.close();
    }

    @Test
    void messagesArriveInOrderAndTheirSenderLearnsHowManyListen() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        String channel = prefix + ":chunk:a b \uD83D\uDE80";
        assertThat(here.publisher().publish(channel, "nobody hears it")).isZero();
        there.subscriber().subscribe(channel, heard::add);
        List<String> messages = List.of("", "1", "\n\n\uD83D\uDE80", "3");
        for (String message : messages) {
            assertThat(here.publisher().publish(channel, message)).isEqualTo(1);
        }
        for (String message : messages) {
            assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo(message);
        }
        there.subscriber().unsubscribe(channel);
        there.subscriber().unsubscribe("never");
        assertThat(heard).isEmpty();
    }

    @Test
    void numbersAreCountedAndTextIsNoNumber() {
        String key = prefix + ":rs:sentinel:x";
        assertThat(here.publisher().get(key)).isEmpty();
        assertThat(here.publisher().increment(key, Duration.ofMinutes(5))).hasValue(1);
        assertThat(there.publisher().increment(key, Duration.ofMinutes(5))).hasValue(2);
        there.publisher().set(key, "DONE", Duration.ofDays(1));
        assertThat(here.publisher().increment(key, Duration.ofMinutes(5))).isEmpty();
        assertThat(here.publisher().get(key)).contains("DONE");
        try (TestRedis redis = new TestRedis(RedisServer.shared().url())) {
            assertThat(redis.commands().ttl(key)).isBetween(86_000L, 86_400L);
        }
    }

    @Test
    void aNewNumberIsForgottenAndOneThatIsThereKeepsItsTime() {
        String key = prefix + ":rs:sentinel:y";
        try (TestRedis redis = new TestRedis(RedisServer.shared().url())) {
            assertThat(here.publisher().increment(key, Duration.ofMinutes(10))).hasValue(1);
            assertThat(redis.commands().pttl(key)).isBetween(500_000L, 600_000L);
            assertThat(there.publisher().increment(key, Duration.ofDays(1))).hasValue(2);
            assertThat(redis.commands().pttl(key)).isBetween(500_000L, 600_000L);
            assertThat(here.publisher().renew(key, Duration.ofDays(1))).isTrue();
            assertThat(redis.commands().pttl(key)).isBetween(86_000_000L, 86_400_000L);
            assertThat(here.publisher().get(key)).contains("2");
            assertThat(here.publisher().renew(prefix + ":nothing", Duration.ofDays(1)))
                    .isFalse();
        }
    }

    @Test
    void manyMessagesArriveInOneRoundTripAndInOrder() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        String channel = prefix + ":chunk:many";
        List<String> messages = List.of("1", "", "\n\n", "\uD83D\uDE80", "5");
        assertThat(here.publisher().publishAll(channel, messages)).isZero();
        there.subscriber().subscribe(channel, heard::add);
        assertThat(here.publisher().publishAll(channel, messages)).isEqualTo(1);
        for (String message : messages) {
            assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo(message);
        }
    }
}
