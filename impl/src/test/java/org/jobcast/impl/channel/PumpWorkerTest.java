package org.jobcast.impl.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jobcast.channel.SlowClientPolicy;
import org.junit.jupiter.api.Test;

/** One worker, round by round, on a clock that the test sets. */
class PumpWorkerTest {
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final PumpKit kit = new PumpKit();
    private final EventLog log = kit.log(1000);
    private final FakeConnection connection = new FakeConnection();

    @Test
    void sendsTheRetryHintOnceThenHistoryThenWhatComes() {
        PumpKit.append(log, "1", "2");
        kit.follow(log, connection);
        PumpKit.append(log, "3");
        kit.run();
        assertThat(connection.data()).containsExactly("1", "2", "3");
        assertThat(connection.retries()).containsExactly(3000L);
        assertThat(connection.lastEventId()).isEqualTo(log.epoch() + "-3");
        assertThat(connection.isFlushed()).isTrue();
    }

    @Test
    void writesWhatIsPendingInOneWriteWithinTheLimit() {
        FakeConnection small = new FakeConnection(1000);
        kit.follow(log, small);
        for (int i = 0; i < 100; i++) {
            PumpKit.append(log, "x".repeat(100));
        }
        PumpKit.append(log, "y".repeat(5000));
        kit.run();
        assertThat(small.events()).hasSize(101);
        assertThat(small.sizes()).hasSizeBetween(13, 20);
        List<Integer> sizes = small.sizes();
        assertThat(sizes.subList(0, sizes.size() - 1)).allMatch(size -> size <= 1000);
        assertThat(sizes.get(sizes.size() - 1)).isGreaterThan(5000);
    }

    @Test
    void leavesTheTypeOutForUnnamedDelivery() {
        Delivery unnamed =
                new Delivery(false, SlowClientPolicy.DISCONNECT, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(3));
        FakeConnection named = new FakeConnection();
        kit.follow(log, connection, unnamed);
        kit.follow(log, named);
        log.append("price", "1", false, null);
        kit.run();
        log.append("price", "2", false, null);
        log.append("price", "3", false, null);
        kit.run();
        assertThat(connection.types()).containsExactly("message", "message", "message");
        assertThat(named.types()).containsExactly("price", "price", "price");
        assertThat(connection.data()).isEqualTo(named.data()).containsExactly("1", "2", "3");
    }

    @Test
    void aConnectionThatSettlesIsGreetedAtOnceAndThenLeftAloneForAMoment() {
        PumpKit.append(log, "1");
        Subscriber subscriber = kit.follow(log, connection.settling());
        PumpKit.append(log, "2");
        kit.pass(Duration.ofMillis(9));
        assertThat(connection.retries()).containsExactly(3000L);
        assertThat(connection.isFlushed()).isTrue();
        assertThat(connection.events()).isEmpty();
        kit.pass(Duration.ofMillis(1));
        assertThat(connection.data()).containsExactly("1", "2");
        connection.window(0);
        PumpKit.append(log, "3");
        kit.run();
        connection.window(10);
        subscriber.writable();
        kit.run();
        assertThat(connection.data()).as("only the first time").containsExactly("1", "2", "3");
    }

    @Test
    void theFarewellDoesNotWaitForAConnectionToSettle() {
        PumpKit.append(log, "1");
        kit.follow(log, connection.settling());
        kit.worker.closeAll("event: closing\ndata: x\n\n".getBytes(StandardCharsets.US_ASCII));
        kit.run();
        assertThat(connection.types()).containsExactly("message", "closing");
        assertThat(connection.completed).hasValue(1);
    }

    @Test
    void theFarewellReachesAConnectionThatHasBecomeWritableInTheSameRound() {
        connection.window(0);
        Subscriber subscriber = kit.follow(log, connection);
        connection.window(10);
        kit.inTheMiddle = () -> {
            subscriber.writable();
            kit.worker.closeAll("event: closing\ndata: x\n\n".getBytes(StandardCharsets.US_ASCII));
        };
        kit.run();
        assertThat(connection.types()).containsExactly("closing");
        assertThat(connection.completed).hasValue(1);
    }

