package org.jobcast.impl.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
import org.jobcast.test.PostgresServer;
import org.jobcast.test.SseParser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A PostgreSQL that dies while jobs run on two nodes, and comes back after more than their lease. */
class DatabaseOutageTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private PostgresServer server;
    private HttpKit a;
    private HttpKit b;

    @BeforeEach
    void start() {
        server = PostgresServer.start();
        String url = server.newDatabase();
        a = new HttpKit("store=jpa", "jpa.url=" + url, "node.lease=8s");
        b = new HttpKit("store=jpa", "jpa.url=" + url, "node.lease=8s");
    }

    @AfterEach
    void stop() {
        a.close();
        b.close();
        server.close();
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
        server.stop();
        down.countDown();

        assertThat(a.get("/jobs/" + job.id()).status()).as("a job of this node").isEqualTo(200);
        HttpKit.Reply elsewhere = b.get("/jobs/" + job.id());
        assertThat(elsewhere.status()).as("a job of another node").isEqualTo(503);
        assertThat(elsewhere.headers()).containsKey("Retry-After");
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> a.jobs().submit("import", ctx -> "never accepted"));
        Awaitility.await().until(() -> emitted.get() == 1000);
        long longerThanALease = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        Awaitility.await().until(() -> System.nanoTime() - longerThanALease > 0);
        assertThat(ends.completion().toCompletableFuture())
                .as("its end cannot be told yet")
                .isNotDone();

        server.start("on");
        assertThat(ends.completion()
                        .toCompletableFuture()
                        .get(60, TimeUnit.SECONDS)
                        .state())
                .isEqualTo(JobState.SUCCEEDED);
        up.countDown();
        assertThat(job.completion()
                        .toCompletableFuture()
                        .get(60, TimeUnit.SECONDS)
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
        Job next = b.jobs().submit("import", ctx -> "fine");
        assertThat(next.completion()
                        .toCompletableFuture()
                        .get(60, TimeUnit.SECONDS)
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
        CountDownLatch running = new CountDownLatch(1);
        a.jobs().submit("import", ctx -> {
            running.countDown();
            new CountDownLatch(1).await();
            return null;
        });
        running.await();
        server.stop();
        Future<?> closed = threads.submit(a::close);
        closed.get(60, TimeUnit.SECONDS);
        assertThat(a.jobs().isAccepting()).isFalse();
    }
}
