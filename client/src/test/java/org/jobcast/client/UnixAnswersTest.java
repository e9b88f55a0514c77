package org.jobcast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The own HTTP/1.1 against answers as servers, proxies and attackers write them. */
@Timeout(240)
class UnixAnswersTest {
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    @TempDir
    Path directory;

    private final TestTiming time = new TestTiming();
    private ScriptedServer server;

    @BeforeEach
    void open() {
        server = ScriptedServer.unix(directory);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private String result(String answer) {
        server.thenSend(answer);
        return time.client(server).result("x").orElseThrow().toString();
    }

    private void fails(String answer, String message) {
        server.thenSend(answer);
        assertThatThrownBy(() -> time.client(server).result("x"))
                .as(answer)
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining(message);
    }

    @Test
    void theRequestIsExactlyThis() throws Exception {
        result(OK + "Content-Length: 1\r\n\r\n1");
        ScriptedServer.Request request = server.request();
        assertThat(request.line()).isEqualTo("GET /base/jobs/x/result HTTP/1.1");
        assertThat(request.headers())
                .containsOnlyKeys("host", "connection", "accept")
                .containsEntry("host", "localhost")
                .containsEntry("connection", "close");
        server.thenSend(OK + "Content-Length: 2\r\n\r\n{}");
        time.client(server).cancel("x");
        assertThat(server.request().header("Content-Length")).isEqualTo("0");
    }

    @Test
    void aBodyEndsByItsLengthByChunksOrWithTheConnection() {
        assertThat(result(OK + "content-length: 7\r\n\r\n{\"a\":1}garbage")).isEqualTo("{\"a\":1}");
        assertThat(result(OK + "\r\n{\"a\":1}")).isEqualTo("{\"a\":1}");
        assertThat(result(OK
                        + "Transfer-Encoding: Chunked\r\n\r\n2;a=b\r\n{\"\r\n005\r\na\":1}\r\n0\r\nX: y\r\n\r\nmore"))
                .isEqualTo("{\"a\":1}");
        assertThat(result("HTTP/1.0 200\nServer: old\n\n[]")).isEqualTo("[]");
        assertThat(result("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" + OK
                        + "Content-Length: 1\r\n\r\n1"))
                .isEqualTo("1");
    }

    @Test
    void itDoesNotMatterWhereAnAnswerIsSplit() {
        byte[] answer = (OK + "Transfer-Encoding: chunked\r\n\r\n3\r\n{\"a\r\n4\r\n\":1}\r\n0\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= answer.length; cut++) {
            int at = cut;
            server.then(peer -> {
                peer.send(Arrays.copyOfRange(answer, 0, at));
                peer.send(Arrays.copyOfRange(answer, at, answer.length));
            });
            assertThat(time.client(server).result("x").orElseThrow().toString())
                    .as("cut at %d", at)
                    .isEqualTo("{\"a\":1}");
        }
    }

    @Test
    void anAnswerThatIsCutOffAnywhereIsNoAnswer() {
        String answer = OK + "Transfer-Encoding: chunked\r\n\r\n7\r\n{\"a\":1}\r\n0\r\n\r\n";
        for (int length = 0; length < answer.length(); length++) {
            fails(answer.substring(0, length), "");
        }
        fails(OK + "Content-Length: 5\r\n\r\n1234", "in the middle of the answer");
    }

    @Test
    void whatIsBrokenIsRefused() {
        fails("SSH-2.0-OpenSSH\r\n", "not HTTP/1.1");
        fails("HTTP/2 200\r\n\r\n", "not HTTP/1.1");
        fails("HTTP/1.1 999 Odd\r\n\r\n", "not HTTP/1.1");
        fails(OK + "no colon\r\n\r\n", "broken");
        fails(OK + ": no name\r\n\r\n", "broken");
        fails(OK + "Content-Length: -1\r\n\r\n", "length -1");
        fails(OK + "Content-Length: 99999999999999999999\r\n\r\n", "length");
        fails(OK + "Transfer-Encoding: gzip, chunked\r\n\r\n", "transfer coding");
        for (String size : List.of("", "-1", "0x1", "g", "ffffffffffffffffff", " ")) {
            fails(OK + "Transfer-Encoding: chunked\r\n\r\n" + size + "\r\n1\r\n0\r\n\r\n", "chunk");
        }
        fails(OK + "Transfer-Encoding: chunked\r\n\r\n1\r\n12\r\n0\r\n\r\n", "");
    }

    @Test
    void aHeadHasAnEnd() {
        server.then(peer -> {
            peer.send(OK + "X: " + "x".repeat(40_000));
            peer.awaitClose();
        });
        assertThatThrownBy(() -> time.client(server).status("x")).hasMessageContaining("longer than");
        fails(OK + "X: y\r\n".repeat(201) + "\r\n", "too long");
    }

    @Test
    void aServerThatHoldsItsTongueIsLeft() {
        server.then(ScriptedServer.Peer::awaitClose);
        server.then(peer -> {
            peer.sendIfThere(OK + "Content-Length: 9\r\n\r\n1");
            peer.awaitClose();
        });
        ClientOptions.Builder options = ClientOptions.builder().requestTimeout(Duration.ofMillis(500));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> time.client(server, options).status("x")).isInstanceOf(UnreachableException.class);
        }
    }

    @Test
    void aRedirectionToAnotherServerIsNotFollowed() {
        server.thenAnswer(302, "text/plain", "", "Location: http://example.org/jobs/x");
        assertThatThrownBy(() -> time.client(server).status("x"))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("elsewhere");
    }

    @Test
    void thePathIsJobcastUnlessItIsSaid() throws Exception {
        String socket = server.base().toString().replace(":/base", "");
        for (String uri : List.of(socket, socket + ":/", socket.replace("unix:", "unix://"))) {
            server.thenSend(OK + "Content-Length: 1\r\n\r\n1");
            JobcastClient.of(URI.create(uri)).result("x");
            assertThat(server.request().line()).isEqualTo("GET /jobcast/jobs/x/result HTTP/1.1");
        }
        server.thenSend(OK + "Content-Length: 1\r\n\r\n1");
        JobcastClient.of(URI.create(socket + ":/my/app/")).result("x");
        assertThat(server.request().line()).isEqualTo("GET /my/app/jobs/x/result HTTP/1.1");
    }
}
