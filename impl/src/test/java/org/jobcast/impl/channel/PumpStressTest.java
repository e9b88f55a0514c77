package org.jobcast.impl.channel;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jobcast.channel.SlowClientPolicy;
import org.jobcast.channel.StreamPosition;
import org.jobcast.impl.sse.EventId;
import org.jobcast.test.SseParser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Everything at once, many times, with seeds. */
@Timeout(180)
class PumpStressTest {
    private static final int PUBLISHERS = 4;
    private static final int SUBSCRIBERS = 8;

    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final BlockingQueue<Runnable> container = new LinkedBlockingQueue<>();
    private final PumpKit kit = new PumpKit();
    private final Pump pump = new Pump(2, Duration.ofMillis(200), System::nanoTime, new TestJson());

    PumpStressTest() {
        pool.execute(() -> {
            try {
                while (true) {
                    container.take().run();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @AfterEach
    void stop() {
        pump.close();
        pool.shutdownNow();
    }

    /** A connection that is not ready now and then; the container says later that it is. */
    private final class Moody extends FakeConnection {
        private final Random random;
        private final AtomicBoolean over = new AtomicBoolean();
        private volatile boolean waiting;
        private volatile boolean usedAfterEnd;
        private volatile Subscriber subscriber;

        Moody(long seed) {
            super(256);
            this.random = new Random(seed);
        }

        void start(Subscriber self) {
            subscriber = self;
            self.writable();
        }

        @Override
        public boolean ready() {
            usedAfterEnd |= over.get();
            if (!waiting && random.nextInt(4) == 0) {
                waiting = true;
                container.add(() -> {
                    waiting = false;
                    subscriber.writable();
                });
            }
            return !waiting;
        }

        @Override
        public void complete() {
            usedAfterEnd |= over.getAndSet(true);
            super.complete();
        }

        /** As a container does: what comes after the call may not touch the connection. */
        void hangUp() {
            subscriber.gone();
            over.set(true);
        }
    }

    private static long seq(String id) {
        return EventId.parse(id).orElseThrow().seq();
    }

    /** Checks that nothing is missing but what a gap names, and returns the next sequence number. */
    private static long check(List<SseParser.Event> events, long from) {
        long expected = from;
        for (SseParser.Event event : events) {
            if (event.type().equals("gap")) {
                long first = seq(TestJson.parse(event.data()).get("first").asText());
                assertThat(first).as("a gap that misses something").isGreaterThan(expected);
                expected = first;
            } else {
                assertThat(seq(event.id())).isEqualTo(expected);
                expected++;
            }
        }
        return expected;
    }

    private void publish(EventLog log, int count) throws Exception {
        List<Future<?>> publishers = new ArrayList<>();
        for (int p = 0; p < PUBLISHERS; p++) {
            publishers.add(pool.submit(() -> {
                for (int i = 0; i < count; i++) {
                    log.append("message", "x".repeat(i % 90), false, "message");
                    if (i % 16 == 0) {
                        Thread.yield();
                    }
                }
            }));
        }
        for (Future<?> publisher : publishers) {
            publisher.get();
        }
        log.closeWith("done", "{}");
    }

    /** Follows a log to its end over as many connections as it takes, hanging up now and then. */
    private Void follow(EventLog log, SlowClientPolicy policy, long seed) throws Exception {
        Random random = new Random(seed);
        Delivery delivery = new Delivery(true, policy, Duration.ofMillis(200), Duration.ZERO, Duration.ofSeconds(3));
        String last = "";
        long next = 1;
        // In this order: a log that is closed grows no more.
        while (!log.isClosed() || next <= log.last()) {
            next = last.isEmpty() ? 1 : seq(last) + 1;
            LogPosition position = LogPosition.find(log, last, StreamPosition.START);
            Moody connection = new Moody(random.nextLong());
            connection.start(pump.subscribe(log, position, delivery, connection, connection::ended));
            if (random.nextInt(3) == 0) {
                connection.end.await(random.nextInt(2_000_000), NANOSECONDS);
                connection.hangUp();
            }
            assertThat(connection.end.await(30, SECONDS)).as("ends").isTrue();
            next = check(connection.events(), next);
            last = connection.lastEventId().isEmpty() ? last : connection.lastEventId();
            assertThat(connection.ended).hasValue(1);
            assertThat(connection.usedAfterEnd).isFalse();
        }
        assertThat(next).isEqualTo(log.last() + 1);
        return null;
    }

    private void stress(SlowClientPolicy policy, int history, long seed) throws Exception {
        EventLog log = kit.log(history);
        List<Future<Void>> followers = new ArrayList<>();
        for (int s = 0; s < SUBSCRIBERS; s++) {
            long own = seed * 100 + s;
            followers.add(pool.submit(() -> follow(log, policy, own)));
        }
        publish(log, 400);
        for (Future<Void> follower : followers) {
            follower.get(60, SECONDS);
        }
        assertThat(log.bytes()).isEqualTo(kit.budget.used());
        log.release();
        assertThat(kit.budget.used()).isZero();
    }

    @Test
    void nobodyMissesAnythingWhileAllIsInTheHistory() throws Exception {
        for (long seed = 1; seed <= 15; seed++) {
            stress(SlowClientPolicy.DISCONNECT, 10_000, seed);
        }
    }

    @Test
    void whatIsDroppedIsToldExactly() throws Exception {
        for (long seed = 1; seed <= 15; seed++) {
            stress(SlowClientPolicy.DROP_OLDEST, 20, seed);
        }
    }

    @Test
    void whoIsDisconnectedResumesAndIsToldExactly() throws Exception {
        for (long seed = 1; seed <= 15; seed++) {
            stress(SlowClientPolicy.DISCONNECT, 20, seed);
        }
    }

    @Test
    void whoSubscribesWhileTheLogClosesGetsTheLastEventAndEnds() throws Exception {
        for (int round = 0; round < 300; round++) {
            EventLog log = kit.log(100);
            PumpKit.append(log, "1");
            CyclicBarrier barrier = new CyclicBarrier(4);
            List<Future<FakeConnection>> joined = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                joined.add(pool.submit(joinAt(barrier, log)));
            }
            barrier.await();
            log.closeWith("done", "{}");
            for (Future<FakeConnection> each : joined) {
                FakeConnection connection = each.get();
                assertThat(connection.end.await(30, SECONDS)).isTrue();
                assertThat(connection.types()).containsExactly("message", "done");
                assertThat(connection.completed).hasValue(1);
            }
        }
    }

    private Callable<FakeConnection> joinAt(CyclicBarrier barrier, EventLog log) {
        return () -> {
            FakeConnection connection = new FakeConnection();
            barrier.await();
            LogPosition position = LogPosition.find(log, null, StreamPosition.START);
            Delivery delivery = PumpKit.delivery(SlowClientPolicy.DISCONNECT);
            pump.subscribe(log, position, delivery, connection, connection::ended)
                    .writable();
            return connection;
        };
    }

    @Test
    void aLogThatIsReleasedWhileItIsReadEndsItsReadersAndOnlyToldEventsAreMissing() throws Exception {
        for (int round = 0; round < 200; round++) {
            EventLog log = kit.log(1000);
            for (int i = 0; i < 300; i++) {
                PumpKit.append(log, "" + i);
            }
            Moody connection = new Moody(round);
            Delivery delivery = PumpKit.delivery(SlowClientPolicy.DROP_OLDEST);
            LogPosition position = LogPosition.find(log, null, StreamPosition.START);
            connection.start(pump.subscribe(log, position, delivery, connection, connection::ended));
            if (round % 2 == 0) {
                log.close();
            }
            log.release();
            assertThat(connection.end.await(30, SECONDS)).isTrue();
            assertThat(check(connection.events(), 1)).isEqualTo(301);
            assertThat(connection.completed).hasValue(1);
            assertThat(kit.budget.used()).isZero();
        }
    }

    @Test
    void aMillionEventsHoldBoundedMemoryForAClientThatStopsReading() throws Exception {
        EventLog log = new EventLog("test", new LogLimits(1000, 200_000, 1000), kit.budget, PumpKit.CLOCK);
        CountDownLatch begun = new CountDownLatch(2);
        FakeConnection stopped = new FakeConnection().window(2).onWrite(write -> begun.countDown());
        PumpKit.append(log, "first");
        pump.subscribe(
                        log,
                        new LogPosition(0, null),
                        PumpKit.delivery(SlowClientPolicy.DISCONNECT),
                        stopped,
                        stopped::ended)
                .writable();
        assertThat(begun.await(30, SECONDS)).isTrue();
        String data = "x".repeat(100);
        long most = 0;
        for (int i = 0; i < 1_000_000; i++) {
            log.append("message", data, false, "message");
            most = Math.max(most, log.bytes());
        }
        assertThat(most).isBetween(100_000L, 200_000L);
        assertThat(stopped.end.await(30, SECONDS)).isTrue();
        assertThat(log.disconnected()).isEqualTo(1);
        assertThat(kit.budget.used()).isEqualTo(log.bytes());
        assertThat(stopped.data()).containsExactly("first");
        assertThat(log.subscriberCount()).isZero();
    }
}
