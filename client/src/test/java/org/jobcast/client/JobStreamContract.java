package org.jobcast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jobcast.client.ScriptedServer.streamHead;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jobcast.client.ScriptedServer.Peer;
import org.jobcast.client.ScriptedServer.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a stream does when servers and networks do what they do; over TCP, and once more over a Unix domain socket. */
@Timeout(240)
abstract class JobStreamContract {
    private static final String ONE = "id: 7-1\nevent: progress\n"
            + "data: {\"event\":\"progress\",\"current\":1,\"total\":2,\"message\":\"half\",\"t\":1.5}\n\n";
    private static final String TWO =
            "id: 7-2\nevent: log\ndata: {\"event\":\"log\",\"message\":\"hi\",\"level\":\"warning\",\"t\":2}\n\n";
    private static final String DONE =
            "id: 7-3\nevent: done\ndata: {\"event\":\"done\",\"state\":\"succeeded\",\"t\":2.25}\n\n";
    private static final String RETRY = "retry: 3000\n\n";

    private final TestTiming time = new TestTiming();
    private ScriptedServer server;

    abstract ScriptedServer start();

    @BeforeEach
    void open() {
        server = start();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private JobStream stream() {
        return time.client(server).stream("j");
    }

    private static List<JobEvent> all(JobStream stream) {
        List<JobEvent> events = new ArrayList<>();
        stream.forEach(events::add);
        return events;
    }

    @Test
    void eventsAreTypedAndTheStreamEndsOnDone() throws Exception {
        server.then(peer -> {
            peer.send(streamHead() + RETRY + ONE + TWO + "id: 7-9\nevent: row\ndata: {\"n\":1}\n\n" + DONE);
            peer.awaitClose();
        });
        try (JobStream stream = stream()) {
            List<JobEvent> events = all(stream);
            assertThat(events).extracting(JobEvent::type).containsExactly("progress", "log", "row", "done");
            JobEvent.Progress progress = (JobEvent.Progress) events.get(0);
            assertThat(progress.progress().percent()).hasValue(50.0);
            assertThat(progress.message()).isEqualTo("half");
            assertThat(progress.elapsed()).isEqualTo(Duration.ofMillis(1500));
            JobEvent.Log log = (JobEvent.Log) events.get(1);
            assertThat(log.level() + " " + log.message()).isEqualTo("warning hi");
            assertThat(events.get(2).json().get("n").asInt()).isEqualTo(1);
            JobEvent.Done done = (JobEvent.Done) events.get(3);
            assertThat(done.state()).isEqualTo(JobState.SUCCEEDED);
            assertThat(done.failure()).isNull();
            assertThat(stream.next()).isEmpty();
            assertThat(stream.lastEventId()).isEqualTo("7-3");
        }
        Request request = server.request();
        assertThat(request.line()).isEqualTo("GET /base/jobs/j/stream HTTP/1.1");
        assertThat(request.header("Accept")).isEqualTo("text/event-stream");
        assertThat(request.header("Last-Event-ID")).isEqualTo("(none)");
        assertThat(time.waits).isEmpty();
    }

    @Test
    void aBrokenConnectionIsResumedAfterTheLastWholeEvent() throws Exception {
        server.thenSend(streamHead() + ONE + "id: 7-2\nevent: log\ndata: {\"event\":\"lo")
                .thenSend(streamHead() + TWO + DONE);
        try (JobStream stream = stream()) {
            assertThat(all(stream)).extracting(JobEvent::id).containsExactly("7-1", "7-2", "7-3");
        }
        server.request();
        assertThat(server.request().header("Last-Event-ID")).isEqualTo("7-1");
    }

    @Test
    void everySplitOfTheStreamGivesEachEventOnce() throws Exception {
        String body = RETRY + "\uFEFF:x\r\n\r\n" + ONE.replace("\n", "\r\n") + TWO.replace("\n", "\r") + DONE;
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        for (int cut = 0; cut < length; cut++) {
            int at = cut;
            server.then(peer -> {
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                peer.send(streamHead());
                peer.send(Arrays.copyOfRange(bytes, 0, at));
                peer.send(Arrays.copyOfRange(bytes, at, bytes.length));
                peer.awaitClose();
            });
            try (JobStream stream = stream()) {
                assertThat(all(stream))
                        .as("cut at %d", cut)
                        .extracting(JobEvent::id)
                        .containsExactly("7-1", "7-2", "7-3");
            }
            server.request();
        }
    }

    @Test
    void aStreamCanBeginAfterAKnownEvent() throws Exception {
        server.thenAnswer(204, "", "");
        try (JobStream stream = time.client(server).stream("j", StreamOptions.after("7-3"))) {
            assertThat(stream.next()).isEmpty();
            assertThat(stream.next()).isEmpty();
        }
        assertThat(server.request().header("Last-Event-ID")).isEqualTo("7-3");
    }

    @Test
    void noContentAfterAReconnectEndsTheStreamToo() throws Exception {
        server.thenSend(streamHead() + ONE).thenAnswer(204, "", "");
        try (JobStream stream = stream()) {
            assertThat(all(stream)).extracting(JobEvent::id).containsExactly("7-1");
        }
    }

    @Test
    void unknownAndGoneFailAtOnce() throws Exception {
        server.thenAnswer(404, "application/problem+json", "{}").thenAnswer(410, "text/html", "<p>gone</p>");
        for (int i = 0; i < 2; i++) {
            try (JobStream stream = stream()) {
                assertThatThrownBy(stream::next)
                        .isInstanceOfSatisfying(
                                JobNotFoundException.class,
                                e -> assertThat(e.id()).isEqualTo("j"));
                assertThat(stream.next()).isEmpty();
            }
        }
        assertThat(time.waits).isEmpty();
    }

    @Test
    void aJobThatIsGoneAfterARestartIsNotFound() throws Exception {
        server.thenSend(streamHead() + ONE).thenAnswer(404, "application/problem+json", "{}");
        try (JobStream stream = stream()) {
            assertThat(stream.next()).isPresent();
            assertThatThrownBy(stream::next).isInstanceOf(JobNotFoundException.class);
        }
    }

    @Test
    void theTokenIsRenewedOnceThenTheCallerIsRefused() throws Exception {
        List<String> given = new ArrayList<>(List.of("one", "two", "three"));
        ClientOptions.Builder options = ClientOptions.builder().token(() -> given.remove(0));
        server.thenAnswer(401, "text/plain", "no").thenSend(streamHead() + ONE + DONE);
        server.thenAnswer(401, "text/plain", "no").thenAnswer(401, "application/json", "{\"detail\":\"not you\"}");
        JobcastClient client = time.client(server, options);
        try (JobStream stream = client.stream("j")) {
            assertThat(all(stream)).hasSize(2);
        }
        assertThat(server.request().header("Authorization")).isEqualTo("Bearer one");
        assertThat(server.request().header("Authorization")).isEqualTo("Bearer two");
        try (JobStream stream = client.stream("j")) {
            assertThatThrownBy(stream::next)
                    .isInstanceOf(RefusedException.class)
                    .hasMessage("The server refused the request with status 401: not you");
        }
        assertThat(server.request().header("Authorization")).isEqualTo("Bearer two");
        assertThat(server.request().header("Authorization")).isEqualTo("Bearer three");
        assertThat(given).isEmpty();
    }

    @Test
    void aBusyServerIsTriedAgainWhenItSaysSo() throws Exception {
        server.thenAnswer(503, "text/plain", "busy", "Retry-After: 20")
                .thenAnswer(429, "text/plain", "busy", "Retry-After: 7")
                .thenAnswer(502, "text/html", "<p>proxy</p>")
                .thenSend(streamHead() + DONE);
        List<StreamOptions.Reconnect> told = new ArrayList<>();
        StreamOptions options = StreamOptions.fromStart().onReconnect(told::add);
        try (JobStream stream = time.client(server).stream("j", options)) {
            assertThat(all(stream)).hasSize(1);
        }
        assertThat(time.waits).containsExactly(Duration.ofSeconds(20), Duration.ofSeconds(7), Duration.ofSeconds(1));
        assertThat(told).extracting(StreamOptions.Reconnect::failures).containsExactly(1, 2, 3);
        assertThat(told.get(0).cause()).contains("503");
    }

    @Test
    void aServerThatClosesIsGivenTheTimeItAsksFor() throws Exception {
        server.thenSend(streamHead() + ONE + "retry: 4000\n\nevent: closing\ndata: {\"event\":\"closing\"}\n\n")
                .thenSend(streamHead() + TWO + DONE);
        try (JobStream stream = stream()) {
            assertThat(all(stream)).extracting(JobEvent::type).containsExactly("progress", "log", "done");
        }
        assertThat(time.waits).containsExactly(Duration.ofSeconds(4));
    }

    @Test
    void aServerThatIsGoneIsGivenUpInTheEnd() {
        ClientOptions.Builder options = ClientOptions.builder().giveUpAfter(Duration.ofSeconds(10));
        server.thenSend(streamHead() + ONE);
        // Each wait takes 1 s, for nothing is left to chance; the one after the tenth would be too many.
        for (int i = 0; i < 10; i++) {
            server.thenAnswer(503, "text/plain", "down");
        }
        try (JobStream stream = time.client(server, options).stream("j")) {
            assertThat(stream.next()).isPresent();
            assertThatThrownBy(stream::next)
                    .isInstanceOfSatisfying(
                            UnreachableException.class,
                            e -> assertThat(e.base()).isEqualTo(server.base()));
        }
        assertThat(time.waits).hasSize(10);
    }

    @Test
    void silenceIsADeadConnection() throws Exception {
        // Longer than a busy machine takes to bring the first event.
        ClientOptions.Builder options = ClientOptions.builder().silence(Duration.ofSeconds(4));
        server.then(peer -> {
            peer.send(streamHead() + ONE);
            peer.awaitClose();
        });
        server.thenSend(streamHead() + TWO + DONE);
        try (JobStream stream = time.client(server, options).stream("j")) {
            assertThat(all(stream)).extracting(JobEvent::id).containsExactly("7-1", "7-2", "7-3");
        }
        assertThat(time.waits).hasSize(1);
    }

    @Test
    void commentsKeepAConnectionAlive() throws Exception {
        ClientOptions.Builder options = ClientOptions.builder().silence(Duration.ofSeconds(4));
        CountDownLatch over = new CountDownLatch(1);
        server.then(peer -> {
            peer.send(streamHead());
            for (int i = 0; i < 9; i++) {
                over.await(500, TimeUnit.MILLISECONDS);
                peer.send(": keep-alive\n\n");
            }
            peer.send(DONE);
            peer.awaitClose();
        });
        try (JobStream stream = time.client(server, options).stream("j")) {
            assertThat(all(stream)).hasSize(1);
        }
        assertThat(time.waits).isEmpty();
    }

    @Test
    void closingFreesTheConnectionAndEndsAReaderThatWaits() throws Exception {
        CompletableFuture<Void> freed = new CompletableFuture<>();
        server.then(peer -> {
            peer.send(streamHead() + ONE);
            peer.awaitClose();
            freed.complete(null);
        });
        JobStream stream = stream();
        assertThat(stream.next()).isPresent();
        CompletableFuture<Optional<JobEvent>> reader = CompletableFuture.supplyAsync(stream::next);
        stream.close();
        stream.close();
        assertThat(reader.get(30, TimeUnit.SECONDS)).isEmpty();
        freed.get(30, TimeUnit.SECONDS);
        assertThat(stream.next()).isEmpty();
    }

    @Test
    void endingFreesTheConnectionThoughTheServerKeepsIt() throws Exception {
        CompletableFuture<Void> freed = new CompletableFuture<>();
        server.then(peer -> {
            peer.send(streamHead() + DONE);
            peer.awaitClose();
            freed.complete(null);
        });
        JobStream stream = stream();
        assertThat(all(stream)).hasSize(1);
        freed.get(30, TimeUnit.SECONDS);
    }

    @Test
    void anInterruptEndsTheWaitAndFreesTheConnection() throws Exception {
        CompletableFuture<Void> freed = new CompletableFuture<>();
        CountDownLatch reading = new CountDownLatch(1);
        server.then(peer -> {
            peer.send(streamHead() + ONE);
            peer.awaitClose();
            freed.complete(null);
        });
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        Thread reader = new Thread(() -> {
            JobStream stream = stream();
            stream.next();
            reading.countDown();
            try {
                stream.next();
                flag.completeExceptionally(new AssertionError("not interrupted"));
            } catch (CallInterruptedException e) {
                flag.complete(Thread.interrupted());
            } catch (RuntimeException e) {
                flag.completeExceptionally(e);
            }
        });
        reader.start();
        assertThat(reading.await(30, TimeUnit.SECONDS)).isTrue();
        reader.interrupt();
        assertThat(flag.get(30, TimeUnit.SECONDS)).isTrue();
        freed.get(30, TimeUnit.SECONDS);
    }

    @Test
    void whatIsNoEventStreamIsNotReadAsOne() {
        server.thenAnswer(200, "text/html", "<p>login</p>");
        try (JobStream stream = stream()) {
            assertThatThrownBy(stream::next)
                    .isExactlyInstanceOf(JobcastClientException.class)
                    .hasMessageContaining("text/html");
        }
    }

    @Test
    void anErrorThatWillNotGoAwayIsNotTriedAgain() {
        server.thenAnswer(400, "application/problem+json", "{\"detail\":\"The parameter from is wrong.\"}");
        try (JobStream stream = stream()) {
            assertThatThrownBy(stream::next)
                    .isInstanceOf(RequestFailedException.class)
                    .hasMessage("The server answered with status 400: The parameter from is wrong.");
        }
        assertThat(time.waits).isEmpty();
    }

    @Test
    void anEventThatIsTooLargeEndsTheStream() {
        server.then(JobStreamContract::endless);
        ClientOptions.Builder options = ClientOptions.builder().maxEventBytes(100_000);
        try (JobStream stream = time.client(server, options).stream("j")) {
            assertThatThrownBy(stream::next).isInstanceOf(EventTooLargeException.class);
        }
    }

    private static void endless(Peer peer) throws IOException {
        peer.send(streamHead() + "data: ");
        peer.send("x".repeat(100_001));
        peer.awaitClose();
    }

    @Test
    void chunksAreNoEvents() throws Exception {
        String head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
        server.then(peer -> {
            peer.send(head);
            for (char c : (ONE + DONE).toCharArray()) {
                peer.send("1;ext=\"x\"\r\n" + c + "\r\n");
            }
            peer.send("0\r\nTrailer: x\r\n\r\n");
        });
        try (JobStream stream = stream()) {
            assertThat(all(stream)).extracting(JobEvent::id).containsExactly("7-1", "7-3");
        }
    }

    @Test
    void aGapIsToldAndChangesNoPosition() throws Exception {
        server.thenSend(
                        streamHead() + ONE
                                + "event: gap\ndata: {\"event\":\"gap\",\"reason\":\"slow\",\"first\":\"7-5\",\"last\":\"7-9\"}\n\n")
                .thenSend(streamHead() + DONE);
        try (JobStream stream = stream()) {
            List<JobEvent> events = all(stream);
            JobEvent.Gap gap = (JobEvent.Gap) events.get(1);
            assertThat(List.of(gap.reason(), gap.first(), gap.last())).containsExactly("slow", "7-5", "7-9");
        }
        server.request();
        assertThat(server.request().header("Last-Event-ID")).isEqualTo("7-1");
    }

    @Test
    void aRedirectionWithinTheServerIsFollowed() throws Exception {
        server.thenAnswer(302, "text/plain", "", "Location: /moved?x=1").thenSend(streamHead() + DONE);
        JobcastClient client = time.client(server, ClientOptions.builder().token(() -> "secret"));
        try (JobStream stream = client.stream("j", StreamOptions.after("7-2"))) {
            assertThat(all(stream)).hasSize(1);
        }
        server.request();
        Request second = server.request();
        assertThat(second.line()).isEqualTo("GET /moved?x=1 HTTP/1.1");
        assertThat(second.header("Last-Event-ID")).isEqualTo("7-2");
        assertThat(second.header("Authorization")).isEqualTo("Bearer secret");
    }

    @Test
    void dataThatIsNoJsonIsText() {
        server.thenSend(streamHead() + "event: log\ndata: hello\n\ndata\n\n" + DONE);
        try (JobStream stream = stream()) {
            List<JobEvent> events = all(stream);
            assertThat(events.get(0).json().asText()).isEqualTo("hello");
            assertThat(events.get(1).type()).isEqualTo("message");
            assertThat(events.get(1).elapsed()).isZero();
        }
    }
}
