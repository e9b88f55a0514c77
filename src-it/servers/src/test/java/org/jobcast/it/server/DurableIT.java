package org.jobcast.it.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.jobcast.test.SseClient;
import org.jobcast.test.SseParser.Event;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Jobs, streams and stream tasks in a database: with the server's data source, JPA provider and transactions where it has
 * them, else with the provider in the WAR.
 */
@ExtendWith(OnServer.class)
class DurableIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    private static Deployed deployed;
    private static App app;

    @BeforeAll
    static void deploy(RunningServer server) throws IOException {
        assumeThat(server.server().persistence())
                .as("the JPA provider of this server is not supported")
                .isTrue();
        deployed = Deployed.on(server, Apps.durable("durable", server));
        app = deployed.app();
    }

    @AfterAll
    static void undeploy() throws IOException {
        if (deployed != null) {
            deployed.close();
        }
    }

    private static String order(String parameters, int expected) throws IOException {
        HttpResponse<String> answer = app.post("it/tasks?" + parameters);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(expected);
        return answer.body();
    }

    private static List<Event> ended(String path) {
        try (SseClient stream = app.follow(path).withTimeout(SOON)) {
            assertThat(stream.head().status()).isEqualTo(200);
            return stream.awaitEnd();
        }
    }

    @Test
    void aTaskIsARowAndAStreamAndItsEndIsInTheRowBeforeTheStreamTellsIt() throws IOException {
        String id = order("pages=3", 202);
        List<Event> events = ended("jobcast/tasks/PageTask/" + id + "/stream");
        assertThat(events).last().extracting(Event::type).isEqualTo("done");
        assertThat(app.get("it/tasks/" + id).body()).isEqualTo("COMPLETED 3");
        assertThat(events)
                .filteredOn(event -> event.type().equals("page"))
                .hasSize(3)
                .allSatisfy(event -> assertThat(event.data()).contains("page "));
        assertThat(app.get("jobcast/tasks/PageTask/" + id).body())
                .contains("\"status\":\"completed\"", "\"final_value\":{\"pages\":3}");
    }

    @Test
    void aTaskWhoseTransactionFailsIsNeverStarted() throws IOException {
        String id = order("pages=3&failing=true", 409);
        assertThat(app.get("it/tasks/" + id).body()).isEqualTo("none");
        assertThat(app.get("jobcast/tasks/PageTask/" + id + "/stream").statusCode())
                .isEqualTo(404);
    }

    @Test
    void aStreamIsReadAgainAfterTheApplicationWasDeployedAgain() throws IOException {
        String id = app.submit("count");
        List<Event> before = ended("jobcast/jobs/" + id + "/stream");
        redeploy();
        assertThat(ended("jobcast/jobs/" + id + "/stream")).isEqualTo(before);
        assertThat(ended("api/work/jobs/" + id + "/stream")).isEqualTo(before);
        assertThat(app.get("jobcast/jobs/" + id + "/result").body()).isEqualTo("{\"n\":5}");
    }

    @Test
    void aJobOfARegisteredTypeGoesOnWhenItsApplicationIsDeployedAgain() throws IOException {
        String id = app.post("it/interrupted?rows=4").body();
        try (SseClient stream = app.follow("jobcast/jobs/" + id + "/stream").withTimeout(SOON)) {
            assertThat(stream.head().status()).isEqualTo(200);
            while (!stream.next().type().equals("waiting")) {
                // The rows before.
            }
            redeploy();
        }
        List<Event> events = ended("jobcast/jobs/" + id + "/stream");
        assertThat(events)
                .filteredOn(event -> event.type().equals("row"))
                .extracting(event -> event.data().replaceAll("^.*\"data\":(\\d+).*$", "$1"))
                .containsExactly("1", "2", "3", "4");
        assertThat(events).extracting(Event::type).contains("restart");
        assertThat(app.get("jobcast/jobs/" + id + "/result").body()).isEqualTo("2");
    }

    private static void redeploy() throws IOException {
        deployed.close();
        RunningServer server = app.server();
        deployed = Deployed.on(server, Apps.durable("durable", server));
        app = deployed.app();
    }
}