    @Test
    void whoeverComesAfterTheFarewellGetsItAtOnce() {
        kit.worker.closeAll("event: closing\ndata: x\n\n".getBytes(StandardCharsets.US_ASCII));
        kit.run();
        PumpKit.append(log, "1");
        kit.follow(log, connection.settling());
        assertThat(connection.types()).containsExactly("message", "closing");
        assertThat(connection.completed).hasValue(1);
    }

    @Test
    void aClientThatIsGoneBeforeTheGreetingIsTakenOutOfTheBooks() {
        connection.onWrite(write -> {
            throw new IOException("gone");
        });
        kit.follow(log, connection.settling());
        kit.pass(GRACE);
        assertThat(connection.ended).hasValue(1);
        assertThat(connection.completed).hasValue(1);
    }

    @Test
    void nothingIsWrittenBeforeTheTransportSaysSo() {
        PumpKit.append(log, "1");
        FakeConnection early = new FakeConnection().onWrite(write -> {
            throw new AssertionError("too early");
        });
        Subscriber subscriber = new Subscriber(
                new LogFeed(log, new LogPosition(0, null), PumpKit.delivery(SlowClientPolicy.DISCONNECT), 100),
                early,
                PumpKit.delivery(SlowClientPolicy.DISCONNECT),
                new byte[1],
                early::ended,
                kit.worker);
        kit.worker.load().incrementAndGet();
        kit.worker.ready(subscriber);
        PumpKit.append(log, "2");
        kit.pass(PumpKit.KEEP_ALIVE.multipliedBy(2));
        assertThat(log.subscriberCount()).isEqualTo(1);
        kit.pass(PumpKit.MAX_STALL);
        assertThat(early.ended).hasValue(1);
        kit.pass(GRACE);
        assertThat(early.completed).hasValue(1);
        assertThat(log.disconnected()).isEqualTo(1);
    }

    @Test
    void keepsAnIdleConnectionAliveAndOnlyAnIdleOne() {
        kit.follow(log, connection);
        kit.pass(PumpKit.KEEP_ALIVE.minusMillis(1));
        assertThat(connection.comments()).isEmpty();
        kit.pass(Duration.ofMillis(250));
        assertThat(connection.comments()).containsExactly(" keep-alive");
        for (int i = 0; i < 10; i++) {
            PumpKit.append(log, "x");
            kit.pass(PumpKit.KEEP_ALIVE.dividedBy(2));
        }
        assertThat(connection.comments()).hasSize(1);
        kit.pass(PumpKit.KEEP_ALIVE);
        assertThat(connection.comments()).hasSize(2);
        assertThat(connection.isFlushed()).isTrue();
    }

    @Test
    void sendsNoKeepAliveWhereItIsOff() {
        Delivery off =
                new Delivery(true, SlowClientPolicy.DISCONNECT, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(3));
        kit.follow(log, connection, off);
        kit.pass(Duration.ofDays(1));
        assertThat(connection.comments()).isEmpty();
    }

    @Test
    void aStalledClientDelaysNobodyAndIsCutWhenItTakesNothingForTooLong() {
        FakeConnection stalled = new FakeConnection();
        kit.follow(log, stalled);
        kit.follow(log, connection);
        stalled.window(0);
        PumpKit.append(log, "1");
        kit.run();
        assertThat(connection.data()).containsExactly("1");
        kit.pass(PumpKit.MAX_STALL);
        assertThat(stalled.ended).hasValue(0);
        kit.pass(Duration.ofMillis(250));
        assertThat(stalled.ended).hasValue(1);
        assertThat(stalled.completed).hasValue(0);
        assertThat(log.disconnected()).isEqualTo(1);
        kit.pass(GRACE);
        assertThat(stalled.completed).hasValue(1);
        assertThat(log.subscriberCount()).isEqualTo(1);
        assertThat(connection.ended).hasValue(0);
    }

