package org.jobcast.impl.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jobcast.channel.Channel;
import org.jobcast.channel.ChannelConflictException;
import org.jobcast.channel.ChannelOptions;
import org.jobcast.channel.ChannelSnapshot;
import org.jobcast.channel.Event;
import org.jobcast.channel.TooManyChannelsException;
import org.jobcast.channel.UnknownChannelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class LoggedChannelsTest {
    private static final Duration TTL = Duration.ofMinutes(5);

    private volatile Instant now = Instant.ofEpochMilli(1_000_000);
    private final InstantSource clock = () -> now;
    private final Logs logs = new Logs(1_000_000, 1000, clock);
    private final LoggedChannels channels = channels(5);

    private LoggedChannels channels(int max) {
        return new LoggedChannels(logs, new LoggedChannels.Bounds(max, 100, 100_000, TTL), new TestJson(), clock);
    }

    /** Records what the channels log while an action runs. */
    private static List<LogRecord> logged(Runnable action) {
        List<LogRecord> records = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                records.add(record);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(LoggedChannels.class.getName());
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            action.run();
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
        return records;
    }

    @Test
    void opensOnceAndFindsAfterwards() {
        assertThat(channels.find("a")).isEmpty();
        Channel channel = channels.open("a");
        assertThat(channels.open("a")).isSameAs(channel);
        assertThat(channels.find("a")).containsSame(channel);
        assertThat(channels.require("a")).isSameAs(channel);
        assertThat(channel.name()).isEqualTo("a");
    }

    @Test
    void theFirstOptionsWinAndOthersAreRefused() {
        ChannelOptions few = ChannelOptions.builder().historyEvents(3).build();
        Channel channel = channels.open("a", few);
        assertThat(channels.open("a", ChannelOptions.builder().historyEvents(3).build()))
                .isSameAs(channel);
        assertThat(channels.open("a")).isSameAs(channel);
        assertThatExceptionOfType(ChannelConflictException.class)
                .isThrownBy(() -> channels.open("a", ChannelOptions.defaults()))
                .withMessageContaining("a");
        assertThat(channel.options()).isEqualTo(few);
        for (int i = 0; i < 5; i++) {
            channel.send(i);
        }
        assertThat(channel.read(0, 10)).extracting(Event::data).containsExactly("2", "3", "4");
    }

    @Test
    void sendingToAnUnknownChannelReturnsFalseAndWarns() {
        List<LogRecord> records =
                logged(() -> assertThat(channels.send("a", "secret")).isFalse());
        assertThat(records).singleElement().satisfies(record -> {
            assertThat(record.getLevel()).isEqualTo(Level.WARNING);
            assertThat(record.getParameters()).containsExactly("a");
            assertThat(record.getMessage()).doesNotContain("secret");
        });
        assertThat(channels.find("a")).as("not opened by that").isEmpty();
    }

    @Test
    void aHostileNameDoesNotReachTheLog() {
        String forged = "a\nWARNING: forged";
        List<LogRecord> records =
                logged(() -> assertThat(channels.send(forged, "x")).isFalse());
        assertThat(records)
                .singleElement()
                .satisfies(record -> assertThat(record.getParameters()).noneMatch(p -> ("" + p).contains("forged")));
    }

    @Test
    void requireThrowsForAnUnknownAndForAnEndedChannel() {
        assertThatExceptionOfType(UnknownChannelException.class)
                .isThrownBy(() -> channels.require("a"))
                .satisfies(e -> assertThat(e.channel()).isEqualTo("a"));
        channels.open("a");
        channels.end("a");
        assertThatExceptionOfType(UnknownChannelException.class).isThrownBy(() -> channels.require("a"));
    }

    @Test
    void endsOnceByNameOrByObject() {
        Channel channel = channels.open("a");
        assertThat(channels.end("unknown")).isFalse();
        assertThat(channels.end("a")).isTrue();
        assertThat(channels.end("a")).isFalse();
        assertThat(channel.end()).isFalse();
        assertThat(channel.send("x")).isFalse();
        assertThat(channel.snapshot().ended()).isTrue();
        assertThat(logged(() -> assertThat(channels.send("a", "x")).isFalse())).hasSize(1);
    }

    @Test
    void anEndedChannelIsHeldForAWhileAndListedNoMore() {
        Channel channel = channels.open("a");
        channel.send("x");
        channels.open("b");
        channels.end("a");
        assertThat(channels.find("a")).isEmpty();
        assertThat(channels.findHeld("a")).containsSame((LoggedChannel) channel);
        assertThat(channels.list()).extracting(ChannelSnapshot::name).containsExactly("b");
        now = now.plus(TTL).minusMillis(1);
        channels.reap();
        assertThat(channels.findHeld("a")).isPresent();
        now = now.plusMillis(1);
        channels.reap();
        assertThat(channels.findHeld("a")).isEmpty();
        assertThat(channels.findHeld("b")).isPresent();
        assertThat(logs.bytes()).isZero();
    }

    @Test
    void openedAgainItHasANewEpochAndOldClientsStillReadItsEnd() {
        LoggedChannel old = (LoggedChannel) channels.open("a");
        PumpKit kit = new PumpKit();
        FakeConnection behind = new FakeConnection().window(1);
        Subscriber subscriber = kit.follow(old.log(), behind);
        old.send("last words");
        old.end();
        LoggedChannel anew = (LoggedChannel) channels.open("a");
        assertThat(anew).isNotSameAs(old);
        assertThat(anew.log().epoch()).isGreaterThan(old.log().epoch());
        behind.window(10);
        subscriber.writable();
        kit.run();
        assertThat(behind.data()).containsExactly("last words");
        assertThat(behind.completed).hasValue(1);
        now = now.plus(TTL);
        channels.reap();
        assertThat(logs.bytes()).isZero();
        assertThat(channels.find("a")).containsSame(anew);
    }

    @Test
    void openingAndEndingForeverHoldsABoundedHistory() {
        for (int i = 0; i < 1000; i++) {
            channels.open("a").send("x".repeat(100));
            channels.end("a");
        }
        assertThat(logs.bytes()).isBetween(1L, 65 * 300L);
        now = now.plus(TTL);
        channels.reap();
        assertThat(logs.bytes()).isZero();
    }

    @Test
    void refusesMoreThanTheLimit() {
        for (int i = 0; i < 5; i++) {
            channels.open("c" + i);
        }
        assertThatExceptionOfType(TooManyChannelsException.class)
                .isThrownBy(() -> channels.open("one-more"))
                .withMessageContaining("5")
                .satisfies(e -> assertThat(e.channel()).isEqualTo("one-more"));
        assertThat(channels.open("c0")).isNotNull();
        channels.end("c0");
        assertThat(channels.open("c0")).as("takes its own room").isNotNull();
        channels.end("c1");
        now = now.plus(TTL);
        channels.reap();
        assertThat(channels.open("one-more")).isNotNull();
        assertThatExceptionOfType(TooManyChannelsException.class).isThrownBy(() -> channels.open("two-more"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a/b", "../a", "a\n", "a\0", "ä", "a%2e", "<b>", "\uD83D\uDE00"})
    void refusesAHostileName(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> channels.open(name));
        assertThat(channels.find(name)).isEmpty();
        assertThat(channels.end(name)).isFalse();
    }

    @Test
    void refusesANameThatIsTooLong() {
        assertThat(channels.open("x".repeat(128))).isNotNull();
        assertThatIllegalArgumentException().isThrownBy(() -> channels.open("x".repeat(129)));
    }

    @Test
    void sendsAnyValueAndGoesOn() {
        Channel channel =
                channels.open("a", ChannelOptions.builder().defaultType("tick").build());
        assertThat(channel.send(null)).isTrue();
        assertThat(channels.send("a", "text")).isTrue();
        assertThat(channels.send("a", null, 7)).isTrue();
        assertThat(channels.send("a", "other", List.of(1, 2))).isTrue();
        Object loop = new Object() {
            @SuppressWarnings("unused")
            public Object getSelf() {
                return this;
            }

            @Override
            public String toString() {
                return "loop";
            }
        };
        assertThat(channel.send(loop)).isTrue();
        assertThat(channel.read(0, 10))
                .extracting(Event::type)
                .containsExactly("tick", "tick", "tick", "other", "tick");
        assertThat(channel.read(0, 10))
                .extracting(Event::data)
                .containsExactly("null", "text", "7", "[1,2]", "\"loop\"");
    }

    @Test
    void refusesAnEventThatIsTooLargeAndATypeThatIsNotAllowed() {
        Channel channel = channels.open("a");
        assertThatIllegalArgumentException().isThrownBy(() -> channel.send("x".repeat(1000)));
        assertThatIllegalArgumentException().isThrownBy(() -> channel.send("a\nid: 1", "x"));
        assertThatIllegalArgumentException().isThrownBy(() -> channel.send("", "x"));
        assertThat(channel.snapshot()).isEqualTo(new ChannelSnapshot("a", 1, 0, 0, 0, 0, 0, false));
    }

    @Test
    void refusesToReadFromNowhere() {
        Channel channel = channels.open("a");
        assertThatIllegalArgumentException().isThrownBy(() -> channel.read(-1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> channel.read(0, -1));
    }

    @Test
    void twoThreadsOpenOneChannelAndNeverMoreThanTheLimit() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 300; round++) {
                LoggedChannels fresh = channels(3);
                CyclicBarrier barrier = new CyclicBarrier(4);
                List<Future<Integer>> opened = new ArrayList<>();
                for (int thread = 0; thread < 4; thread++) {
                    int self = thread;
                    opened.add(pool.submit(() -> open(fresh, barrier, self)));
                }
                int sum = 0;
                for (Future<Integer> each : opened) {
                    sum += each.get();
                }
                assertThat(sum).isEqualTo(2);
                assertThat(fresh.list()).hasSize(3);
                assertThat(fresh.require("shared").read(0, 10)).hasSize(4);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static int open(LoggedChannels channels, CyclicBarrier barrier, int self) throws Exception {
        barrier.await();
        channels.open("shared").send(self);
        barrier.await();
        try {
            channels.open("own-" + self);
            return 1;
        } catch (TooManyChannelsException e) {
            return 0;
        }
    }

    @Test
    void oneOfTwoThreadsEndsAChannel() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 1000; round++) {
                channels.open("a");
                CyclicBarrier barrier = new CyclicBarrier(2);
                Future<Boolean> one = pool.submit(() -> {
                    barrier.await();
                    return channels.end("a");
                });
                Future<Boolean> other = pool.submit(() -> {
                    barrier.await();
                    return channels.end("a");
                });
                assertThat(one.get()).isNotEqualTo(other.get());
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
