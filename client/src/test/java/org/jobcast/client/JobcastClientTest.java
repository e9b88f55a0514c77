package org.jobcast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jobcast.client.ScriptedServer.json;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jobcast.client.ScriptedServer.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(240)
class JobcastClientTest {
    private static final String RUNNING = "{\"id\":\"a b\",\"type\":\"import\",\"state\":\"running\",\"owner\":\"ada\","
            + "\"created\":\"2026-11-21T12:00:00Z\",\"started\":\"2026-11-21T12:00:01.5Z\",\"attempt\":2,"
            + "\"progress\":{\"current\":1,\"total\":3,\"message\":\"rows\",\"percent\":33.3,\"rate\":0.5,\"eta\":4.25},"
            + "\"lastEvent\":9,\"hasResult\":false,\"stream\":\"/x\",\"later\":[1]}";

    private final ScriptedServer server = ScriptedServer.tcp();
    private final TestTiming time = new TestTiming();
    private final JobcastClient client = time.client(server);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void oneSharedClientForEachBaseUri() {
        URI one = URI.create("http://127.0.0.1:1/a");
        URI two = URI.create("unix:/tmp/jobcast-test.sock");
        assertThat(JobcastClient.of(one)).isSameAs(JobcastClient.of(URI.create("http://127.0.0.1:1/a")));
        assertThat(JobcastClient.of(two)).isNotSameAs(JobcastClient.of(one));
        assertThat(JobcastClient.of(one).base()).isEqualTo(one);
        assertThat(JobcastClient.of(two).base()).isEqualTo(two);
        assertThat(JobcastClient.create(one, ClientOptions.defaults())).isNotSameAs(JobcastClient.of(one));
        for (int i = 0; i < 1000; i++) {
            JobcastClient.of(URI.create("unix:/tmp/" + i));
        }
        assertThat(JobcastClient.of(one).base()).isEqualTo(one);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://host/",
                "relative",
                "http:///no-host",
                "http://h/?query",
                "http://h/#f",
                "http://user:secret@h/",
                "unix:relative.sock",
                "unix:/s?x",
                "mailto:x"
            })
    void whatIsNoBaseUriIsRefused(String uri) {
        assertThatIllegalArgumentException().isThrownBy(() -> JobcastClient.of(URI.create(uri)));
    }

    @Test
    void theStatusOfARunningJob() throws Exception {
        server.thenSend(json(RUNNING));
        JobStatus job = client.status("a b");
        assertThat(job.id()).isEqualTo("a b");
        assertThat(job.state()).isEqualTo(JobState.RUNNING);
        assertThat(job.owner()).isEqualTo("ada");
        assertThat(job.created()).isEqualTo(Instant.parse("2026-11-21T12:00:00Z"));
        assertThat(job.started()).isEqualTo(Instant.parse("2026-11-21T12:00:01.5Z"));
        assertThat(job.ended()).isNull();
        assertThat(job.attempt()).isEqualTo(2);
        assertThat(job.progress()).isEqualTo(new JobProgress(1, 3, "rows", 0.5, Duration.ofMillis(4250)));
        assertThat(job.progress().percent()).hasValue(33.3);
        assertThat(job.failure()).isNull();
        assertThat(job.json().get("later").get(0).asInt()).isEqualTo(1);
        Request request = server.request();
        assertThat(request.line()).isEqualTo("GET /base/jobs/a%20b HTTP/1.1");
        assertThat(request.header("Accept")).isEqualTo("application/json");
    }

    @Test
    void aStateOfALaterVersionIsUnknown() {
        server.thenSend(json(RUNNING.replace("running", "sleeping")));
        assertThat(client.status("a").state()).isEqualTo(JobState.UNKNOWN);
    }

    @Test
    void whatIsUnknownIsNotFoundByEveryCall() {
        List<Runnable> calls = List.of(
                () -> client.status("x"),
                () -> client.result("x"),
                () -> client.popResult("x"),
                () -> client.cancel("x"),
                () -> client.retry("x"),
                () -> client.events("x", 0, Duration.ZERO));
        for (Runnable call : calls) {
            server.thenAnswer(404, "text/html", "<p>not found</p>");
            assertThatThrownBy(call::run).isInstanceOf(JobNotFoundException.class);
        }
    }

    @Test
    void whatIsNoJobcastIsSaid() {
        for (String body : List.of("<p>hello</p>", "[]", "{}", "")) {
            server.thenAnswer(200, "text/html", body);
            assertThatThrownBy(() -> client.status("x")).hasMessageContaining("is this the address of jobcast?");
        }
    }

    @Test
    void aResultIsAnyJsonAndNullToo() {
        server.thenSend(json("{\"rows\":7}")).thenSend(json("null"));
        assertThat(client.result("x").orElseThrow().get("rows").asInt()).isEqualTo(7);
        assertThat(client.result("x").orElseThrow().isNull()).isTrue();
    }

    @Test
    void aResultIsWaitedForAsLongAsAsked() throws Exception {
        server.thenAnswer(202, "application/json", "{}", "Retry-After: 2")
                .thenAnswer(202, "application/json", "{}", "Retry-After: 2")
                .thenAnswer(200, "application/json", "1");
        assertThat(client.result("x", Duration.ofSeconds(40)).orElseThrow().asInt())
                .isEqualTo(1);
        assertThat(server.request().header("Prefer")).isEqualTo("wait=30");
        assertThat(server.request().header("Prefer")).isEqualTo("wait=30");
        assertThat(server.request().header("Prefer")).isEqualTo("wait=30");
        assertThat(time.waits).containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(2));
    }

    @Test
    void aResultThatDoesNotComeInTimeIsEmpty() throws Exception {
        server.thenAnswer(202, "application/json", "{}")
                .thenAnswer(202, "application/json", "{}", "Retry-After: 5")
                .thenAnswer(202, "application/json", "{}");
        assertThat(client.result("x")).isEmpty();
        assertThat(client.result("x", Duration.ofSeconds(3))).isEmpty();
        assertThat(server.request().header("Prefer")).isEqualTo("(none)");
        assertThat(server.request().header("Prefer")).isEqualTo("wait=3");
        assertThat(time.waits).containsExactly(Duration.ofSeconds(3));
    }

    @Test
    void aJobThatFailedHasNoResultAndSaysWhy() {
        server.thenAnswer(
                409,
                "application/problem+json",
                "{\"state\":\"failed\",\"cause\":{\"type\":\"IOException\",\"message\":\"disk full\"}}");
        assertThatThrownBy(() -> client.result("x"))
                .isInstanceOfSatisfying(NoResultException.class, e -> {
                    assertThat(e.state()).isEqualTo(JobState.FAILED);
                    assertThat(e.failure()).contains(new JobFailure("IOException", "disk full"));
                })
                .hasMessage("Job x has no result: it is failed, IOException: disk full");
    }

    @Test
    void popDeletes() throws Exception {
        server.thenSend(json("[1]")).thenAnswer(202, "application/json", "{}");
        assertThat(client.popResult("x").orElseThrow().get(0).asInt()).isEqualTo(1);
        assertThat(client.popResult("x")).isEmpty();
        assertThat(server.request().line()).isEqualTo("DELETE /base/jobs/x/result HTTP/1.1");
    }

    @Test
    void cancelSaysWhatCameOfIt() throws Exception {
        server.thenSend(json("{\"cancelled\":\"x\",\"outcome\":\"REQUESTED\"}"))
                .thenSend(json("{\"cancelled\":\"x\",\"outcome\":\"ALREADY_TERMINAL\"}"));
        assertThat(client.cancel("x", "no & never")).isEqualTo(CancelOutcome.REQUESTED);
        assertThat(client.cancel("x")).isEqualTo(CancelOutcome.ALREADY_TERMINAL);
        assertThat(server.request().line()).isEqualTo("POST /base/jobs/x/cancel?reason=no%20%26%20never HTTP/1.1");
        assertThat(server.request().line()).isEqualTo("POST /base/jobs/x/cancel HTTP/1.1");
    }

    @Test
    void retryAnswersWithTheNewJob() throws Exception {
        String again = RUNNING.replace("\"later\"", "\"repeatable\":true,\"repeats\":\"x\",\"later\"");
        server.thenAnswer(202, "application/json", again).thenSend(json(RUNNING));
        JobStatus job = client.retry("x/y");
        assertThat(job.id()).isEqualTo("a b");
        assertThat(job.repeats()).isEqualTo("x");
        assertThat(job.repeatable()).isTrue();
        assertThat(server.request().line()).isEqualTo("POST /base/jobs/x%2Fy/retry HTTP/1.1");

        JobStatus other = client.status("a b");
        assertThat(other.repeats()).isNull();
        assertThat(other.repeatable()).isFalse();
    }

    @Test
    void whatCannotBeRunAgainIsSaidInTheServersWords() {
        server.thenAnswer(409, "application/problem+json", "{\"detail\":\"It still runs.\"}")
                .thenAnswer(503, "application/problem+json", "{\"detail\":\"Full.\"}");
        assertThatThrownBy(() -> client.retry("x"))
                .isInstanceOfSatisfying(
                        NotRepeatableException.class,
                        refused -> assertThat(refused.id()).isEqualTo("x"))
                .hasMessage("Job x was not run again: It still runs.");
        assertThatThrownBy(() -> client.retry("x"))
                .isInstanceOf(RequestFailedException.class)
                .hasMessageContaining("503: Full.");
    }

    @Test
    void aListIsFilteredAndPaged() throws Exception {
        server.thenSend(json("{\"jobs\":[" + RUNNING + "],\"page\":1,\"size\":1,\"total\":3}"));
        JobFilter filter = new JobFilter(Set.of(JobState.FAILED, JobState.LOST), "a b", "ö", "x&y", 1, 1);
        JobList list = client.list(filter);
        assertThat(list.jobs()).extracting(JobStatus::type).containsExactly("import");
        assertThat(list.hasMore()).isTrue();
        assertThat(server.request().line())
                .isEqualTo("GET /base/jobs?state=failed&state=lost&type=a%20b&owner=%C3%B6&q=x%26y&page=1&size=1"
                        + " HTTP/1.1");
    }

    @Test
    void listingAndCleaningUpAreRefusedToWhoMayNot() {
        server.thenAnswer(404, "application/problem+json", "{}").thenAnswer(404, "application/problem+json", "{}");
        assertThatThrownBy(() -> client.list(JobFilter.all())).isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> client.cleanup(Duration.ZERO, true)).isInstanceOf(RefusedException.class);
    }

    @Test
    void cleanupCounts() throws Exception {
        server.thenSend(json("{\"count\":3,\"dryRun\":true}"));
        assertThat(client.cleanup(Duration.ofDays(7), true)).isEqualTo(3);
        assertThat(server.request().line()).isEqualTo("POST /base/jobs/cleanup?olderThan=PT168H&dryRun=true HTTP/1.1");
    }

    @Test
    void eventsArePolled() throws Exception {
        server.thenSend(json("{\"events\":[{\"event\":\"log\",\"message\":\"hi\",\"level\":\"info\",\"t\":1},"
                + "{\"event\":\"done\",\"state\":\"cancelled\",\"t\":2}],\"last\":5,\"done\":true}"));
        EventPage page = client.events("x", 3, Duration.ofSeconds(99));
        assertThat(page.events()).extracting(JobEvent::type).containsExactly("log", "done");
        assertThat(page.last()).isEqualTo(5);
        assertThat(page.done()).isTrue();
        assertThat(server.request().line()).isEqualTo("GET /base/jobs/x/events?after=3&wait=30 HTTP/1.1");
    }

    @Test
    void refusalsAndErrorsSayWhatTheServerSaid() {
        server.thenAnswer(401, "text/plain", "").thenAnswer(403, "text/html", "<p>no</p>");
        server.thenAnswer(500, "application/problem+json", "{\"detail\":\"The log says why.\"}");
        assertThatThrownBy(() -> client.status("x")).isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> client.status("x"))
                .isInstanceOf(RefusedException.class)
                .hasMessage("The server refused the request with status 403.");
        assertThatThrownBy(() -> client.status("x"))
                .isInstanceOfSatisfying(
                        RequestFailedException.class,
                        e -> assertThat(e.status()).isEqualTo(500))
                .hasMessageContaining("The log says why.");
    }

    @Test
    void aServerThatIsNotThereIsUnreachable() {
        ScriptedServer gone = ScriptedServer.tcp();
        gone.close();
        assertThatThrownBy(() -> time.client(gone).status("x"))
                .isInstanceOfSatisfying(
                        UnreachableException.class, e -> assertThat(e.base()).isEqualTo(gone.base()));
        assertThatThrownBy(() -> JobcastClient.of(URI.create("unix:/nowhere/at-all.sock"))
                        .status("x"))
                .isInstanceOf(UnreachableException.class);
    }

    @Test
    void anAnswerThatBreaksOffIsNoAnswer() {
        server.thenSend("HTTP/1.1 200 OK\r\nContent-Length: 10\r\nConnection: close\r\n\r\n{\"id\"");
        assertThatThrownBy(() -> client.status("x")).isInstanceOf(UnreachableException.class);
    }

    @Test
    void anAnswerThatNeverComesIsNotWaitedForForEver() throws IOException {
        // It takes connections and never looks at them, so it does not matter how far the request comes in that time.
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            URI base = URI.create("http://127.0.0.1:" + silent.getLocalPort());
            ClientOptions impatient = ClientOptions.builder()
                    .requestTimeout(Duration.ofMillis(300))
                    .build();
            assertThatThrownBy(() -> new JobcastClient(base, impatient, time.timing()).status("x"))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining("300 ms");
        }
    }

    @Test
    void anAnswerThatIsTooLargeIsNotKept() {
        server.then(peer -> {
            peer.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + "x".repeat(2000));
            peer.awaitClose();
        });
        assertThatThrownBy(() -> time.client(server, ClientOptions.builder().maxBodyBytes(1000))
                        .result("x"))
                .hasMessageContaining("more than 1000 bytes");
    }

    @Test
    void aTokenDoesNotGoToAnotherServer() throws Exception {
        try (ScriptedServer other = ScriptedServer.tcp()) {
            server.thenAnswer(307, "text/plain", "", "Location: " + other.base() + "/jobs/y");
            other.thenSend(json(RUNNING));
            ClientOptions.Builder options =
                    ClientOptions.builder().token(() -> "secret").header("X-Key", "secret");
            assertThat(time.client(server, options).status("x").state()).isEqualTo(JobState.RUNNING);
            assertThat(server.request().header("X-Key")).isEqualTo("secret");
            Request request = other.request();
            assertThat(request.line()).isEqualTo("GET /base/jobs/y HTTP/1.1");
            assertThat(request.header("Authorization") + request.header("X-Key"))
                    .isEqualTo("(none)(none)");
            assertThat(request.header("Accept")).isEqualTo("application/json");
        }
    }

    @Test
    void aPostIsOnlySentElsewhereWhenTheServerMeansIt() throws Exception {
        server.thenAnswer(302, "text/plain", "", "Location: /elsewhere");
        server.thenAnswer(308, "text/plain", "", "Location: /elsewhere").thenSend(json("{\"outcome\":\"REQUESTED\"}"));
        assertThatThrownBy(() -> client.cancel("x"))
                .isInstanceOfSatisfying(
                        RequestFailedException.class,
                        e -> assertThat(e.status()).isEqualTo(302));
        assertThat(client.cancel("x")).isEqualTo(CancelOutcome.REQUESTED);
        server.request();
        server.request();
        assertThat(server.request().line()).isEqualTo("POST /elsewhere HTTP/1.1");
    }

    @Test
    void redirectionsEnd() {
        for (int i = 0; i < 6; i++) {
            server.thenAnswer(302, "text/plain", "", "Location: /round");
        }
        assertThatThrownBy(() -> client.status("x"))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("redirections");
        for (String nonsense : List.of("ftp://x/", "http://", "::", "file:/etc/passwd")) {
            server.thenAnswer(302, "text/plain", "", "Location: " + nonsense);
            assertThatThrownBy(() -> client.status("x")).isInstanceOf(UnreachableException.class);
        }
    }

    @Test
    void nonsenseIsRefusedBeforeAnythingIsSent() {
        for (String id : List.of("", ".", "..", "x".repeat(201))) {
            assertThatIllegalArgumentException().isThrownBy(() -> client.status(id));
            assertThatIllegalArgumentException().isThrownBy(() -> client.stream(id));
        }
        Duration negative = Duration.ofSeconds(-1);
        assertThatIllegalArgumentException().isThrownBy(() -> client.result("x", negative));
        assertThatIllegalArgumentException().isThrownBy(() -> client.cleanup(negative, true));
        assertThatIllegalArgumentException().isThrownBy(() -> client.events("x", -1, Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> StreamOptions.after("1-1\r\nHost: y"));
        ClientOptions.Builder options = ClientOptions.builder();
        assertThatIllegalArgumentException().isThrownBy(() -> options.header("a b", "x"));
        assertThatIllegalArgumentException().isThrownBy(() -> options.header("a", "x\r\nHost: y"));
        assertThatIllegalArgumentException().isThrownBy(() -> options.silence(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> options.silence(Duration.ofDays(2)));
        assertThatIllegalArgumentException().isThrownBy(() -> options.retry(Duration.ofDays(1), Duration.ofHours(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> new JobFilter(Set.of(), null, null, null, 0, 0));
        assertThat(server.unseenRequests()).isZero();
    }
}
