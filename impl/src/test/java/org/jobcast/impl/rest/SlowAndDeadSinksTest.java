package org.jobcast.impl.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jobcast.channel.ChannelOptions;
import org.jobcast.channel.SlowClientPolicy;
import org.jobcast.test.SseClient;
import org.jobcast.test.SseParser.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlowAndDeadSinksTest {
    private static final String KILOBYTES = "x".repeat(8_000);

    @TempDir
    Path directory;

    private static SinkSettings settings(Duration keepAlive, Duration maxStall) {
        return new SinkSettings(keepAlive, maxStall, Duration.ofSeconds(3), SlowClientPolicy.DISCONNECT, 8192);
    }

    private static Broadcasting.Setup history(SinkSettings settings, int events, SlowClientPolicy policy) {
        ChannelOptions options = ChannelOptions.builder()
                .historyEvents(events)
                .slowClients(policy)
                .build();
        return new Broadcasting.Setup(settings, options, false, sse -> sse);
    }

    @Test
    void aStalledClientDelaysNobodyAndIsDroppedOnce() throws Exception {
        Duration patience = Duration.ofSeconds(6);
        SinkSettings settings = settings(Duration.ZERO, patience);
        try (Broadcasting app = new Broadcasting(directory, Broadcasting.Setup.of(settings));
                SseClient stalled = app.stall();
                SseClient healthy = app.follow("live")) {
            long longest = 0;
            for (int i = 0; i < 1_000; i++) {
                long begun = System.nanoTime();
                app.channel.send("n", KILOBYTES);
                longest = Math.max(longest, System.nanoTime() - begun);
                healthy.next();
            }
            // Who had to wait for the stalled client would wait until it is dropped.
            assertThat(Duration.ofNanos(longest)).isLessThan(patience.minusSeconds(1));
            Awaitility.await().until(() -> app.closed.size() == 1);
            app.channel.send("n", "after");
            assertThat(healthy.next().data()).isEqualTo("after");
            assertThat(app.closed).hasSize(1);
            assertThat(app.channel.snapshot().subscribers()).isEqualTo(1);
            assertThat(app.channel.snapshot().disconnected()).isEqualTo(1);
            assertThat(stalled.head().status()).isEqualTo(200);
        }
    }

    @Test
    void eightStalledClientsDoNotStopTwentyHealthyOnes() throws Exception {
        try (Broadcasting app = Broadcasting.start(directory)) {
            List<SseClient> stalled = new ArrayList<>();
            List<SseClient> healthy = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                stalled.add(app.stall());
            }
            for (int i = 0; i < 20; i++) {
                healthy.add(app.follow("live"));
            }
            for (int i = 0; i < 300; i++) {
                app.channel.send("n", i + KILOBYTES);
                for (SseClient client : healthy) {
                    assertThat(client.next().data()).startsWith(i + "x");
                }
            }
            assertThat(app.closed).isEmpty();
            healthy.forEach(SseClient::close);
            stalled.forEach(SseClient::abort);
        }
    }

    @Test
    void threadsThatReplacedStuckOnesGoWhenTheyAreNotNeeded() throws Exception {
        SinkSettings settings = settings(Duration.ofMillis(100), Duration.ofSeconds(30));
        try (Broadcasting app = new Broadcasting(directory, Broadcasting.Setup.of(settings));
                SseClient healthy = app.follow("live")) {
            List<SseClient> stalled = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                stalled.add(app.stall());
            }
            Awaitility.await().pollInterval(Duration.ofMillis(10)).until(() -> {
                app.channel.send("n", KILOBYTES);
                healthy.next();
                return app.broadcasters.pool().liveThreads() > 6;
            });
            stalled.forEach(SseClient::abort);
            Awaitility.await().until(() -> app.closed.size() == 6);
            Awaitility.await().until(() -> app.broadcasters.pool().liveThreads() <= 4);
        }
    }

    @Test
    void aClientThatFallsOutOfTheHistoryIsDisconnectedBeforeTheStallIsOver() throws Exception {
        SinkSettings settings = settings(Duration.ZERO, Duration.ofMinutes(5));
        try (Broadcasting app = new Broadcasting(directory, history(settings, 50, SlowClientPolicy.DISCONNECT));
                SseClient stalled = app.stall()) {
            for (int i = 0; i < 2_000; i++) {
                app.channel.send("n", KILOBYTES);
            }
            Awaitility.await().until(() -> app.closed.size() == 1);
            assertThat(stalled.head().status()).isEqualTo(200);
            assertThat(app.errors).isEmpty();
        }
    }

    @Test
    void aSlowClientThatMayLoseEventsIsToldOfTheGap() throws Exception {
        try (Broadcasting app =
                        new Broadcasting(directory, history(Broadcasting.SETTINGS, 50, SlowClientPolicy.DROP_OLDEST));
                SseClient slow = app.stall()) {
            for (int i = 0; i < 2_000; i++) {
                app.channel.send("n", KILOBYTES);
            }
            app.channel.end();
            List<Event> events = slow.awaitEnd();
            assertThat(events).hasSizeLessThan(2_000);
            assertThat(events.stream().filter(event -> event.type().equals("gap")))
                    .isNotEmpty();
            assertThat(Broadcasting.seq(events.get(events.size() - 1))).isEqualTo(2_000);
            assertThat(app.channel.snapshot().dropped()).isPositive();
        }
    }

    @Test
    void aSlowClientMayGetTheLatestOfEachTypeOnly() throws Exception {
        try (Broadcasting app =
                        new Broadcasting(directory, history(Broadcasting.SETTINGS, 5_000, SlowClientPolicy.COALESCE));
                SseClient slow = app.stall()) {
            for (int i = 0; i < 1_000; i++) {
                app.channel.send("n" + i % 2, KILOBYTES);
            }
            Awaitility.await().until(() -> app.broadcasters.pool().stuckThreads() > 0);
            app.channel.end();
            List<Event> events = slow.awaitEnd();
            assertThat(events).hasSizeLessThan(900);
            assertThat(events.stream().map(Broadcasting::seq)).endsWith(999L, 1_000L);
        }
    }

    @Test
    void aDeadClientIsGoneWithinTwoKeepAlivesAndToldOnce() throws Exception {
        Duration keepAlive = Duration.ofMillis(500);
        try (Broadcasting app = new Broadcasting(
                        directory, Broadcasting.Setup.of(settings(keepAlive, Duration.ofSeconds(30))));
                SseClient healthy = app.follow("live")) {
            SseClient dead = app.follow("live");
            dead.awaitComment("keep-alive");
            dead.close();
            // In keep-alives of another client, as those are as late as the machine is.
            healthy.awaitComment("keep-alive");
            healthy.assertExhausted();
            int before = healthy.comments().size();
            Awaitility.await().pollInterval(Duration.ofMillis(10)).until(() -> {
                healthy.assertExhausted();
                return app.closed.size() == 1;
            });
            assertThat(healthy.comments().size() - before).isLessThanOrEqualTo(6);
            healthy.awaitComment("keep-alive");
            assertThat(app.closed).hasSize(1);
            assertThat(app.channel.snapshot().subscribers()).isEqualTo(1);
        }
    }

    @Test
    void theStageOfABroadcastWaitsForAStalledClientUntilItIsDropped() throws Exception {
        Duration patience = Duration.ofSeconds(2);
        try (Broadcasting app = new Broadcasting(directory, Broadcasting.Setup.of(settings(Duration.ZERO, patience)));
                SseClient stalled = app.stall();
                SseClient healthy = app.follow("live")) {
            long begun = System.nanoTime();
            List<CompletableFuture<?>> stages = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                stages.add(
                        app.broadcaster().broadcast(app.event("n", KILOBYTES)).toCompletableFuture());
                // One by one: it must not be taken for a stalled one, too.
                healthy.next();
            }
            CompletableFuture<Long> over = stages.get(499).thenApply(done -> System.nanoTime() - begun);
            assertThat(Duration.ofNanos(over.get(30, TimeUnit.SECONDS))).isGreaterThanOrEqualTo(patience);
            CompletableFuture.allOf(stages.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
            Awaitility.await().until(() -> app.closed.size() == 1);
            assertThat(stalled.head().status()).isEqualTo(200);
        }
    }

    @Test
    void closingWithAStalledClientReturnsAtOnce() throws Exception {
        Broadcasting app = Broadcasting.start(directory);
        try (app;
                SseClient stalled = app.stall()) {
            for (int i = 0; i < 500; i++) {
                app.channel.send("n", KILOBYTES);
            }
            CompletionStage<?> stage = app.broadcaster().broadcast(app.event("n", "x"));
            long begun = System.nanoTime();
            app.broadcasters.close();
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .as("it does not wait for the client to be dropped")
                    .isLessThan(Broadcasting.SETTINGS.maxStall().dividedBy(2));
            assertThat(app.closed).hasSize(1);
            assertThat(stage.toCompletableFuture().isDone()).isTrue();
            stalled.abort();
        }
    }

    @Test
    void whoeverWinsTheRaceOfAnEndACloseAndALeavingClientEachSinkIsToldOnce() throws Exception {
        for (int round = 0; round < 15; round++) {
            try (Broadcasting app = Broadcasting.start(directory)) {
                List<SseClient> clients = new ArrayList<>();
                for (int i = 0; i < 12; i++) {
                    clients.add(app.follow("live"));
                }
                CyclicBarrier barrier = new CyclicBarrier(4);
                List<Runnable> rivals = List.of(
                        () -> app.channel.end(),
                        () -> app.broadcaster().close(),
                        () -> clients.forEach(SseClient::abort),
                        () -> app.channel.send("n", KILOBYTES));
                ExecutorService threads = Executors.newFixedThreadPool(rivals.size());
                List<CompletableFuture<Void>> running = rivals.stream()
                        .map(rival -> CompletableFuture.runAsync(
                                () -> {
                                    pass(barrier);
                                    rival.run();
                                },
                                threads))
                        .toList();
                running.forEach(CompletableFuture::join);
                threads.shutdown();
                Awaitility.await().until(() -> app.closed.size() >= 12);
                assertThat(app.closed).hasSize(12).doesNotHaveDuplicates();
            }
        }
    }

    private static void pass(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void afterManyClientsHaveVanishedAtOnceNoNewOneIsRefusedOrDeaf() throws Exception {
        Broadcasting.Setup setup =
                new Broadcasting.Setup(Broadcasting.SETTINGS, ChannelOptions.defaults(), true, sse -> sse);
        try (Broadcasting app = new Broadcasting(directory, setup)) {
            for (int round = 0; round < 2; round++) {
                List<SseClient> leaving = clients(app, 500);
                leaving.parallelStream().forEach(SseClient::abort);
                for (int i = 0; i < 20; i++) {
                    app.channel.send("n", KILOBYTES);
                }
                List<SseClient> staying = clients(app, 500);
                app.channel.send("last", "last");
                for (SseClient client : staying) {
                    assertThat(client.next().type()).isEqualTo("last");
                    client.abort();
                }
                Awaitility.await().until(() -> {
                    app.channel.send("n", "x");
                    return app.channel.snapshot().subscribers() == 0;
                });
                assertThat(List.copyOf(app.closed)).doesNotHaveDuplicates();
            }
        }
    }

    private static List<SseClient> clients(Broadcasting app, int count) throws InterruptedException {
        List<SseClient> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            SseClient client = app.follow("live");
            assertThat(client.head().status()).isEqualTo(200);
            clients.add(client);
        }
        return clients;
    }
}
