package org.jobcast.impl.store.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jobcast.spi.Assignment;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.Segment;
import org.jobcast.spi.Store;
import org.jobcast.test.DynamoProxy;
import org.jobcast.test.DynamoProxy.Fate;
import org.jobcast.test.DynamoServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** There is more to do than connections: who gets its turn. */
class DynamoTurnsTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Duration LEASE = Duration.ofMinutes(10);

    private final DynamoProxy proxy = new DynamoProxy(DynamoServer.shared().endpoint());
    private final Store store =
            TestDynamo.open(proxy.endpoint(), DynamoServer.newTable(), "connections", "1", "timeout", "PT60S");
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch letGo = new CountDownLatch(1);

    @AfterEach
    void close() {
        letGo.countDown();
        store.close();
        proxy.close();
    }

    private void hold() {
        held.countDown();
        try {
            letGo.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Segment segment(String log, long number) {
        return new Segment(log, 1, number, number, new byte[] {1}, false);
    }

    /** All that it asks for is under way, or waits for that. */
    private static <T> FutureTask<T> startWaiting(FutureTask<T> caller) {
        Thread thread = new Thread(caller);
        thread.setDaemon(true);
        thread.start();
        Awaitility.await().until(() -> thread.getState() == Thread.State.WAITING);
        return caller;
    }

    @Test
    void aNodeShowsThatItLivesAndTakesJobsOverWhileEventsOfManyLogsWait() throws Exception {
        List<String> logs = List.of("a", "b", "c");
        logs.forEach(log -> store.events().open(log, 1, 0));
        store.nodes().join("node", LEASE);
        store.jobs().create(JobRecord.queued("due", "t", null, NOW, "i".repeat(5000), Assignment.from(NOW)));
        proxy.law((operation, number) -> {
            if (operation.equals("TransactWriteItems")) {
                hold();
            }
            return Fate.PASS;
        });
        FutureTask<?> append = startWaiting(new FutureTask<>(() ->
                store.events().append(logs.stream().map(log -> segment(log, 1)).toList())));
        held.await();
        FutureTask<List<JobRecord>> pass = new FutureTask<>(() -> {
            assertThat(store.nodes().beat("node", LEASE)).isTrue();
            assertThat(store.nodes().stopping("node", 9)).isEmpty();
            return store.nodes().claim("node", 9);
        });
        new Thread(pass).start();
        assertThat(pass.get(30, TimeUnit.SECONDS)).extracting(JobRecord::id).containsExactly("due");
        assertThat(append).isNotDone();
        letGo.countDown();
        append.get(60, TimeUnit.SECONDS);
    }

    @Test
    void aLongTrimLetsOthersGetTheirTurn() throws Exception {
        store.events().open("a", 1, 0);
        store.events()
                .append(IntStream.rangeClosed(1, 251)
                        .mapToObj(i -> segment("a", i))
                        .toList());
        AtomicInteger deleted = new AtomicInteger();
        AtomicInteger before = new AtomicInteger();
        proxy.law((operation, number) -> {
            if (operation.equals("DeleteItem") && deleted.incrementAndGet() == 1) {
                hold();
            } else if (operation.equals("GetItem")) {
                before.set(deleted.get());
            }
            return Fate.PASS;
        });
        FutureTask<?> trim = startWaiting(new FutureTask<>(() -> store.events().trim("a", 251), null));
        held.await();
        FutureTask<?> find = startWaiting(new FutureTask<>(() -> store.jobs().find("x")));
        letGo.countDown();
        find.get(60, TimeUnit.SECONDS);
        trim.get(60, TimeUnit.SECONDS);
        assertThat(deleted).hasValue(250);
        assertThat(before.get()).isLessThanOrEqualTo(100);
    }
}
