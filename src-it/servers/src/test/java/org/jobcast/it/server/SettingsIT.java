package org.jobcast.it.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import org.jobcast.test.SseClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What applications and administrators configure around the jar. */
@ExtendWith(OnServer.class)
class SettingsIT {
    @Test
    void aFilterThatIsNotAsyncSupportedIsNamedAtStartUpAndStreamsGet503(RunningServer server) throws IOException {
        int before = server.process().log().length();
        try (Deployed deployed = Deployed.on(server, Apps.usual("filtered").packages("plain"))) {
            assertThat(server.process().log().substring(before))
                    .contains(
                            "jobcast cannot stream through the filter forgetful (org.jobcast.it.app.plain.PlainFilter)");
            String id = deployed.app().submit("count");
            HttpResponse<String> refused = deployed.app().get("jobcast/jobs/" + id + "/stream");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("not async-supported");
            // Of a resource its JAX-RS implementation decides: a status of its own, or on Jetty a stream that is whole.
            HttpResponse<String> other = deployed.app().get("api/work/jobs/" + id + "/stream");
            if (other.statusCode() == 200) {
                assertThat(other.body()).contains("event: done");
            } else {
                assertThat(other.statusCode()).isBetween(400, 503);
            }
            assertThat(deployed.app().get("jobcast/jobs/" + id).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void anotherBasePathIsTakenFromWebXml(RunningServer server) throws IOException {
        WarFile war = Apps.usual("moved").webXml(WarFile.parameter("jobcast.http.base-path", "/live"));
        try (Deployed deployed = Deployed.on(server, war)) {
            assertThat(deployed.app().get("live/health").body()).isEqualTo("OK");
            assertThat(deployed.app().get("jobcast/health").statusCode()).isEqualTo(404);
            HttpResponse<String> accepted = deployed.app().post("api/imports?rows=1");
            assertThat(accepted.headers().firstValue("Location").orElseThrow())
                    .matches("(http://[a-z0-9.]+:\\d+)?/moved/live/jobs/[^/]+/stream");
        }
    }

    @Test
    void aWrongSettingFailsTheDeploymentAndTheLogSaysWhy(RunningServer server) throws IOException {
        WarFile war = Apps.usual("wrong").webXml(WarFile.parameter("jobcast.stream.keep-alive", "soon"));
        try {
            assertThat(server.deployFailing(war)).contains("jobcast cannot start: ", "jobcast.stream.keep-alive");
        } finally {
            server.undeploy("wrong", Apps.READY);
        }
    }

    @Test
    void aStoreWithoutItsLibraryFailsTheDeploymentAndTheLogNamesIt(RunningServer server) throws IOException {
        WarFile war = Apps.usual("clientless")
                .libraries(jar -> !jar.startsWith("lettuce-"))
                .webXml(WarFile.parameter("jobcast.store", "redis"));
        try {
            assertThat(server.deployFailing(war)).contains("jobcast cannot start: ", "io.lettuce:lettuce-core");
        } finally {
            server.undeploy("clientless", Apps.READY);
        }
    }

    @Test
    void twoApplicationsWithTheJarDoNotSeeEachOther(RunningServer server, App app) throws IOException {
        try (Deployed other = Deployed.on(server, Apps.usual("neighbour"))) {
            String id = app.submit("count");
            assertThat(app.get("jobcast/jobs/" + id).statusCode()).isEqualTo(200);
            assertThat(other.app().get("jobcast/jobs/" + id).statusCode()).isEqualTo(404);
            app.post("it/channels/shared?n=0");
            other.app().post("it/channels/shared?n=0");
            try (SseClient here = app.follow("api/ticks/shared");
                    SseClient there = other.app().follow("jobcast/channels/shared/stream")) {
                app.post("it/channels/shared?n=1&producer=here");
                other.app().post("it/channels/shared?n=1&producer=there");
                assertThat(here.next().data()).contains("\"p\":\"here\"");
                assertThat(there.next().data()).contains("\"p\":\"there\"");
            }
        }
        assertThat(app.get(Apps.READY).statusCode()).isEqualTo(200);
    }

    /** All servers compress here. One that does so with streams, against no-transform, must not keep events back. */
    @Test
    void aClientThatAcceptsCompressionGetsEachEventAtOnce(App app) throws Exception {
        app.post("it/channels/packed?n=0");
        for (String path :
                List.of("jobcast/channels/packed/stream", "api/work/channels/packed/stream", "api/ticks/packed")) {
            try (SseClient stream = app.follow(path, "Accept-Encoding: gzip, deflate")) {
                Unpacked unpacked = Unpacked.of(stream);
                for (int i = 0; i < 3; i++) {
                    app.post("it/channels/packed?n=1&size=100");
                    assertThat(unpacked.next().type()).as(path).isEqualTo("tick");
                }
            }
        }
    }
}
