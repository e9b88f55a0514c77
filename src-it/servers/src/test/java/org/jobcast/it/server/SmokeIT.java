package org.jobcast.it.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import org.jobcast.test.SseClient;
import org.jobcast.test.SseParser.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Drop the jar into a WAR, inject the registry, deploy. */
@ExtendWith(OnServer.class)
class SmokeIT {
    @Test
    void everythingIsInjectedIntoAServlet(App app) throws IOException {
        HttpResponse<String> ready = app.get("it/ready");
        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.body()).contains("same=true", "java=" + Java.feature() + "\n");
    }

    @Test
    void aJobRunsAndItsStreamEndsWithDone(App app) throws IOException {
        String id = app.submit("count");
        try (SseClient stream = app.follow("jobcast/jobs/" + id + "/stream")) {
            assertThat(stream.head().status()).isEqualTo(200);
            List<Event> events = stream.awaitEnd();
            assertThat(events).last().extracting(Event::type).isEqualTo("done");
            assertThat(events).filteredOn(event -> event.type().equals("step")).hasSize(5);
        }
        HttpResponse<String> result = app.get("jobcast/jobs/" + id + "/result");
        assertThat(result.statusCode()).isEqualTo(200);
        assertThat(result.body()).isEqualTo("{\"n\":5}");
    }

    @Test
    void theSameStreamComesByWayOfJaxRs(App app) throws IOException {
        String id = app.submit("count");
        try (SseClient stream = app.follow("api/work/jobs/" + id + "/stream")) {
            assertThat(stream.head().status()).isEqualTo(200);
            assertThat(stream.awaitEnd()).last().extracting(Event::type).isEqualTo("done");
        }
        assertThat(app.get("api/work/jobs/" + id + "/result").body()).isEqualTo("{\"n\":5}");
    }

    @Test
    void theResourceOfTheReadmeAnswersWithTheSnapshotAndTheStream(App app) throws IOException {
        HttpResponse<String> accepted = app.post("api/imports?rows=3");
        assertThat(accepted.statusCode()).isEqualTo(202);
        assertThat(accepted.body()).startsWith("{\"id\":\"").contains("\"type\":\"import\"");
        String location = accepted.headers().firstValue("Location").orElseThrow();
        assertThat(location).matches("(http://127\\.0\\.0\\.1:\\d+)?/it/jobcast/jobs/[^/]+/stream");
        String path = location.substring(location.indexOf("/it/") + 4);
        try (SseClient stream = app.follow(path)) {
            assertThat(stream.awaitEnd())
                    .filteredOn(event -> event.type().equals("progress"))
                    .hasSize(3);
        }
    }

    @Test
    void aBroadcasterReachesItsClients(App app) throws IOException {
        try (SseClient stream = app.follow("api/ticks/smoke")) {
            assertThat(stream.head().status()).isEqualTo(200);
            app.post("it/channels/smoke?n=3");
            assertThat(stream.take(3)).extracting(Event::type).containsOnly("tick");
        }
    }

    @Test
    void jobsRunOnTheThreadsThatTheServerGivesElseOnVirtualOnesElseOnAPool(RunningServer server, App app)
            throws IOException {
        String id = app.submit("where");
        try (SseClient stream = app.follow("jobcast/jobs/" + id + "/stream")) {
            stream.awaitEnd();
        }
        String where = app.get("jobcast/jobs/" + id + "/result").body();
        assertThat(where).contains("\"cdi\":\"true\"", "\"class\":\"Surroundings\"");
        if (server.server().managedThreads()) {
            assertThat(where).doesNotContain("jobcast-job-").contains("\"naming\":\"good morning\"");
        } else if (Java.feature() >= 21) {
            assertThat(where).contains("java.lang.VirtualThread");
        } else {
            assertThat(where).contains("\"thread\":\"jobcast-job-");
        }
    }
}