    @Test
    void disconnectsAClientWhosePlaceIsLostAndItResumesById() {
        EventLog small = kit.log(10);
        Subscriber slow = kit.follow(small, connection);
        PumpKit.append(small, "0");
        kit.run();
        connection.window(0);
        for (int i = 1; i <= 30; i++) {
            PumpKit.append(small, "" + i);
            kit.run();
        }
        assertThat(connection.ended).hasValue(1);
        assertThat(small.disconnected()).isEqualTo(1);
        assertThat(small.dropped()).isZero();
        connection.window(5);
        slow.writable();
        kit.pass(GRACE);
        assertThat(connection.data()).containsExactly("0");
        assertThat(connection.completed).hasValue(1);
        assertThat(kit.worker.load()).hasValue(0);
    }

    @Test
    void dropsTheOldestAndSaysAndCountsIt() {
        EventLog small = kit.log(10);
        Subscriber slow = kit.follow(small, connection, PumpKit.delivery(SlowClientPolicy.DROP_OLDEST));
        PumpKit.append(small, "1");
        kit.run();
        connection.window(0);
        for (int i = 2; i <= 30; i++) {
            PumpKit.append(small, "" + i);
            kit.run();
        }
        connection.window(100);
        slow.writable();
        kit.run();
        assertThat(connection.types().subList(0, 3)).containsExactly("message", "gap", "message");
        String epoch = small.epoch() + "-";
        assertThat(TestJson.parse(connection.data().get(1)))
                .isEqualTo(TestJson.parse("{\"event\":\"gap\",\"reason\":\"slow\",\"first\":\"" + epoch
                        + "21\",\"last\":\"" + epoch + "30\"}"));
        assertThat(connection.data()).hasSize(12).endsWith("30").contains("21").doesNotContain("20");
        assertThat(small.dropped()).isEqualTo(19);
        assertThat(small.disconnected()).isZero();
    }

    @Test
    void aGapMovesNoPositionOfTheClient() {
        EventLog small = kit.log(2);
        PumpKit.append(small, "1", "2", "3");
        connection.window(2);
        kit.follow(small, connection);
        assertThat(connection.types()).containsExactly("gap");
        assertThat(connection.lastEventId()).isEmpty();
    }

    @Test
    void givesASlowClientTheLatestOfEachTypeAndCountsTheRest() {
        Subscriber slow = kit.follow(log, connection, PumpKit.delivery(SlowClientPolicy.COALESCE));
        connection.window(0);
        log.append("a", "a0", false, "a");
        kit.run();
        for (int i = 1; i <= 5; i++) {
            log.append("a", "a" + i, false, "a");
            log.append("b", "b" + i, false, "b");
            log.append("log", "log" + i, false, null);
        }
        kit.run();
        connection.window(100);
        slow.writable();
        kit.run();
        assertThat(connection.data()).containsExactly("log1", "log2", "log3", "log4", "a5", "b5", "log5");
        assertThat(log.dropped()).isEqualTo(9);
        log.append("a", "a6", false, "a");
        log.append("a", "a7", false, "a");
        kit.run();
        assertThat(connection.data()).endsWith("a6", "a7");
        assertThat(log.dropped()).isEqualTo(9);
    }

    @Test
    void coalescesWithinTheLimitOfAWriteWithoutLosingWhatDoesNotFit() {
        FakeConnection small = new FakeConnection(200);
        Subscriber slow = kit.follow(log, small, PumpKit.delivery(SlowClientPolicy.COALESCE));
        small.window(0);
        log.append("a", "a0", false, "a");
        kit.run();
        List<String> expected = new ArrayList<>();
        for (int i = 1; i <= 50; i++) {
            log.append("a", "a" + i, false, "a");
            log.append("log", "log" + i, false, null);
            if (i < 50) {
                expected.add("log" + i);
            }
        }
        expected.addAll(List.of("a50", "log50"));
        small.window(100);
        slow.writable();
        kit.run();
        assertThat(small.data()).isEqualTo(expected);
        assertThat(small.sizes()).allMatch(size -> size <= 200);
        assertThat(log.dropped()).isEqualTo(50);
    }

