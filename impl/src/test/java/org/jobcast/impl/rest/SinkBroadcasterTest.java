package org.jobcast.impl.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseBroadcaster;
import jakarta.ws.rs.sse.SseEventSink;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jobcast.channel.ChannelOptions;
import org.jobcast.channel.StreamPosition;
import org.jobcast.rest.ChannelBroadcaster;
import org.jobcast.test.SseClient;
import org.jobcast.test.SseParser.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SinkBroadcasterTest {
    @TempDir
    Path directory;

    @Test
    void headersAndTheReconnectHintArriveBeforeAnyEvent() throws Exception {
        try (Broadcasting app = Broadcasting.start(directory);
                SseClient client = app.follow("live")) {
            app.channel.send("go", "x");
            assertThat(client.next().data()).isEqualTo("x");
            assertThat(client.retries()).hasSize(1);
            assertThat(client.retries().get(0)).isBetween(2400L, 3600L);
        }
    }

    @Test
    void eventsOfFourProducersReachEachClientInTheOrderOfTheirIds() throws Exception {
        int perProducer = 2_000;
        try (Broadcasting app = Broadcasting.start(directory);
                SseClient first = app.follow("live");
                SseClient second = app.follow("live")) {
            CountDownLatch start = new CountDownLatch(1);
            ExecutorService threads = Executors.newFixedThreadPool(4);
            List<CompletableFuture<Void>> producers = IntStream.range(0, 4)
                    .mapToObj(producer -> CompletableFuture.runAsync(
                            () -> {
                                await(start);
                                for (int i = 0; i < perProducer; i++) {
                                    app.channel.send("p" + producer, Integer.toString(i));
                                }
                            },
                            threads))
                    .toList();
            threads.shutdown();
            start.countDown();
            for (SseClient client : List.of(first, second)) {
                List<Event> events = client.take(4 * perProducer);
                assertThat(events.stream().map(Broadcasting::seq).toList())
                        .isEqualTo(IntStream.rangeClosed(1, 4 * perProducer)
                                .mapToObj(Long::valueOf)
                                .toList());
                for (int producer = 0; producer < 4; producer++) {
                    String type = "p" + producer;
                    assertThat(events.stream()
                                    .filter(event -> event.type().equals(type))
                                    .map(Event::data))
                            .containsExactlyElementsOf(IntStream.range(0, perProducer)
                                    .mapToObj(Integer::toString)
                                    .toList());
                }
            }
            producers.forEach(CompletableFuture::join);
        }
    }

    @Test
    void anyTextArrivesAsItWasSentWithLineBreaksAsLineFeeds() throws Exception {
        List<String> texts = List.of(
                "", "a\nb", "a\n\nb", "x\n", "\n", "a\r\nb", "a\rb", " lead", "\uFEFFbom", "\uD83D\uDE00", "\0");
        try (Broadcasting app = Broadcasting.start(directory);
                SseClient client = app.follow("live")) {
            texts.forEach(text -> app.channel.send("t", text));
            assertThat(client.take(texts.size()).stream().map(Event::data))
                    .containsExactlyElementsOf(texts.stream()
                            .map(text -> text.replace("\r\n", "\n").replace('\r', '\n'))
                            .toList());
        }
    }

    @Test
    void anImplementationWhoseEventsMustBeItsOwnGetsThemFromItsBuilder() throws Exception {
        Broadcasting.Setup setup =
                new Broadcasting.Setup(Broadcasting.SETTINGS, ChannelOptions.defaults(), false, BuilderOnly::new);
        try (Broadcasting app = new Broadcasting(directory, setup)) {
            IntStream.range(0, 50).forEach(i -> app.channel.send("old", "a\n" + i));
            try (SseClient client = app.follow("start")) {
                app.channel.send("new", Map.of("a", 1));
                List<Event> events = client.take(51);
                assertThat(events.get(49).data()).isEqualTo("a\n49");
                assertThat(events.get(50).type()).isEqualTo("new");
                assertThat(events.get(50).data()).isEqualTo("{\"a\":1}");
                assertThat(Broadcasting.seq(events.get(50))).isEqualTo(51);
                assertThat(client.comments()).contains(" hello");
                assertThat(client.retries()).hasSize(1);
            }
        }
    }

    /** Jersey's builder under a name that does not say so. */
    private record BuilderOnly(Sse sse) implements Sse {
        @Override
        public OutboundSseEvent.Builder newEventBuilder() {
            return sse.newEventBuilder();
        }

        @Override
        public SseBroadcaster newBroadcaster() {
            return sse.newBroadcaster();
        }
    }

    @Test
    void anEventThatAnImplementationLeavesInItsQueueIsFetchedByAComment() throws Exception {
        try (Broadcasting app = Broadcasting.start(directory);
                SseClient client = app.follow("live")) {
            BuilderOnly sse = new BuilderOnly(app.sse());
            Forgetful sink = new Forgetful();
            app.broadcasters.over(app.channels.open("other"), sse).register(sink);
            app.channels.send("other", "first");
            assertThat(sink.taken.poll(30, TimeUnit.SECONDS)).isEqualTo("first");
            app.channels.send("other", "second");
            assertThat(sink.taken.poll(30, TimeUnit.SECONDS)).isEqualTo("second");
            client.assertExhausted();
        }
    }

    /** Takes an event out of its queue when the next one comes, as CXF does now and then; comments at once. */
    private static final class Forgetful implements SseEventSink {
        final BlockingQueue<Object> taken = new LinkedBlockingQueue<>();
        private Runnable waiting = () -> {};

        @Override
        public synchronized CompletionStage<?> send(OutboundSseEvent event) {
            waiting.run();
            CompletableFuture<Void> sent = new CompletableFuture<>();
            waiting = () -> {
                if (event.getData() != null) {
                    taken.add(event.getData());
                }
                sent.complete(null);
            };
            if (event.getComment() != null) {
                waiting.run();
                waiting = () -> {};
            }
            return sent;
        }

        @Override
        public boolean isClosed() {
            return false;
        }

        @Override
        public void close() {}
    }

    @Test
    void aClientThatComesBackGetsWhatItMissedAndNoMore() throws Exception {
        try (Broadcasting app = Broadcasting.start(directory);
                SseClient client = app.follow("live")) {
            IntStream.rangeClosed(1, 10).forEach(i -> app.channel.send("n", Integer.toString(i)));
            String last = client.take(4).get(3).id();
            client.abort();
            try (SseClient again = app.follow("live", "Last-Event-ID: " + last)) {
                assertThat(again.take(6).stream().map(Event::data)).containsExactly("5", "6", "7", "8", "9", "10");
                again.assertExhausted();
            }
        }
    }

    @Test
    void anUnknownIdIsAnsweredByAGapAndTheRest() throws Exception {
        try (Broadcasting app = Broadcasting.start(directory)) {
            app.channel.send("n", "1");
            try (SseClient client = app.follow("live", "Last-Event-ID: what's this")) {
                List<Event> events = client.take(2);
                assertThat(events.get(0).type()).isEqualTo("gap");
                assertThat(events.get(1).data()).isEqualTo("1");
            }
        }
    }

    @Test
    void theEndOfTheChannelComesAfterAllOfItsEventsAndClosesEachSinkOnce() throws Exception {
        try (Broadcasting app = Broadcasting.start(directory);
                SseClient client = app.follow("live")) {
            IntStream.range(0, 3_000).forEach(i -> app.channel.send("n", Integer.toString(i)));
            app.channel.end();
            assertThat(client.awaitEnd()).hasSize(3_000);
            assertThat(app.closed).hasSize(1);
            assertThat(app.errors).isEmpty();
            try (SseClient late = app.follow("start")) {
                assertThat(late.awaitEnd()).hasSize(3_000);
            }
        }
    }

    @Test
    void theStageOfABroadcastCompletesWhenAllClientsHaveBeenSentIt() throws Exception {
        try (Broadcasting app = Broadcasting.start(directory);
                SseClient first = app.follow("live");
                SseClient second = app.follow("live")) {
            for (int i = 0; i < 200; i++) {
                join(app.broadcaster().broadcast(app.event("n", Integer.toString(i))));
                assertThat(app.channel.snapshot().subscribers()).isEqualTo(2);
            }
            assertThat(first.take(200)).hasSize(200);
            assertThat(second.take(200)).hasSize(200);
        }
    }

    @Test
    void aBroadcastEventGetsTheTypeTheDataAndAnIdOfTheChannel() throws Exception {
        try (Broadcasting app = Broadcasting.start(directory);
                SseClient client = app.follow("live")) {
            OutboundSseEvent.Builder builder = new org.glassfish.jersey.media.sse.OutboundEvent.Builder();
            app.broadcaster()
                    .broadcast(
                            builder.id("mine").data(Map.class, Map.of("a", 1)).build());
            Event event = client.next();
            assertThat(event.type()).isEqualTo("message");
            assertThat(event.data()).isEqualTo("{\"a\":1}");
            assertThat(Broadcasting.seq(event)).isEqualTo(1);
        }
    }

    @Test
    void anEventThatIsOnlyACommentIsSentAsOneAndIsNotKept() throws Exception {
        try (Broadcasting app = Broadcasting.start(directory);
                SseClient client = app.follow("live")) {
            app.channel.send("n", "1");
            client.next();
            join(app.broadcaster().broadcast(app.comment("line one\r\ndata: forged")));
            client.awaitComment("line one data: forged");
            client.assertExhausted();
            assertThat(app.channel.read(0, 10)).hasSize(1);
        }
    }

    @Test
    void aBroadcastToAnEndedChannelFailsAndOneWithoutContentIsRefused() throws Exception {
        try (Broadcasting app = Broadcasting.start(directory);
                SseClient client = app.follow("live")) {
            ChannelBroadcaster broadcaster = app.broadcaster();
            assertThatNullPointerException().isThrownBy(() -> broadcaster.broadcast(null));
            assertThatNullPointerException().isThrownBy(() -> broadcaster.register(null));
            assertThatIllegalArgumentException().isThrownBy(() -> broadcaster.broadcast(app.event("a\nb", "x")));
            app.channel.end();
            assertThat(client.awaitEnd()).isEmpty();
            assertThat(broadcaster
                            .broadcast(app.event("n", "x"))
                            .toCompletableFuture()
                            .isCompletedExceptionally())
                    .isTrue();
        }
    }

    @Test
    void afterItsCloseEveryMethodButCloseFails() throws Exception {
        try (Broadcasting app = Broadcasting.start(directory);
                SseClient client = app.follow("live")) {
            ChannelBroadcaster broadcaster = app.broadcaster();
            OutboundSseEvent event = app.event("n", "x");
            broadcaster.close();
            broadcaster.close();
            broadcaster.close(false);
            assertThat(client.awaitEnd()).isEmpty();
            assertThat(app.closed).hasSize(1);
            var sink = app.closed.peek();
            assertThatIllegalStateException().isThrownBy(() -> broadcaster.register(sink));
            assertThatIllegalStateException().isThrownBy(() -> broadcaster.register(sink, StreamPosition.LIVE));
            assertThatIllegalStateException().isThrownBy(() -> broadcaster.unregister(sink));
            assertThatIllegalStateException().isThrownBy(() -> broadcaster.broadcast(event));
            assertThatIllegalStateException().isThrownBy(() -> broadcaster.onClose(gone -> {}));
            assertThatIllegalStateException().isThrownBy(() -> broadcaster.onError((gone, failure) -> {}));
            assertThatIllegalStateException().isThrownBy(broadcaster::channel);
            try (SseClient next = app.follow("live")) {
                assertThat(app.broadcaster()).isNotSameAs(broadcaster);
                app.channel.send("n", "x");
                assertThat(next.next().data()).isEqualTo("x");
            }
        }
    }

    @Test
    void closingWithoutItsSinksLeavesThemOpenAndCallsNobody() throws Exception {
        try (Broadcasting app = Broadcasting.start(directory);
                SseClient client = app.follow("live")) {
            app.channel.send("n", "1");
            client.next();
            ChannelBroadcaster broadcaster = app.broadcaster();
            OutboundSseEvent event = app.event("own", "2");
            broadcaster.close(false);
            app.channel.send("n", "not for it");
            assertThat(app.closed).isEmpty();
            assertThat(app.sinks.peek().isClosed()).isFalse();
            join(app.sinks.peek().send(event));
            assertThat(client.next().type()).isEqualTo("own");
        }
    }

    @Test
    void anUnregisteredSinkGetsNothingMoreAndStaysOpen() throws Exception {
        try (Broadcasting app = Broadcasting.start(directory);
                SseClient client = app.follow("live")) {
            ChannelBroadcaster broadcaster = app.broadcaster();
            var sink = app.sinks.peek();
            assertThatIllegalArgumentException().isThrownBy(() -> broadcaster.register(sink));
            join(broadcaster.broadcast(app.event("n", "1")));
            assertThat(client.next().data()).isEqualTo("1");
            assertThat(broadcaster.unregister(sink)).isTrue();
            assertThat(broadcaster.unregister(sink)).isFalse();
            join(broadcaster.broadcast(app.event("n", "2")));
            client.assertExhausted();
            assertThat(app.closed).isEmpty();
            assertThat(sink.isClosed()).isFalse();
            sink.close();
        }
    }

    @Test
    void aCallbackThatFailsKeepsNoOtherFromBeingCalled() throws Exception {
        try (Broadcasting app = Broadcasting.start(directory);
                SseClient client = app.follow("live")) {
            List<Object> called = new ArrayList<>();
            app.broadcaster().onClose(sink -> {
                throw new IllegalStateException("on purpose");
            });
            app.broadcaster().onClose(called::add);
            app.broadcaster().close();
            assertThat(called).hasSize(1);
            assertThat(client.awaitEnd()).isEmpty();
        }
    }

    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static void join(java.util.concurrent.CompletionStage<?> stage) throws Exception {
        stage.toCompletableFuture().get(30, java.util.concurrent.TimeUnit.SECONDS);
    }
}
