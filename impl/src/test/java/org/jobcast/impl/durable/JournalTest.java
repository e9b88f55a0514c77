package org.jobcast.impl.durable;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.channel.LogEntry;
import org.jobcast.impl.channel.Logs;
import org.jobcast.impl.concurrent.Threads;
import org.jobcast.impl.store.memory.MemoryStore;
import org.jobcast.spi.AppendOutcome;
import org.jobcast.spi.Bus;
import org.jobcast.spi.LogHead;
import org.jobcast.spi.Segment;
import org.jobcast.spi.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JournalTest {
    private static final String NAME = "job a";
    private static final long BUFFER = 10_000;
    private static final long KEPT = 4 << 20;

    private final Store store = new MemoryStore(InstantSource.system());
    private final FaultyEvents events = new FaultyEvents(store.events());
    private final Logs logs = new Logs(64 << 20, 8 << 20, InstantSource.system());
    private final DurableStreams streams = new DurableStreams(
            events,
            Bus.NONE,
            logs,
            new DurableStreams.Options(Duration.ofMillis(1), BUFFER, KEPT, 1000, 1 << 20, Duration.ofSeconds(1)));
    private final BlockingQueue<AppendOutcome> refusals = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        events.gate.countDown();
        streams.close(Duration.ofSeconds(5));
    }

    private EventLog write(long fence) {
        return streams.write(NAME, fence, 1000, 1 << 20, refusals::add).orElseThrow();
    }

    private static void append(EventLog log, int from, int to) {
        for (int i = from; i <= to; i++) {
            assertThat(log.append("n", "{\"n\":" + i + "}", true, null)).isEqualTo(i);
        }
    }

    private static void end(EventLog log) throws Exception {
        log.close();
        log.whenClosed().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private List<Long> stored() {
        List<LogEntry> all = new ArrayList<>();
        for (long after = 0; ; after = all.get(all.size() - 1).seq()) {
            List<LogEntry> page =
                    StoredArchive.entries(store.events().read(NAME, after, 1).orElseThrow(), after);
            if (page.isEmpty()) {
                return all.stream().map(LogEntry::seq).toList();
            }
            all.addAll(page);
        }
    }

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    @Test
    void anEventIsSeenOnlyAfterItIsStored() throws Exception {
        EventLog log = write(1);
        CountDownLatch grown = new CountDownLatch(1);
        log.addWaker(grown::countDown);
        CountDownLatch gate = new CountDownLatch(1);
        events.gate = gate;
        append(log, 1, 3);
        assertThat(log.last()).isZero();
        assertThat(log.entries(0, 10)).isEmpty();
        gate.countDown();
        assertThat(grown.await(30, TimeUnit.SECONDS)).isTrue();
        end(log);
        assertThat(log.last()).isEqualTo(3);
        assertThat(stored()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void theEndIsStoredBeforeItIsSeen() throws Exception {
        EventLog log = write(1);
        CountDownLatch gate = new CountDownLatch(1);
        events.gate = gate;
        append(log, 1, 1);
        assertThat(log.closeWith("done", "{}")).isTrue();
        assertThat(log.closeWith("done", "{}")).isFalse();
        assertThat(log.append("late", "x", false, null)).isZero();
        assertThat(log.isClosed()).isFalse();
        assertThat(log.whenClosed().toCompletableFuture()).isNotDone();
        gate.countDown();
        log.whenClosed().toCompletableFuture().get(30, TimeUnit.SECONDS);
        assertThat(log.isExhausted(2)).isTrue();
        LogHead head = store.events().head(NAME).orElseThrow();
        assertThat(head.ended()).isTrue();
        assertThat(head.last()).isEqualTo(2);
    }

    @Test
    void anOutageLosesNothingAndRepeatsNothing() throws Exception {
        EventLog log = write(1);
        append(log, 1, 10);
        events.down = true;
        append(log, 11, 20);
        awaitRefusals(3);
        assertThat(log.last()).isLessThanOrEqualTo(10);
        append(log, 21, 30);
        events.down = false;
        end(log);
        assertThat(stored()).isEqualTo(upTo(30));
        assertThat(log.last()).isEqualTo(30);
        assertThat(refusals).isEmpty();
    }

    private void awaitRefusals(int count) {
        Awaitility.await().until(() -> events.refused.get() >= count);
    }

    @Test
    void lostAnswersLeadToNoSecondCopy() throws Exception {
        EventLog log = write(1);
        events.lostAnswers.set(5);
        for (int i = 1; i <= 200; i++) {
            append(log, i, i);
        }
        end(log);
        assertThat(events.lostAnswers.get()).isZero();
        assertThat(stored()).isEqualTo(upTo(200));
    }

    @Test
    void aWriterWithAHigherFenceEndsThisOneAndItsEventsAreSeenHere() throws Exception {
        EventLog old = write(1);
        append(old, 1, 5);
        awaitLast(old, 5);
        EventLog successor = write(2);
        assertThat(successor.epoch()).isEqualTo(old.epoch());
        assertThat(successor.last()).isEqualTo(5);
        assertThat(old.append("n", "{\"never\":1}", true, null)).isEqualTo(6);
        assertThat(refusals.poll(30, TimeUnit.SECONDS)).isEqualTo(AppendOutcome.FENCED);
        assertThat(old.append("n", "{}", true, null)).isZero();
        append(successor, 6, 8);
        end(successor);
        old.whenClosed().toCompletableFuture().get(30, TimeUnit.SECONDS);
        assertThat(old.last()).isEqualTo(8);
        assertThat(old.page(5, 1).get(0).frame().data()).isEqualTo("{\"n\":6}");
        assertThat(stored()).isEqualTo(upTo(8));
    }

    private static void awaitLast(EventLog log, long last) throws InterruptedException {
        CountDownLatch there = new CountDownLatch(1);
        log.addWaker(() -> {
            if (log.last() >= last) {
                there.countDown();
            }
        });
        if (log.last() < last) {
            assertThat(there.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** As a failover of a store does that has acknowledged what its replica had not got. */
    private void loseAllBehind(EventLog log, long last) {
        List<LogEntry> kept = log.entries(0, (int) last);
        store.events().delete(NAME);
        store.events().open(NAME, 1, log.epoch());
        Segment segment = new Segment(NAME, 1, 1, last, SegmentCodec.encode(kept), false);
        assertThat(store.events().append(List.of(segment))).containsExactly(AppendOutcome.STORED);
    }

    @Test
    void whatTheStoreHasLostIsStoredAgain() throws Exception {
        EventLog log = write(1);
        append(log, 1, 8);
        awaitLast(log, 8);
        loseAllBehind(log, 5);
        append(log, 9, 12);
        end(log);
        assertThat(stored()).isEqualTo(upTo(12));
        assertThat(log.entries(0, 100)).extracting(LogEntry::seq).isEqualTo(upTo(12));
        assertThat(refusals).isEmpty();
    }

    @Test
    void whatTheStoreHasLostAndMemoryHasNotIsTheEndOfTheWriter() throws Exception {
        EventLog log = streams.write(NAME, 1, 2, 1 << 20, refusals::add).orElseThrow();
        append(log, 1, 2);
        awaitLast(log, 2);
        List<LogEntry> kept = log.entries(0, 2);
        append(log, 3, 8);
        awaitLast(log, 8);
        store.events().delete(NAME);
        store.events().open(NAME, 1, log.epoch());
        store.events().append(List.of(new Segment(NAME, 1, 1, 2, SegmentCodec.encode(kept), false)));
        append(log, 9, 9);
        assertThat(refusals.poll(30, TimeUnit.SECONDS)).isEqualTo(AppendOutcome.GAP);
    }

    @Test
    void aWriterWithALowerFenceGetsNoLog() {
        write(2);
        assertThat(streams.write(NAME, 1, 1000, 1 << 20, refusals::add)).isEmpty();
    }

    @Test
    void aRemovedLogRefusesItsWriter() throws Exception {
        EventLog log = write(1);
        append(log, 1, 1);
        awaitLast(log, 1);
        store.events().delete(NAME);
        append(log, 2, 2);
        assertThat(refusals.poll(30, TimeUnit.SECONDS)).isEqualTo(AppendOutcome.GONE);
        log.whenClosed().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void aPublisherWaitsWhileItsBufferIsFullAndGoesOnWithTheStore() throws Exception {
        EventLog log = write(1);
        CountDownLatch gate = new CountDownLatch(1);
        events.gate = gate;
        CountDownLatch full = new CountDownLatch(1);
        CountDownLatch through = new CountDownLatch(1);
        Thread publisher = Threads.daemon("publisher", () -> {
            append(log, 1, 1);
            log.awaitRoom();
            log.append("big", "x".repeat((int) BUFFER), false, null);
            full.countDown();
            log.awaitRoom();
            through.countDown();
        });
        publisher.start();
        assertThat(full.await(30, TimeUnit.SECONDS)).isTrue();
        awaitNoRoom(publisher);
        assertThat(through.getCount()).isEqualTo(1);
        gate.countDown();
        assertThat(through.await(30, TimeUnit.SECONDS)).isTrue();
        end(log);
        assertThat(stored()).containsExactly(1L, 2L);
    }

    /** A thread may have to wait for other things on its way there: a lock, a class. */
    private static void awaitNoRoom(Thread thread) {
        Awaitility.await().until(() -> LockSupport.getBlocker(thread) instanceof Condition);
    }

    @Test
    void anInterruptEndsTheWaitingAndNotTheEvent() throws Exception {
        EventLog log = write(1);
        CountDownLatch gate = new CountDownLatch(1);
        events.gate = gate;
        log.append("big", "x".repeat((int) BUFFER), false, null);
        Thread.currentThread().interrupt();
        log.awaitRoom();
        assertThat(Thread.interrupted()).isTrue();
        gate.countDown();
        end(log);
        assertThat(stored()).containsExactly(1L);
    }

    @Test
    void whoIgnoresHisInterruptWaitsBeforeHeFillsTheMemory() throws Exception {
        EventLog log = write(1);
        CountDownLatch gate = new CountDownLatch(1);
        events.gate = gate;
        log.append("big", "x".repeat((int) (2 * BUFFER)), false, null);
        AtomicBoolean stillInterrupted = new AtomicBoolean();
        Thread emitting = Threads.daemon("emitting", () -> {
            Thread.currentThread().interrupt();
            log.awaitRoom();
            stillInterrupted.set(Thread.currentThread().isInterrupted());
        });
        emitting.start();
        awaitNoRoom(emitting);
        gate.countDown();
        emitting.join(30_000);
        assertThat(emitting.isAlive()).isFalse();
        assertThat(stillInterrupted).isTrue();
        end(log);
    }

    @Test
    void whatIsTooOldIsNotKeptInTheStore() throws Exception {
        EventLog log = write(1);
        String data = "x".repeat(1000);
        int last = 0;
        while (last * 1000L < 3 * KEPT) {
            log.append("n", data, false, null);
            log.awaitRoom();
            last++;
        }
        end(log);
        long all = last;
        Awaitility.await().until(() -> events.head(log.name()).orElseThrow().first() > all / 2);
        LogHead head = events.head(log.name()).orElseThrow();
        assertThat(head.last()).isEqualTo(all);
        assertThat((all - head.first()) * 1000L).isGreaterThan(KEPT * 8 / 10);
    }

    @Test
    void manyLogsShareATransaction() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        List<EventLog> all = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            all.add(streams.write("job " + i, 1, 100, 10_000, refusals::add).orElseThrow());
        }
        events.gate = gate;
        for (int round = 0; round < 20; round++) {
            for (EventLog log : all) {
                log.append("n", "x", false, null);
            }
        }
        // Before the gate opens: else it depends on the scheduler how many ends the journal finds at once.
        all.forEach(EventLog::close);
        gate.countDown();
        for (EventLog log : all) {
            log.whenClosed().toCompletableFuture().get(30, TimeUnit.SECONDS);
            assertThat(log.last()).isEqualTo(20);
        }
        assertThat(events.appends.get()).isLessThan(100);
        assertThat(refusals).isEmpty();
    }

    @Test
    void whatIsPendingIsStoredAtTheEnd() {
        EventLog log = write(1);
        append(log, 1, 50);
        assertThat(streams.close(Duration.ofSeconds(20))).isTrue();
        assertThat(stored()).isEqualTo(upTo(50));
    }

    @Test
    void theEndDoesNotWaitForAStoreThatHangs() {
        EventLog log = write(1);
        events.gate = new CountDownLatch(1);
        append(log, 1, 50);
        assertThat(streams.close(Duration.ofMillis(50))).isFalse();
        log.append("big", "x".repeat((int) BUFFER * 2), false, null);
        log.awaitRoom();
        assertThat(log.last()).isZero();
    }

    @Test
    void anEventLargerThanASegmentIsOneByItself() throws Exception {
        EventLog log = write(1);
        log.append("small", "x", false, null);
        log.append("big", "x".repeat(5 << 20), false, null);
        log.append("small", "x", false, null);
        end(log);
        assertThat(stored()).containsExactly(1L, 2L, 3L);
        assertThat(log.page(1, 1).get(0).frame().data()).hasSize(5 << 20);
    }
}