    @Test
    void aFailedWriteEndsTheSubscriberAndLeavesTheContainerTimeToEndTheAnswer() {
        Subscriber failing = kit.follow(log, connection.onWrite(write -> {
            if (write == 2) {
                throw new IOException("reset");
            }
        }));
        PumpKit.append(log, "1");
        kit.run();
        PumpKit.append(log, "2");
        kit.run();
        assertThat(connection.ended).hasValue(1);
        assertThat(connection.completed).hasValue(0);
        failing.gone();
        kit.pass(GRACE);
        assertThat(connection.completed).as("the container had ended it").hasValue(0);
        assertThat(connection.ended).hasValue(1);
        assertThat(connection.data()).containsExactly("1");
        assertThat(log.disconnected()).isZero();
    }

    @Test
    void completesAFailedConnectionThatTheContainerForgets() {
        kit.follow(log, connection.onWrite(write -> {
            throw new IllegalStateException("recycled");
        }));
        kit.pass(Duration.ofMillis(499));
        assertThat(connection.completed).hasValue(0);
        kit.pass(GRACE);
        kit.pass(GRACE);
        assertThat(connection.completed).hasValue(1);
        assertThat(connection.ended).hasValue(1);
    }

    @Test
    void aConnectionThatEndsInsideItsOwnFailingWriteIsNotCompletedAgain() {
        Subscriber[] self = new Subscriber[1];
        self[0] = kit.follow(log, connection.onWrite(write -> {
            if (write == 1) {
                self[0].gone();
                throw new IOException("closed");
            }
        }));
        PumpKit.append(log, "1");
        kit.run();
        kit.pass(GRACE);
        assertThat(connection.completed).hasValue(0);
        assertThat(connection.ended).hasValue(1);
        assertThat(kit.worker.load()).hasValue(0);
    }

    @Test
    void aConnectionThatEndsInsideItsLastWriteIsNotCompleted() {
        Subscriber[] self = new Subscriber[1];
        self[0] = kit.follow(log, connection.onWrite(write -> {
            if (write == 1) {
                self[0].gone();
            }
        }));
        PumpKit.append(log, "1");
        log.close();
        kit.run();
        kit.pass(GRACE);
        assertThat(connection.completed).hasValue(0);
        assertThat(connection.ended).hasValue(1);
    }

    @Test
    void completesOnceEvenIfThatFails() {
        FakeConnection broken = new FakeConnection() {
            @Override
            public void complete() {
                super.complete();
                throw new IllegalStateException("not valid in this state");
            }
        };
        kit.follow(log, broken);
        log.close();
        kit.run();
        kit.pass(GRACE);
        kit.pass(GRACE);
        assertThat(broken.completed).hasValue(1);
        assertThat(broken.ended).hasValue(1);
    }

    @Test
    void endsWithItsLogAfterTheLastEvent() {
        kit.follow(log, connection);
        PumpKit.append(log, "1");
        log.closeWith("done", "{}");
        kit.run();
        assertThat(connection.types()).containsExactly("message", "done");
        assertThat(connection.completed).hasValue(1);
        assertThat(connection.ended).hasValue(1);
        FakeConnection late = new FakeConnection();
        kit.follow(log, late);
        assertThat(late.types()).containsExactly("message", "done");
        assertThat(late.completed).hasValue(1);
    }

    @Test
    void goneTwiceEndsOnce() {
        Subscriber subscriber = kit.follow(log, connection);
        subscriber.gone();
        subscriber.gone();
        subscriber.writable();
        kit.run();
        PumpKit.append(log, "1");
        kit.pass(GRACE);
        assertThat(connection.ended).hasValue(1);
        assertThat(connection.completed).hasValue(0);
        assertThat(connection.data()).isEmpty();
        assertThat(log.subscriberCount()).isZero();
        assertThat(kit.worker.load()).hasValue(0);
    }

    @Test
    void aListenerOfTheEndThatFailsHarmsNobody() {
        FakeConnection rude = new FakeConnection() {
            @Override
            void ended() {
                super.ended();
                throw new IllegalStateException("rude");
            }
        };
        Subscriber first = kit.follow(log, rude);
        kit.follow(log, connection);
        first.gone();
        PumpKit.append(log, "1");
        kit.run();
        assertThat(connection.data()).containsExactly("1");
        assertThat(log.subscriberCount()).isEqualTo(1);
    }

