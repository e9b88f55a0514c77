package org.jobcast.impl.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jobcast.job.Job;
import org.jobcast.job.JobContext;
import org.jobcast.job.JobState;
import org.jobcast.spi.StoreException;
import org.jobcast.test.SseParser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A store that dies while jobs run on two nodes, and comes back after more than their lease. */
abstract class StoreOutageContract {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpKit a;
    private HttpKit b;

    /** Begins with a store that holds nothing; the settings of the nodes. */
    abstract List<String> begin();

    /** Lets the store crash. */
    abstract void crash();

    /** Starts the store again. */
    abstract void recover();

    /** Does away with the store. */
    abstract void end();

    @BeforeEach
    void start() {
        List<String> settings = new ArrayList<>(List.of("node.lease=8s", "job.max-running=20"));
        settings.addAll(begin());
        a = new HttpKit(settings.toArray(String[]::new));
        b = new HttpKit(settings.toArray(String[]::new));
    }

    @AfterEach
    void stop() {
        a.close();
        b.close();
        end();
        threads.shutdownNow();
    }

    private static StreamReader follow(HttpKit kit, String id) {
        return StreamReader.begin(kit.stream(Asked.of("GET", "/jobs/" + id + "/stream")));
    }

    @Test
    void losesNothingThatWasAcknowledgedAndKillsNoNode() throws Exception {
        CountDownLatch down = new CountDownLatch(1);
        CountDownLatch up = new CountDownLatch(1);
        AtomicInteger emitted = new AtomicInteger();
        Job job = a.jobs().submit("import", ctx -> {
            emit(ctx, emitted, 500);
            down.await();
            emit(ctx, emitted, 500);
            up.await();
            emit(ctx, emitted, 500);
            return "whole";
        });
        Job ends = a.jobs().submit("import", ctx -> {
            down.await();
            return "ended while the database was down";
        });
        List<StreamReader> readers = List.of(follow(a, job.id()), follow(b, job.id()));
        Awaitility.await().until(() -> emitted.get() == 500 && ends.state() == JobState.RUNNING);
        // A client that has to read from the store while that is away is disconnected.
        Awaitility.await().until(() -> readers.stream().allMatch(reader -> reader.count() == 500));
        crash();
        down.countDown();

        assertThat(a.get("/jobs/" + job.id()).status()).as("a job of this node").isEqualTo(200);
        Future<HttpKit.Reply> asked = threads.submit(() -> b.get("/jobs/" + job.id()));
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> a.jobs().submit("import", ctx -> "never accepted"));
        HttpKit.Reply elsewhere = asked.get(120, TimeUnit.SECONDS);
        assertThat(elsewhere.status()).as("a job of another node").isEqualTo(503);
        assertThat(elsewhere.headers()).containsKey("Retry-After");
        Awaitility.await().until(() -> emitted.get() == 1000);
        long longerThanALease = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        Awaitility.await().until(() -> System.nanoTime() - longerThanALease > 0);
        assertThat(ends.completion().toCompletableFuture())
                .as("its end cannot be told yet")
                .isNotDone();

        recover();
        assertThat(ends.completion()
                        .toCompletableFuture()
                        .get(120, TimeUnit.SECONDS)
                        .state())
                .isEqualTo(JobState.SUCCEEDED);
        up.countDown();
        assertThat(job.completion()
                        .toCompletableFuture()
                        .get(120, TimeUnit.SECONDS)
                        .state())
                .isEqualTo(JobState.SUCCEEDED);
        for (StreamReader reader : readers) {
            List<SseParser.Event> events = reader.whole();
            assertThat(events.stream().map(event -> event.id().replaceFirst(".*-", "")))
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, 1501)
                            .mapToObj(Integer::toString)
                            .toList());
            assertThat(events.get(1499).data()).contains("\"data\":1500");
            assertThat(events.get(1500).type()).isEqualTo("done");
        }
        assertThat(b.jobs().counts()).containsEntry(JobState.SUCCEEDED, 2L).containsEntry(JobState.QUEUED, 0L);
        Job next = Awaitility.await()
                .atMost(2, TimeUnit.MINUTES)
                .ignoreException(StoreException.class)
                .until(() -> b.jobs().submit("import", ctx -> "fine"), accepted -> true);
        assertThat(next.completion()
                        .toCompletableFuture()
                        .get(120, TimeUnit.SECONDS)
                        .state())
                .isEqualTo(JobState.SUCCEEDED);
    }

    private static void emit(JobContext ctx, AtomicInteger emitted, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(ctx.emit("n", emitted.incrementAndGet())).isTrue();
        }
    }

    @Test
    void isNoReasonForAnApplicationNotToStop() throws Exception {
        // So many that a wait for the store for each of them would take longer than the test.
        int many = 20;
        CountDownLatch running = new CountDownLatch(many);
        CountDownLatch interrupted = new CountDownLatch(many);
        for (int i = 0; i < many; i++) {
            a.jobs().submit("import", ctx -> {
                running.countDown();
                try {
                    new CountDownLatch(1).await();
                } finally {
                    interrupted.countDown();
                }
                return null;
            });
        }
        running.await();
        crash();
        Future<?> closed = threads.submit(a::close);
        closed.get(120, TimeUnit.SECONDS);
        assertThat(a.jobs().isAccepting()).isFalse();
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    }
}
