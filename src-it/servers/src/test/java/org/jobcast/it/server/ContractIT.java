package org.jobcast.it.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.jobcast.test.RawHttp;
import org.jobcast.test.SseClient;
import org.jobcast.test.SseParser.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP contract, by the servlet and by a JAX-RS resource of the application. */
@ExtendWith(OnServer.class)
@ParameterizedClass
@ValueSource(strings = {"jobcast", "api/work"})
class ContractIT {
    @Parameter
    String base;

    private String jobs(String id, String rest) {
        return base + "/jobs/" + id + rest;
    }

    private List<Event> ended(App app, String id) {
        try (SseClient stream = app.follow(jobs(id, "/stream"))) {
            return stream.awaitEnd();
        }
    }

    @Test
    void theHeadOfAStreamComesBeforeItsFirstEventAndEachHeaderOnce(App app) throws IOException {
        String channel = "quiet-" + base.length();
        app.post("it/channels/" + channel + "?n=0");
        try (SseClient stream = app.follow(base + "/channels/" + channel + "/stream")) {
            RawHttp.Head head = stream.head();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.values("Content-Type"))
                    .singleElement()
                    .satisfies(type -> assertThat(type).isEqualToIgnoringCase("text/event-stream;charset=UTF-8"));
            assertThat(head.values("Cache-Control")).containsExactly("no-cache, no-transform");
            assertThat(head.values("X-Accel-Buffering")).containsExactly("no");
            assertThat(head.values("Set-Cookie")).isEmpty();
            assertThat(head.values("Content-Length")).isEmpty();
        }
    }

    @Test
    void aClientThatComesBackGetsEachEventOnceAndThen204(App app) throws IOException {
        String id = app.submit("count");
        List<Event> all = ended(app, id);
        List<Event> pieces = new ArrayList<>();
        try (SseClient stream = app.follow(jobs(id, "/stream"))) {
            pieces.addAll(stream.take(4));
            stream.abort();
        }
        try (SseClient stream = app.follow(
                jobs(id, "/stream"), "Last-Event-ID: " + pieces.get(3).id())) {
            pieces.addAll(stream.awaitEnd());
        }
        assertThat(pieces).isEqualTo(all);
        try (SseClient stream = app.follow(
                jobs(id, "/stream"), "Last-Event-ID: " + all.get(all.size() - 1).id())) {
            assertThat(stream.head().status()).isEqualTo(204);
        }
    }

    @Test
    void dataArrivesAsItWasSent(App app) throws IOException {
        String id = app.submit("count");
        assertThat(ended(app, id))
                .filteredOn(event -> event.type().equals("step"))
                .allSatisfy(event -> assertThat(event.data()).contains("two\\nlines\\r\\nand \uD83D\uDE00"));
    }

    @Test
    void aSnapshotTheLogsAndTheEventsAreJson(App app) throws IOException {
        String id = app.submit("count");
        ended(app, id);
        HttpResponse<String> snapshot = app.get(jobs(id, ""));
        assertThat(snapshot.statusCode()).isEqualTo(200);
        assertThat(snapshot.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/json");
        assertThat(snapshot.body()).contains("\"state\":\"succeeded\"", "/it/jobcast/jobs/" + id + "/stream");
        assertThat(app.get(jobs(id, "/logs")).body()).contains("counted").contains("\"event\":\"done\"");
        assertThat(app.get(jobs(id, "/events?after=2")).body())
                .contains("\"done\":true")
                .doesNotContain("\"i\":1,");
    }

    @Test
    void aRunningJobHasNoResultYetAndAWaitingClientGetsItAtTheEnd(App app) throws Exception {
        String gate = "result-" + base.length();
        String id = app.submit("wait?gate=" + gate);
        HttpResponse<String> early = app.get(jobs(id, "/result"));
        assertThat(early.statusCode()).isEqualTo(202);
        assertThat(early.headers().firstValue("Retry-After")).isPresent();
        try (RawHttp http = RawHttp.open("127.0.0.1", app.uri("").getPort())) {
            http.send(
                    "GET " + app.uri(jobs(id, "/result")).getPath() + " HTTP/1.1",
                    "Host: 127.0.0.1",
                    "Prefer: wait=30");
            app.post("it/release/" + gate);
            assertThat(http.readHead().status()).isEqualTo(200);
            assertThat(http.readText()).isEqualTo("\"released\"");
        }
    }

    @Test
    void aResultIsPoppedOnce(App app) throws IOException {
        String id = app.submit("count");
        ended(app, id);
        HttpRequest.Builder delete =
                HttpRequest.newBuilder(app.uri(jobs(id, "/result"))).DELETE();
        assertThat(app.send(delete, "Sec-Fetch-Site", "same-origin").body()).isEqualTo("{\"n\":5}");
        assertThat(app.send(delete.copy(), "Sec-Fetch-Site", "same-origin").statusCode())
                .isNotEqualTo(200);
    }

    @Test
    void aFailedJobHasAProblemForAResultAndSaysWhyInItsStream(App app) throws IOException {
        String id = app.submit("fail");
        assertThat(ended(app, id))
                .last()
                .satisfies(done -> assertThat(done.data()).contains("\"state\":\"failed\"", "as it was told"));
        HttpResponse<String> result = app.get(jobs(id, "/result"));
        assertThat(result.statusCode()).isEqualTo(409);
        assertThat(result.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/problem+json");
    }

    @Test
    void aJobIsCancelledFromTheSameOriginOnly(App app) throws IOException {
        String id = app.submit("wait?gate=never");
        assertThat(app.post(jobs(id, "/cancel"), "Sec-Fetch-Site", "cross-site").statusCode())
                .isEqualTo(403);
        HttpResponse<String> cancelled = app.post(jobs(id, "/cancel"), "Sec-Fetch-Site", "same-origin");
        assertThat(cancelled.statusCode()).isEqualTo(200);
        assertThat(cancelled.body()).contains("\"outcome\":");
        assertThat(ended(app, id))
                .last()
                .satisfies(done -> assertThat(done.data()).contains("\"state\":\"cancelled\""));
    }

    @Test
    void whatIsUnknownIsAProblemAndNotAnErrorPageOfTheServer(App app) throws IOException {
        for (String path : List.of("/jobs/unknown", "/jobs/unknown/stream", "/channels/unknown/stream", "/nothing")) {
            HttpResponse<String> answer = app.get(base + path);
            assertThat(answer.statusCode()).as(path).isEqualTo(404);
            assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("application/problem+json");
            assertThat(answer.body()).contains("\"status\":404");
        }
        HttpResponse<String> put =
                app.send(HttpRequest.newBuilder(app.uri(jobs("unknown", ""))).PUT(BodyPublishers.noBody()));
        assertThat(put.statusCode()).isEqualTo(405);
        assertThat(put.headers().firstValue("Allow")).hasValue("OPTIONS, GET, HEAD");
    }

    @Test
    void headAnswersLikeGetWithoutABody(App app) throws IOException {
        String id = app.submit("count");
        ended(app, id);
        for (String path : List.of(jobs(id, ""), jobs(id, "/stream"), jobs("unknown", ""))) {
            try (RawHttp http = RawHttp.open("127.0.0.1", app.uri("").getPort())) {
                http.send("HEAD " + app.uri(path).getPath() + " HTTP/1.1", "Host: 127.0.0.1", "Connection: close");
                RawHttp.Head head = http.readHead();
                assertThat(head.status()).as(path).isEqualTo(path.contains("unknown") ? 404 : 200);
                assertThat(http.readText()).isEmpty();
            }
        }
    }

    @Test
    void manyJobsComeOverOneConnection(App app) throws IOException {
        String one = app.submit("count");
        String two = app.submit("count");
        try (SseClient stream = app.follow(base + "/stream?job=" + one + "&job=" + two)) {
            assertThat(stream.awaitEnd())
                    .filteredOn(event -> event.type().equals("done"))
                    .hasSize(2);
        }
    }

    @Test
    void theHealthIsToldAsTextAndAsJson(App app) throws IOException {
        assertThat(app.get(base + "/health").body()).isEqualTo("OK");
        HttpResponse<String> json = app.get(base + "/health/ready", "Accept", "application/json");
        assertThat(json.statusCode()).isEqualTo(200);
        assertThat(json.body()).contains("\"status\":\"UP\"", "\"connections\":");
    }
}
