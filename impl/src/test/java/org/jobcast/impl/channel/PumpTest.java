package org.jobcast.impl.channel;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jobcast.channel.SlowClientPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The pump with its threads. */
@Timeout(120)
class PumpTest {
    private static final LogPosition START = new LogPosition(0, null);
    private static final Delivery DELIVERY = PumpKit.delivery(SlowClientPolicy.DISCONNECT);

    private final EventLog log = new PumpKit().log(1000);

    private static Pump pump(int threads) {
        return new Pump(threads, PumpKit.KEEP_ALIVE, System::nanoTime, new TestJson());
    }

    private static Subscriber subscribe(Pump pump, EventLog log, FakeConnection connection) {
        Subscriber subscriber = pump.subscribe(log, START, DELIVERY, connection, connection::ended);
        subscriber.writable();
        return subscriber;
    }

    private static void awaitEnd(FakeConnection connection) throws InterruptedException {
        assertThat(connection.end.await(30, SECONDS)).as("ended in time").isTrue();
    }

    /** Who is cut off is told that it is over before its answer is ended. */
    private static void awaitCompleted(FakeConnection connection) {
        Awaitility.await().until(() -> connection.completed.get() == 1);
    }

    @Test
    void everySubscriberOnEveryWorkerGetsEveryEventInOrder() throws InterruptedException {
        List<FakeConnection> connections =
                IntStream.range(0, 20).mapToObj(i -> new FakeConnection()).toList();
        List<String> sent = IntStream.range(0, 500).mapToObj(i -> "" + i).toList();
        try (Pump pump = pump(3)) {
            connections.forEach(connection -> subscribe(pump, log, connection));
            assertThat(pump.connections()).isEqualTo(20);
            sent.forEach(data -> PumpKit.append(log, data));
            log.close();
            for (FakeConnection connection : connections) {
                awaitEnd(connection);
                assertThat(connection.data()).isEqualTo(sent);
                assertThat(connection.completed).hasValue(1);
            }
            assertThat(pump.connections()).isZero();
            assertThat(log.subscriberCount()).isZero();
        }
    }

    @Test
    void aWriteThatHangsDelaysNeitherThePublisherNorTheOtherWorkerAndCloseIsBounded() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        FakeConnection hanging = new FakeConnection().afterGreeting(write -> {
            inside.countDown();
            boolean interrupted = false;
            while (release.getCount() > 0) {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        });
        CountDownLatch got = new CountDownLatch(100);
        FakeConnection healthy = new FakeConnection(1).onWrite(write -> got.countDown());
        Pump pump = pump(2);
        PumpKit.append(log, "first");
        subscribe(pump, log, hanging);
        assertThat(inside.await(30, SECONDS)).isTrue();
        subscribe(pump, log, healthy);
        for (int i = 0; i < 100; i++) {
            PumpKit.append(log, "" + i);
        }
        assertThat(got.await(30, SECONDS)).isTrue();
        // The write hangs until the test lets it go, so whoever waited for it would wait for ever.
        pump.sayGoodbye("event: bye\ndata:\n\n".getBytes(StandardCharsets.US_ASCII));
        pump.close();
        awaitCompleted(healthy);
        release.countDown();
        awaitEnd(hanging);
    }

    @Test
    void aBlockingWriteIsInterruptedAtTheEnd() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        FakeConnection blocking = new FakeConnection().afterGreeting(write -> {
            inside.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw new InterruptedIOException();
            }
        });
        Pump pump = pump(1);
        PumpKit.append(log, "first");
        subscribe(pump, log, blocking);
        assertThat(inside.await(30, SECONDS)).isTrue();
        pump.close();
        awaitEnd(blocking);
        assertThat(pump.connections()).isZero();
    }

    @Test
    void closeEndsAndCompletesEveryoneOnceAlsoThoseThatWereNeverWritable() throws InterruptedException {
        FakeConnection connected = new FakeConnection();
        FakeConnection stalled = new FakeConnection().window(0);
        FakeConnection never = new FakeConnection();
        Pump pump = pump(2);
        subscribe(pump, log, connected);
        subscribe(pump, log, stalled);
        pump.subscribe(log, START, DELIVERY, never, never::ended);
        pump.close();
        for (FakeConnection connection : List.of(connected, stalled, never)) {
            awaitEnd(connection);
            awaitCompleted(connection);
            assertThat(connection.ended).hasValue(1);
        }
        assertThat(pump.connections()).isZero();
        assertThat(log.subscriberCount()).isZero();
    }

    @Test
    void whoComesAfterTheEndIsCutOffAtOnce() {
        Pump pump = pump(1);
        pump.close();
        FakeConnection late = new FakeConnection();
        Subscriber subscriber = subscribe(pump, log, late);
        subscriber.gone();
        assertThat(late.completed).hasValue(1);
        assertThat(late.ended).hasValue(1);
        assertThat(late.sizes()).isEmpty();
        assertThat(pump.connections()).isZero();
    }

    @Test
    void saysGoodbyeToEveryoneWithoutWaitingForATick() throws InterruptedException {
        FakeConnection first = new FakeConnection();
        FakeConnection second = new FakeConnection();
        try (Pump pump = new Pump(2, PumpKit.KEEP_ALIVE, () -> 0, new TestJson())) {
            subscribe(pump, log, first);
            subscribe(pump, log, second);
            pump.sayGoodbye("event: bye\ndata: x\n\n".getBytes(StandardCharsets.US_ASCII));
            awaitEnd(first);
            awaitEnd(second);
            assertThat(first.types()).containsExactly("bye");
            assertThat(second.types()).containsExactly("bye");
        }
    }

    @Test
    void goneWaitsForAWriteThatIsUnderWay() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        boolean[] wrote = new boolean[1];
        FakeConnection slow = new FakeConnection().afterGreeting(write -> {
            inside.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new InterruptedIOException();
            }
            wrote[0] = true;
        });
        try (Pump pump = pump(1)) {
            PumpKit.append(log, "first");
            Subscriber subscriber = subscribe(pump, log, slow);
            assertThat(inside.await(30, SECONDS)).isTrue();
            Thread container = new Thread(subscriber::gone);
            container.start();
            release.countDown();
            container.join();
            assertThat(wrote[0]).isTrue();
            awaitEnd(slow);
            assertThat(slow.completed).hasValue(0);
        }
    }

    @Test
    void countsNobodyThatItRefused() {
        try (Pump pump = pump(1)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> pump.subscribe(List.of(), DELIVERY, new FakeConnection(), () -> {}));
            assertThat(pump.connections()).isZero();
        }
    }
}
