package org.jobcast.impl.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jobcast.impl.servlet.TestServer.Reply;
import org.jobcast.job.Job;
import org.jobcast.job.JobEmitter;
import org.jobcast.job.JobState;
import org.jobcast.test.RawHttp;
import org.jobcast.test.SseClient;
import org.jobcast.test.SseParser.Event;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AnswerTest {
    private static final String CLOSE = "Connection: close";

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start("access.list-roles=admin");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Job ended(Object result) throws Exception {
        Job job = server.jobs().submit("test", context -> result);
        job.completion().toCompletableFuture().get(30, TimeUnit.SECONDS);
        return job;
    }

    private static String result(Job job) {
        return "/jobs/" + job.id() + "/result";
    }

    @Test
    void whatIsUnknownIsAProblemAndMakesNoSession() {
        for (String path : List.of("/stream", "/events", "/result", "/logs", "")) {
            Reply reply = server.get("/jobs/unknown" + path);
            assertThat(reply.status()).isEqualTo(404);
            assertThat(reply.head().values("Content-Type")).containsExactly("application/problem+json");
            assertThat(reply.head().values("Set-Cookie")).isEmpty();
            assertThat(reply.body()).contains("\"error\":\"not found\"");
        }
        assertThat(server.context().getManager().getActiveSessions()).isZero();
    }

    @Test
    void aResultArrivesByteForByteAndStays() throws Exception {
        Job job = ended(Map.of("count", 7));
        for (int i = 0; i < 2; i++) {
            Reply reply = server.get(result(job));
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.body()).isEqualTo("{\"count\":7}");
            assertThat(reply.head().values("Content-Type")).containsExactly("application/json");
        }
        assertThat(server.get(result(ended(null))).body()).isEqualTo("null");
        assertThat(server.get(result(ended(0))).body()).isEqualTo("0");
        assertThat(server.get(result(ended(""))).body()).isEqualTo("\"\"");
        assertThat(server.get(result(ended(List.of()))).body()).isEqualTo("[]");
        assertThat(server.get(result(ended("\uD83D\uDE00 ä"))).body()).isEqualTo("\"\uD83D\uDE00 ä\"");
    }

    @Test
    void ofTwentyWhoTakeTheResultExactlyOneGetsIt() throws Exception {
        Job job = ended(7);
        List<RawHttp> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            clients.add(server.connect());
        }
        for (RawHttp client : clients) {
            client.send("DELETE /jobcast" + result(job) + " HTTP/1.1", "Host: x", CLOSE);
        }
        List<Integer> statuses = new ArrayList<>();
        for (RawHttp client : clients) {
            try (client) {
                statuses.add(TestServer.read(client).status());
            }
        }
        assertThat(statuses).filteredOn(status -> status == 200).hasSize(1);
        assertThat(statuses).filteredOn(status -> status == 404).hasSize(19);
        assertThat(server.get(result(job)).status()).isEqualTo(404);
    }

    @Test
    void aLongPollIsAnsweredByTheNextEvent() {
        JobEmitter job = server.jobs().open("test");
        try (RawHttp poll = server.send("GET", "/jobs/" + job.job().id() + "/events?wait=30")) {
            awaitConnections(1);
            job.log("news");
            Reply reply = TestServer.read(poll);
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.body()).contains("news").endsWith("\"last\":1,\"done\":false}");
            assertThat(reply.head().values("Content-Length")).hasSize(1);
        }
        awaitConnections(0);
    }

    private static void awaitConnections(int count) {
        Awaitility.await().until(() -> server.connections() == count);
    }

    @Test
    void aConnectionGoesOnAfterALongPoll() {
        JobEmitter job = server.jobs().open("test");
        String path = "GET /jobcast/jobs/" + job.job().id() + "/events?wait=30&after=";
        try (RawHttp poll = server.connect()) {
            for (int i = 0; i < 20; i++) {
                poll.send(path + i + " HTTP/1.1", "Host: x");
                job.log("news " + i);
                assertThat(TestServer.read(poll).body()).contains("news " + i);
            }
        }
    }

    @Test
    void aWaitThatIsOverIsAnsweredWithNothing() {
        JobEmitter job = server.jobs().open("test");

        assertThat(server.get("/jobs/" + job.job().id() + "/events?wait=1").body())
                .isEqualTo("{\"events\":[],\"last\":0,\"done\":false}");
    }

    @Test
    void aLargeLateAnswerArrivesWhole() {
        JobEmitter job = server.jobs().open("test");
        String large = "x".repeat(3_000_000);
        try (RawHttp poll = server.send("GET", result(job.job()), "Prefer: wait=30")) {
            job.result(large);
            job.close();
            Reply reply = TestServer.read(poll);
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.body()).isEqualTo('"' + large + '"');
        }
    }

    @Test
    void headOfALateAnswerHasNoBody() {
        JobEmitter job = server.jobs().open("test");
        try (RawHttp http = server.connect()) {
            http.send("HEAD /jobcast" + result(job.job()) + "?wait=30 HTTP/1.1", "Host: x");
            job.result(12345);
            job.close();
            assertThat(TestServer.read(http).head().values("Content-Length")).containsExactly("5");
            http.send("GET /jobcast" + result(job.job()) + " HTTP/1.1", "Host: x");
            assertThat(TestServer.read(http).body()).isEqualTo("12345");
        }
    }

    @Test
    void aResultIsNotLostWhenItsTakerIsGoneBeforeItComes() {
        for (int round = 0; round < 20; round++) {
            JobEmitter job = server.jobs().open("test");
            RawHttp taker = server.send("DELETE", result(job.job()) + "?wait=30");
            awaitConnections(1);
            taker.abort();
            job.result(7);
            job.close();
            awaitConnections(0);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(
                                    server.ask("DELETE", result(job.job())).body())
                            .isEqualTo("7"));
        }
    }

    @Test
    void cancellingIsAnsweredAtOnceAndSeenByAllClients() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        Job job = server.jobs().submit("test", context -> {
            try {
                new CountDownLatch(1).await();
            } finally {
                interrupted.countDown();
                answered.await();
            }
            return null;
        });
        Awaitility.await().until(() -> job.state() == JobState.RUNNING);
        List<SseClient> clients = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            clients.add(server.follow("/jobs/" + job.id() + "/stream"));
        }
        // The body ends after the answer, so whoever waited for its end would never answer.
        Reply reply = server.ask("POST", "/jobs/" + job.id() + "/cancel");
        assertThat(reply.body()).isEqualTo("{\"cancelled\":\"" + job.id() + "\",\"outcome\":\"REQUESTED\"}");
        assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
        answered.countDown();
        for (SseClient client : clients) {
            try (client) {
                List<Event> events = client.awaitEnd();
                assertThat(events).extracting(Event::type).containsExactly("cancelling", "cancelled", "done");
                assertThat(events.get(2).data()).contains("\"state\":\"cancelled\"");
            }
        }
        assertThat(server.ask("POST", "/jobs/" + job.id() + "/cancel").body()).contains("ALREADY_TERMINAL");
        assertThat(server.ask("POST", "/jobs/unknown/cancel").status()).isEqualTo(404);
    }

    @Test
    void anEmitterThatIsClosedChangesNothing() {
        JobEmitter job = server.jobs().open("test");
        job.result(1);
        job.close();

        assertThat(job.log("late")).isFalse();
        assertThat(job.emit("late", "x")).isFalse();
        assertThat(server.get("/jobs/" + job.job().id() + "/logs").body()).doesNotContain("late");
    }

    @Test
    void onlyTheOwnerSeesAJob() {
        var options = org.jobcast.job.JobOptions.builder().owner("ada").build();
        JobEmitter job = server.jobs().open("test", options);
        String path = "/jobs/" + job.job().id();

        assertThat(server.get(path, "X-Test-User: ada").status()).isEqualTo(200);
        assertThat(server.get(path, "X-Test-User: eve").status()).isEqualTo(404);
        assertThat(server.get(path).body())
                .isEqualTo(server.get("/jobs/unknown").body());
        assertThat(server.get("/jobs", "X-Test-User: root admin").body())
                .contains(job.job().id());
        assertThat(server.get("/jobs", "X-Test-User: ada").status()).isEqualTo(404);
    }

    @Test
    void optionsAndOtherMethodsAreAnsweredByThePath() {
        assertThat(server.ask("OPTIONS", "/jobs/x/result").head().values("Allow"))
                .containsExactly("OPTIONS, DELETE, GET, HEAD");
        assertThat(server.ask("PUT", "/jobs/x/result", "Content-Length: 0").status())
                .isEqualTo(405);
        assertThat(server.ask("POST", "/jobs/x/cancel", "Content-Length: 0", "Sec-Fetch-Site: cross-site")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void payloadsAreNotInTheLog() throws Exception {
        try (CapturedLog log = CapturedLog.of("")) {
            Job job = server.jobs().submit("test", context -> {
                context.log("secret-one");
                context.emit("row", Map.of("password", "secret-two"));
                throw new IllegalStateException("secret-three");
            });
            try (SseClient client = server.follow("/jobs/" + job.id() + "/stream")) {
                client.awaitEnd();
            }
            ended("secret-four");
            server.get("/jobs/secret-five/result");
            server.channels().open("quiet").send("secret-six");
            assertThat(log.lines()).noneMatch(line -> line.contains("secret"));
        }
    }
}
