package org.jobcast.it.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import org.jobcast.test.SseClient;
import org.jobcast.test.SseParser.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** However the application says which JAX-RS resources it has, and whether it has any. */
@ExtendWith(OnServer.class)
class ApplicationsIT {
    @Test
    void withoutJaxRsTheEndpointsAreThere(RunningServer server) throws IOException {
        try (Deployed deployed = Deployed.on(server, Apps.base("without"))) {
            assertStreams(deployed.app(), "jobcast");
        }
    }

    @Test
    void anApplicationThatListsItsClassesGetsEverything(RunningServer server) throws IOException {
        try (Deployed deployed = Deployed.on(server, Apps.base("listed").packages("rest", "listed"))) {
            assertStreams(deployed.app(), "jobcast");
            assertStreams(deployed.app(), "api/work");
            assertImports(deployed.app(), "api");
            assertBroadcasts(deployed.app());
        }
    }

    @Test
    void twoApplicationsBesideEachOtherWorkBoth(RunningServer server) throws IOException {
        try (Deployed deployed = Deployed.on(server, Apps.base("two").packages("rest", "listed", "second"))) {
            assertStreams(deployed.app(), "jobcast");
            assertStreams(deployed.app(), "api/work");
            assertImports(deployed.app(), "api");
            assertImports(deployed.app(), "other");
        }
    }

    @Test
    void resourcesThatOnlyWebXmlPutsUnderAPathWork(RunningServer server) throws IOException {
        WarFile war = Apps.base("mapped").packages("rest").webXml("""
                <servlet>
                  <servlet-name>jakarta.ws.rs.core.Application</servlet-name>
                  <async-supported>true</async-supported>
                </servlet>
                <servlet-mapping>
                  <servlet-name>jakarta.ws.rs.core.Application</servlet-name>
                  <url-pattern>/api/*</url-pattern>
                </servlet-mapping>
                """);
        try (Deployed deployed = Deployed.on(server, war)) {
            assertStreams(deployed.app(), "jobcast");
            assertStreams(deployed.app(), "api/work");
            assertImports(deployed.app(), "api");
        }
    }

    private static void assertStreams(App app, String base) throws IOException {
        String id = app.submit("count");
        try (SseClient stream = app.follow(base + "/jobs/" + id + "/stream")) {
            assertThat(stream.head().status()).as(base).isEqualTo(200);
            assertThat(stream.awaitEnd()).last().extracting(Event::type).isEqualTo("done");
        }
    }

    static void assertImports(App app, String base) throws IOException {
        HttpResponse<String> accepted = app.post(base + "/imports?rows=3");
        assertThat(accepted.statusCode()).isEqualTo(202);
        if (app.server().server().loadsFeatures()) {
            assertThat(accepted.body()).startsWith("{\"id\":\"");
        }
        assertThat(accepted.body()).contains("\"type\":\"import\"");
        String location = accepted.headers().firstValue("Location").orElseThrow();
        assertThat(location).matches("(http://[a-z0-9.]+:\\d+)?/" + app.name() + "/jobcast/jobs/[^/]+/stream");
    }

    private static void assertBroadcasts(App app) throws IOException {
        try (SseClient stream = app.follow("api/ticks/variant")) {
            app.post("it/channels/variant?n=2");
            assertThat(stream.take(2)).extracting(Event::type).containsOnly("tick");
        }
    }
}
