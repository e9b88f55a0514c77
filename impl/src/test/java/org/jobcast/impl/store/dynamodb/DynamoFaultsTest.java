package org.jobcast.impl.store.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jobcast.spi.AppendOutcome.STORED;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jobcast.spi.Assignment;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.LogHead;
import org.jobcast.spi.Segment;
import org.jobcast.spi.Signal;
import org.jobcast.spi.Store;
import org.jobcast.spi.StoreException;
import org.jobcast.test.DynamoProxy;
import org.jobcast.test.DynamoProxy.Fate;
import org.jobcast.test.DynamoServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** DynamoDB throttles, loses answers and does halves; every call is done once all the same. */
class DynamoFaultsTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Duration LEASE = Duration.ofMinutes(10);

    private final DynamoProxy proxy = new DynamoProxy(DynamoServer.shared().endpoint());
    private final String table = DynamoServer.newTable();
    private final Store store = TestDynamo.open(proxy.endpoint(), table);

    @AfterEach
    void close() {
        store.close();
        proxy.close();
    }

    @Test
    void whileAnswersAreLostEveryCallIsDoneOnce() {
        store.events().open("a", 1, 7);
        store.jobs().create(job("signalled"));
        proxy.law((operation, number) -> number % 3 == 0 ? Fate.LOSE : number % 7 == 0 ? Fate.REFUSE : Fate.PASS);
        callEverything(16);
        assertThat(proxy.count(Fate.LOSE)).isGreaterThan(30);
        assertThat(proxy.count(Fate.REFUSE)).isGreaterThan(12);
    }

    @Test
    void whileItThrottlesEveryCallIsDoneOnce() {
        store.events().open("a", 1, 7);
        store.jobs().create(job("signalled"));
        proxy.law((operation, number) -> number % 2 == 0 ? Fate.THROTTLE : Fate.PASS);
        callEverything(10);
        assertThat(proxy.count(Fate.THROTTLE)).isGreaterThan(50);
    }

    @Test
    void whileTransactionsConflictEveryCallIsDoneOnce() {
        store.events().open("a", 1, 7);
        store.jobs().create(job("signalled"));
        AtomicInteger transactions = new AtomicInteger();
        proxy.law(
                (operation, number) -> operation.equals("TransactWriteItems") && transactions.incrementAndGet() % 2 == 1
                        ? Fate.CONFLICT
                        : Fate.PASS);
        callEverything(10);
        assertThat(proxy.count(Fate.CONFLICT)).isGreaterThan(10);
    }

    private void callEverything(int calls) {
        store.nodes().join("node", LEASE);
        for (int i = 1; i <= calls; i++) {
            assertThat(store.events().append(segment(i)).isKept()).isTrue();
            assertThat(store.signals().send("signalled", "s", "" + i, 1000)).isEqualTo(i);
            JobRecord job = job("job-" + i);
            assertThat(store.jobs().create(job)).isTrue();
            JobRecord owned = job.change()
                    .assignment(job.assignment().to("node"))
                    .cancelReason("r".repeat(5000))
                    .build();
            assertThat(store.jobs().replace(job, owned)).isTrue();
            assertThat(store.steps().put(job.id(), "step", new byte[i], 1)).isTrue();
            assertThat(store.steps().get(job.id(), "step")).contains(new byte[i]);
            assertThat(store.nodes().beat("node", LEASE)).isTrue();
            assertThat(store.jobs().find(job.id())).contains(owned);
            if (i % 2 == 0) {
                assertThat(store.jobs().delete(job.id())).isTrue();
            }
        }
        assertThat(sequence()).containsExactlyElementsOf(oneTo(calls));
        assertThat(store.signals().read("signalled", 0, 9999))
                .extracting(Signal::number)
                .containsExactlyElementsOf(oneTo(calls));
        store.nodes().leave("node");
        assertThat(store.nodes().join("heir", LEASE)).isTrue();
        assertThat(claimAll("heir")).hasSize(calls / 2).doesNotHaveDuplicates();
        assertThat(store.events().delete("a")).isTrue();
        assertThat(store.events().head("a")).isEmpty();
    }

    private List<String> claimAll(String node) {
        List<String> claimed = new ArrayList<>();
        for (List<JobRecord> some = store.nodes().claim(node, 3);
                !some.isEmpty();
                some = store.nodes().claim(node, 3)) {
            some.forEach(job -> claimed.add(job.id()));
        }
        return claimed;
    }

    @Test
    void whatABatchHandsBackIsSentAgain() {
        proxy.law((operation, number) -> Fate.HALVE);
        byte[] large = new byte[5 << 20];
        new Random(1).nextBytes(large);
        store.events().open("a", 1, 7);
        Segment segment = new Segment("a", 1, 1, 9, large, false);
        assertThat(store.events().append(segment)).isEqualTo(STORED);
        assertThat(store.events().read("a", 0, 1).orElseThrow().segments()).containsExactly(segment);

        List<String> names = IntStream.range(0, 250).mapToObj(i -> "log-" + i).toList();
        names.forEach(name -> store.events().open(name, 1, 0));
        Map<String, LogHead> heads = store.events().heads(names);
        assertThat(heads.keySet()).containsExactlyInAnyOrderElementsOf(names);
        assertThat(proxy.count(Fate.HALVE)).isGreaterThan(10);
    }

    @Test
    void thatThereIsNoRoomAtAllIsAnExceptionAfterTheTimeout() throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (Store hasty = TestDynamo.open(proxy.endpoint(), table, "timeout", "PT10S")) {
            hasty.events().open("a", 1, 7);
            proxy.law((operation, number) -> operation.equals("TransactWriteItems") ? Fate.CONFLICT : Fate.THROTTLE);
            Future<Boolean> created = threads.submit(() -> hasty.jobs().create(job("a")));
            assertThatThrownBy(() -> hasty.events().append(segment(1)))
                    .isInstanceOf(StoreException.class)
                    .hasMessageNotContaining("payload");
            assertThatThrownBy(created::get).hasCauseInstanceOf(StoreException.class);
            assertThat(proxy.count(Fate.CONFLICT)).isPositive();
            assertThat(proxy.count(Fate.THROTTLE)).isPositive();
            proxy.law((operation, number) -> Fate.PASS);
            assertThat(hasty.events().append(segment(1))).isEqualTo(STORED);
            assertThat(hasty.jobs().create(job("a"))).isTrue();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void ofABatchForManyLogsWhatFailedIsSentAgainAndWhatWasDoneIsRecognised() {
        List<String> names = List.of("a", "b", "c", "d");
        names.forEach(name -> store.events().open(name, 1, 0));
        List<Segment> batch = names.stream()
                .map(name -> new Segment(name, 1, 1, 1, new byte[] {1}, false))
                .toList();
        try (Store hasty = TestDynamo.open(proxy.endpoint(), table, "timeout", "PT10S")) {
            AtomicBoolean first = new AtomicBoolean(true);
            proxy.law((operation, number) ->
                    !operation.equals("TransactWriteItems") || first.getAndSet(false) ? Fate.PASS : Fate.THROTTLE);
            assertThatThrownBy(() -> hasty.events().append(batch)).isInstanceOf(StoreException.class);
            proxy.law((operation, number) -> Fate.PASS);
            assertThat(hasty.events().append(batch)).allMatch(outcome -> outcome.isKept());
        }
        assertThat(store.events().heads(names).values())
                .extracting(LogHead::last)
                .containsOnly(1L)
                .hasSize(4);
    }

    @Test
    void anInterruptedCallerIsServedAndStaysInterrupted() {
        Thread.currentThread().interrupt();
        try {
            for (int i = 0; i < 20; i++) {
                assertThat(store.jobs().create(job("job-" + i))).isTrue();
            }
            store.events().open("a", 1, 1);
            assertThat(store.events().append(new Segment("a", 1, 1, 1, new byte[1 << 20], false)))
                    .isEqualTo(STORED);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void jobsAreDueByTheTimeOfDynamoDbHoweverWrongTheClockOfTheNodeIs() {
        Instant now = Instant.now();
        InstantSource slow = InstantSource.offset(InstantSource.system(), Duration.ofDays(-2));
        InstantSource fast = InstantSource.offset(InstantSource.system(), Duration.ofDays(2));
        JobRecord due = JobRecord.queued("due", "t", null, NOW, null, Assignment.from(now.minusSeconds(60)));
        JobRecord later = JobRecord.queued("later", "t", null, NOW, null, Assignment.from(now.plusSeconds(80_000)));
        store.jobs().create(later);
        for (InstantSource wrong : List.of(slow, fast)) {
            try (Store node = TestDynamo.open(wrong, proxy.endpoint(), table)) {
                String id = wrong.toString();
                node.nodes().join(id, LEASE);
                assertThat(node.jobs().create(due)).isTrue();
                assertThat(node.nodes().claim(id, 9)).extracting(JobRecord::id).containsExactly("due");
                node.jobs().delete("due");
            }
        }
    }

    @Test
    void afterItWasClosedCallsFailAndClosingAgainDoesNothing() throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        Store closed = TestDynamo.open(proxy.endpoint(), table);
        closed.close();
        closed.close();
        Callable<Object> call = () -> closed.jobs().find("a");
        Future<Object> answer = threads.submit(call);
        assertThatThrownBy(() -> answer.get(30, TimeUnit.SECONDS)).hasRootCauseInstanceOf(Exception.class);
        threads.shutdownNow();
    }

    private static JobRecord job(String id) {
        return JobRecord.queued(id, "t", null, NOW);
    }

    private static Segment segment(long number) {
        return new Segment("a", 1, number, number, ("payload " + number).getBytes(StandardCharsets.UTF_8), false);
    }

    private List<Long> sequence() {
        return store.events().read("a", 0, Integer.MAX_VALUE).orElseThrow().segments().stream()
                .map(Segment::first)
                .toList();
    }

    private static List<Long> oneTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }
}
