package org.jobcast.impl.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.channel.Logs;
import org.jobcast.impl.concurrent.Threads;
import org.jobcast.test.ManualClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WaitsTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    private final ScheduledThreadPoolExecutor timer = Threads.timer("test-timer-");
    private final Waits waits = new Waits(timer);
    private final EventLog log = new Logs(1 << 20, 1 << 16, new ManualClock()).create("test", 100, 1 << 16);

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    private static void await(CompletableFuture<Void> wait) throws Exception {
        wait.get(30, TimeUnit.SECONDS);
    }

    private CompletableFuture<Void> until(long last, Duration time) {
        return waits.until(log, () -> log.last() >= last, time).toCompletableFuture();
    }

    @Test
    void aWaitEndsWhenTheNewsIsThatWhichItWaitsFor() throws Exception {
        CompletableFuture<Void> second = until(2, LONG);

        log.append("a", "1", false, null);
        await(until(1, LONG));
        assertThat(second).isNotDone();
        log.append("a", "2", false, null);

        await(second);
        assertThat(timer.getQueue()).as("the timeout is taken back").isEmpty();
    }

    @Test
    void aWaitForWhatIsThereAlreadyEndsAtOnce() throws Exception {
        log.append("a", "1", false, null);

        await(until(1, LONG));
    }

    @Test
    void aWaitEndsWhenItsTimeIsUp() throws Exception {
        await(until(1, Duration.ofMillis(1)));

        assertThat(log.last()).isZero();
    }

    @Test
    void theEndOfTheLogIsNews() throws Exception {
        CompletableFuture<Void> wait = waits.until(log, log::isClosed, LONG).toCompletableFuture();

        log.close();

        await(wait);
    }

    @Test
    void manyEventsQueueOneCheckPerWait() throws Exception {
        AtomicInteger checks = new AtomicInteger();
        CompletableFuture<Void> release = new CompletableFuture<>();
        timer.execute(release::join);
        CompletableFuture<Void> wait = waits.until(
                        log,
                        () -> {
                            checks.incrementAndGet();
                            return log.last() >= 50;
                        },
                        LONG)
                .toCompletableFuture();
        for (int i = 0; i < 50; i++) {
            log.append("a", "x", false, null);
        }
        release.complete(null);

        await(wait);
        assertThat(checks).hasValue(1);
    }

    @Test
    void aWaitThatIsOverLeavesNothingInTheLog() throws Exception {
        WeakReference<Object> byNews = holdUntil(LONG, () -> log.append("a", "1", false, null));
        WeakReference<Object> byTime = holdUntil(Duration.ofMillis(1), () -> {});

        Awaitility.await().until(() -> {
            System.gc();
            return byNews.get() == null && byTime.get() == null;
        });
        assertThat(log.last()).as("the log itself is held").isEqualTo(1);
    }

    /** Waits with a condition that holds an object, which nothing else does. */
    private WeakReference<Object> holdUntil(Duration time, Runnable news) throws Exception {
        Object held = new Object();
        long last = log.last();
        CompletableFuture<Void> wait = waits.until(log, () -> held.hashCode() != 0 && log.last() > last, time)
                .toCompletableFuture();
        news.run();
        await(wait);
        return new WeakReference<>(held);
    }

    @Test
    void noNewsGetsLostBetweenThreads() throws Exception {
        var pool = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 300; round++) {
                List<CompletableFuture<Void>> over = new ArrayList<>();
                long next = log.last() + 1;
                var waiting = pool.submit(() -> until(next, LONG));
                var sending = pool.submit(() -> log.append("a", "x", false, null));
                sending.get(30, TimeUnit.SECONDS);
                over.add(waiting.get(30, TimeUnit.SECONDS));
                for (CompletableFuture<Void> wait : over) {
                    await(wait);
                }
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void whoWaitsAtTheEndIsAnsweredThenAndNobodyWaitsAfterIt() throws Exception {
        CompletableFuture<Void> before = until(1, LONG);

        waits.end();

        await(before);
        await(until(1, LONG));
    }

    @Test
    void aTimerThatHasEndedMakesNobodyWait() throws Exception {
        timer.shutdownNow();

        await(until(1, LONG));
    }
}