    @Test
    void saysGoodbyeAfterWhatIsPendingOnce() {
        kit.follow(log, connection);
        FakeConnection stalled = new FakeConnection().window(0);
        kit.follow(log, stalled);
        PumpKit.append(log, "1", "2");
        kit.worker.closeAll("event: bye\ndata: x\n\n".getBytes(StandardCharsets.US_ASCII));
        kit.run();
        assertThat(connection.types()).containsExactly("message", "message", "bye");
        assertThat(connection.completed).hasValue(1);
        assertThat(stalled.ended).as("cannot be told").hasValue(1);
        kit.pass(GRACE);
        assertThat(stalled.completed).hasValue(1);
        FakeConnection late = new FakeConnection();
        kit.follow(log, late);
        kit.pass(GRACE);
        assertThat(late.types()).containsExactly("message", "message", "bye");
        assertThat(late.completed).hasValue(1);
    }

    @Test
    void aClientWhoseRequestTheContainerGivesUpIsToldAndEndedOnce() {
        kit.worker.prepareFarewell("event: bye\ndata: x\n\n".getBytes(StandardCharsets.US_ASCII));
        Subscriber subscriber = kit.follow(log, connection);
        FakeConnection stalled = new FakeConnection().window(0);
        Subscriber silent = kit.follow(log, stalled);
        kit.run();
        subscriber.timedOut();
        subscriber.timedOut();
        subscriber.gone();
        silent.timedOut();
        kit.run();
        kit.pass(GRACE);
        assertThat(connection.types()).containsExactly("bye");
        assertThat(connection.completed).hasValue(1);
        assertThat(connection.ended).hasValue(1);
        assertThat(stalled.completed).as("cannot be told").hasValue(1);
        assertThat(stalled.ended).hasValue(1);
    }

    @Test
    void anEndlessPublisherStarvesNobody() {
        int[] appended = new int[1];
        FakeConnection greedy = new FakeConnection().onWrite(write -> {
            if (appended[0]++ < 100_000) {
                PumpKit.append(log, "again");
            }
        });
        EventLog quiet = kit.log(10);
        Subscriber other = kit.follow(quiet, connection);
        Subscriber busy = kit.follow(log, greedy.window(1));
        greedy.window(Integer.MAX_VALUE);
        busy.writable();
        kit.worker.step();
        assertThat(appended[0]).isBetween(2, 100);
        PumpKit.append(quiet, "1");
        other.writable();
        kit.worker.step();
        assertThat(connection.data()).containsExactly("1");
        assertThat(appended[0]).isLessThan(1000);
    }

    @Test
    void aLongReplayIsServedInTurns() {
        EventLog long1 = kit.log(5000);
        for (int i = 0; i < 5000; i++) {
            PumpKit.append(long1, "" + i);
        }
        FakeConnection replay = new FakeConnection(100);
        kit.follow(long1, replay);
        assertThat(replay.events()).hasSize(5000);
        assertThat(replay.data()).startsWith("0", "1").endsWith("4999");
    }

    @Test
    void holdsNoBytesForIdleSubscribers() throws ReflectiveOperationException {
        kit.follow(log, connection);
        PumpKit.append(log, "1", "2", "3");
        kit.run();
        Field shards = PumpWorker.class.getDeclaredField("shards");
        shards.setAccessible(true);
        Object shard = ((Map<?, ?>) shards.get(kit.worker)).get(log);
        Field named = LogShard.class.getDeclaredField("named");
        named.setAccessible(true);
        Field recent = Chunks.class.getDeclaredField("recent");
        recent.setAccessible(true);
        assertThat((Object[]) recent.get(named.get(shard))).containsOnlyNulls();
    }

    @Test
    void refusesTimesThatMakeNoSense() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Delivery(
                        true,
                        SlowClientPolicy.DISCONNECT,
                        Duration.ofSeconds(-1),
                        Duration.ZERO,
                        Duration.ofSeconds(3)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Delivery(
                        true,
                        SlowClientPolicy.DISCONNECT,
                        Duration.ZERO,
                        Duration.ofSeconds(Long.MAX_VALUE),
                        Duration.ofSeconds(3)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Delivery(
                        true, SlowClientPolicy.DISCONNECT, Duration.ZERO, Duration.ZERO, Duration.ofDays(2)));
    }
}
