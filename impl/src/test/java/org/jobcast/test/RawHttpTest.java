package org.jobcast.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jobcast.test.RawHttp.Head;
import org.jobcast.test.SseParser.Event;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server here is a socket that the test writes to by hand. */
class RawHttpTest {
    private static final Duration SHORT = Duration.ofMillis(20);

    private ServerSocket listener;

    @BeforeEach
    void listen() throws IOException {
        listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() throws IOException {
        listener.close();
    }

    @Test
    void sendsExactlyWhatItIsGiven() throws IOException {
        try (RawHttp http = open();
                Socket server = listener.accept()) {
            http.send("get  /x HTTP/1.1", "Host:a", "hOST: b", "X:\t");
            assertThat(read(server, "get  /x HTTP/1.1\r\nHost:a\r\nhOST: b\r\nX:\t\r\n\r\n".length()))
                    .isEqualTo("get  /x HTTP/1.1\r\nHost:a\r\nhOST: b\r\nX:\t\r\n\r\n");
        }
    }

    @Test
    void keepsDuplicateHeadersInOrder() throws IOException {
        try (RawHttp http = open();
                Socket server = listener.accept()) {
            write(server, "HTTP/1.1 200 OK\r\nVary: a\r\nX: 1\r\nvary: b\r\nContent-Length: 0\r\n\r\n");
            Head head = http.readHead();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.values("Vary")).containsExactly("a", "b");
            assertThat(head.headers())
                    .extracting(RawHttp.Header::name)
                    .containsExactly("Vary", "X", "vary", "Content-Length");
            assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> head.value("vary"));
        }
    }

    @Test
    void readsTwoResponsesOfOneConnection() throws IOException {
        try (RawHttp http = open();
                Socket server = listener.accept()) {
            write(server, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcHTTP/1.1 204 \r\n\r\n");
            http.readHead();
            assertThat(http.readText()).isEqualTo("abc");
            assertThat(http.readHead().status()).isEqualTo(204);
            assertThat(http.readText()).isEmpty();
        }
    }

    @Test
    void takesTheChunkedCodingOffAndKeepsTheRawBytes() throws IOException {
        String body = "3;x=y\r\nabc\r\n0A\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n";
        try (RawHttp http = open();
                Socket server = listener.accept()) {
            write(server, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body);
            http.readHead();
            assertThat(http.readText()).isEqualTo("abc0123456789");
            assertThat(new String(http.received(), StandardCharsets.US_ASCII)).endsWith("\r\n\r\n" + body);
        }
    }

    @Test
    void failsOnABrokenChunk() throws IOException {
        try (RawHttp http = open();
                Socket server = listener.accept()) {
            write(server, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n");
            http.readHead();
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(http::readText)
                    .withMessageContaining("broke the chunked coding");
        }
    }

    @Test
    void failsWhenTheConnectionClosesInsideABody() throws IOException {
        try (RawHttp http = open()) {
            try (Socket server = listener.accept()) {
                write(server, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n");
            }
            http.readHead();
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(http::readText)
                    .withMessageContaining("middle of the body");
        }
    }

    @Test
    void readsABodyThatEndsWithTheConnection() throws IOException {
        try (RawHttp http = open()) {
            try (Socket server = listener.accept()) {
                write(server, "HTTP/1.0 200 OK\r\n\r\nabc");
            }
            http.readHead();
            assertThat(http.readText()).isEqualTo("abc");
            http.awaitClose(SHORT);
        }
    }

    @Test
    void goesOnAfterATimeoutInsideAChunk() throws IOException {
        try (RawHttp http = open();
                Socket server = listener.accept()) {
            write(server, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1");
            http.readHead();
            assertThat(http.readSome(RawHttp.TIMEOUT)).isEmpty();
            assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> http.readSome(SHORT));
            write(server, "0\r\n0123456789abcdef\r\n0\r\n\r\n");
            assertThat(http.readText()).isEqualTo("0123456789abcdef");
        }
    }

    @Test
    void abortsByReset() throws IOException {
        try (RawHttp http = open();
                Socket server = listener.accept()) {
            server.setSoTimeout(30_000);
            http.abort();
            assertThatExceptionOfType(SocketException.class)
                    .isThrownBy(() -> server.getInputStream().read())
                    .withMessageContaining("reset");
        }
    }

    @Test
    void takesEventsAsTheyArriveAndNoticesTheRest() {
        CompletableFuture<String> request = answerOnce("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
                + ": hi\n\nid: 1\ndata: a\n\nretry: 5\ndata: b\n\n");
        try (SseClient client = SseClient.get(uri(), "Last-Event-ID: 0")) {
            assertThat(request.join())
                    .startsWith("GET /s?x=1 HTTP/1.1\r\nHost: 127.0.0.1:")
                    .contains("\r\nAccept: text/event-stream\r\nLast-Event-ID: 0\r\n\r\n");
            assertThat(client.head().value("content-type")).contains("text/event-stream");
            assertThat(client.next()).isEqualTo(new Event("1", "message", "a"));
            client.awaitComment("hi");
            assertThatExceptionOfType(AssertionError.class).isThrownBy(client::assertExhausted);
            assertThat(client.awaitEnd()).containsExactly(new Event("1", "message", "b"));
            client.assertExhausted();
            assertThat(client.retries()).containsExactly(5L);
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(client::next)
                    .withMessageContaining("ended after 0 of 1");
        }
    }

    @Test
    void saysWhatItWaitedFor() throws IOException {
        try (RawHttp http = open();
                Socket server = listener.accept()) {
            write(server, "HTTP/1.1 200 OK\r\n");
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> http.readHead(SHORT))
                    .withMessageContaining("Nothing arrived");
        }
    }

    /** Reads one request, answers it and closes; completes with the request. */
    private CompletableFuture<String> answerOnce(String answer) {
        return CompletableFuture.supplyAsync(() -> {
            try (Socket server = listener.accept()) {
                StringBuilder request = new StringBuilder();
                while (request.indexOf("\r\n\r\n") < 0) {
                    request.append(read(server, 1));
                }
                write(server, answer);
                return request.toString();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private URI uri() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/s?x=1");
    }

    private RawHttp open() {
        return RawHttp.open("127.0.0.1", listener.getLocalPort());
    }

    private static void write(Socket server, String text) throws IOException {
        server.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String read(Socket server, int length) throws IOException {
        InputStream in = server.getInputStream();
        return new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
    }
}
