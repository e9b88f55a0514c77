package org.jobcast.impl.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Readers take no lock: what they see beside appending, growing, trimming and releasing is checked entry by entry. */
@Timeout(180)
class EventLogStressTest {
    private final ExecutorService pool = Executors.newFixedThreadPool(4);
    private final HistoryBudget budget = new HistoryBudget(1_000_000);

    @AfterEach
    void stop() {
        pool.shutdownNow();
    }

    private EventLog log(int events) {
        return new EventLog("test", new LogLimits(events, 1_000_000, 1000), budget, PumpKit.CLOCK);
    }

    private static void appendNumbered(EventLog log, int count) {
        for (int i = 0; i < count; i++) {
            synchronized (log) {
                log.append("n", "" + (log.last() + 1), false, null);
            }
        }
    }

    /** Reads everywhere; each entry is the one that was asked for, and whole. */
    private static long readAround(EventLog log, int reads) {
        long seen = 0;
        for (int i = 0; i < reads; i++) {
            long last = log.last();
            for (long seq = Math.max(0, last - 20); seq <= last + 2; seq++) {
                LogEntry entry = log.entry(seq);
                if (entry != null) {
                    seen++;
                    if (entry.seq != seq || !entry.frame.data().equals("" + seq)) {
                        throw new AssertionError("asked for " + seq + ", got " + entry.frame);
                    }
                    if (seq > log.last()) {
                        throw new AssertionError(seq + " is read before it is the last one");
                    }
                } else if (seq > 0 && seq <= last && seq >= log.first()) {
                    throw new AssertionError(seq + " is missing although the history begins with " + log.first());
                }
            }
        }
        return seen;
    }

    @Test
    void anEntryIsTheRightOneOrNoneWhateverHappensToTheLog() throws Exception {
        for (int round = 0; round < 400; round++) {
            EventLog log = log(round % 2 == 0 ? 10 : 200);
            CyclicBarrier barrier = new CyclicBarrier(4);
            Future<?> append = pool.submit(() -> {
                barrier.await();
                appendNumbered(log, 300);
                return null;
            });
            Future<?> trim = pool.submit(() -> {
                barrier.await();
                for (int i = 0; i < 20; i++) {
                    log.trimToLast();
                }
                return null;
            });
            List<Future<Long>> readers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                readers.add(pool.submit(() -> {
                    barrier.await();
                    return readAround(log, 100);
                }));
            }
            for (Future<Long> reader : readers) {
                reader.get();
            }
            append.get();
            trim.get();
            assertThat(readAround(log, 1)).isPositive();
            log.release();
            assertThat(budget.used()).isZero();
        }
    }

    @Test
    void whatIsReadAtOnceHasNoHoles() throws Exception {
        for (int round = 0; round < 60; round++) {
            EventLog log = log(50);
            CyclicBarrier barrier = new CyclicBarrier(3);
            List<Future<?>> publishers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                publishers.add(pool.submit(() -> {
                    barrier.await();
                    appendNumbered(log, 3000);
                    return null;
                }));
            }
            barrier.await();
            while (log.last() < 6000) {
                long before = -1;
                for (LogEntry entry : log.entries(0, 50)) {
                    assertThat(before == -1 || entry.seq == before + 1)
                            .as("%s after %s", entry.seq, before)
                            .isTrue();
                    before = entry.seq;
                }
            }
            for (Future<?> publisher : publishers) {
                publisher.get();
            }
            log.release();
        }
    }

    @Test
    void theBudgetDoesNotDriftWhenLogsComeAndGo() throws Exception {
        for (int round = 0; round < 200; round++) {
            Logs logs = new Logs(20_000, 1000, PumpKit.CLOCK);
            List<EventLog> all = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                all.add(logs.create("log", 100, 10_000));
            }
            CyclicBarrier barrier = new CyclicBarrier(4);
            List<Future<?>> work = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int self = i;
                work.add(pool.submit(() -> {
                    barrier.await();
                    appendNumbered(all.get(self), 100);
                    appendNumbered(all.get(self + 3), 100);
                    all.get(self).close();
                    if (self == 0) {
                        logs.release(all.get(0));
                    }
                    return null;
                }));
            }
            barrier.await();
            for (int i = 0; i < 20; i++) {
                logs.reclaim();
            }
            logs.release(all.get(3));
            for (Future<?> each : work) {
                each.get();
            }
            assertThat(logs.bytes())
                    .isEqualTo(all.stream().mapToLong(EventLog::bytes).sum())
                    .isLessThanOrEqualTo(21_000);
            all.forEach(logs::release);
            assertThat(logs.bytes()).isZero();
        }
    }
}
