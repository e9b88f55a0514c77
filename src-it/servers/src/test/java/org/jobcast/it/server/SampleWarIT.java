package org.jobcast.it.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.jobcast.test.SseClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The sample as it was built: the plain WAR on full servers, the one with everything inside on servlet containers. */
@ExtendWith(OnServer.class)
class SampleWarIT {
    private static App app;

    @BeforeAll
    static void deploy(RunningServer server) throws IOException {
        app = server.deploy("sample", Samples.war(server.server().full()), "jobcast/health");
    }

    @AfterAll
    static void undeploy(RunningServer server) throws IOException {
        server.undeploy("sample", "jobcast/health");
    }

    @Test
    void aFileIsImportedAndTheImportIsFollowed() throws IOException {
        String csv = app.get("api/sample.csv?rows=2000").body();
        HttpResponse<String> accepted = app.send(
                HttpRequest.newBuilder(app.uri("api/imports")).POST(BodyPublishers.ofString(csv)),
                "Content-Type",
                "text/csv");
        assertThat(accepted.statusCode()).isEqualTo(202);
        String location = accepted.headers().firstValue("Location").orElseThrow();
        assertThat(location).matches("(http://[a-z0-9.]+:\\d+)?/sample/jobcast/jobs/[^/]+/stream");
        String job = location.replaceAll("^.*/sample/|/stream$", "");
        try (SseClient stream = app.follow(job + "/stream")) {
            assertThat(stream.awaitEnd())
                    .last()
                    .satisfies(done -> assertThat(done.data()).contains("\"state\":\"succeeded\""));
        }
        HttpResponse<String> result = app.get(job + "/result");
        assertThat(result.statusCode()).isEqualTo(200);
        assertThat(result.body()).contains("\"rows\":");
        assertThat(app.get(job.replace("jobcast/", "api/") + "/result").body()).isEqualTo(result.body());
    }

    @Test
    void thePageAndItsScriptsAreServed() throws IOException {
        assertThat(app.get("").body()).contains("<script");
        assertThat(app.get("app.js").statusCode()).isEqualTo(200);
    }
}
