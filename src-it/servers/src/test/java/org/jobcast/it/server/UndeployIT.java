package org.jobcast.it.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jobcast.test.SseClient;
import org.jobcast.test.SseParser.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The application is taken away in the middle of its work, and comes back. */
@ExtendWith(OnServer.class)
class UndeployIT {
    private static final int STREAMS = 20;

    @Test
    void openStreamsAreToldThatTheApplicationStops(RunningServer server) throws IOException {
        int before = server.process().log().length();
        List<SseClient> streams = new ArrayList<>();
        try {
            Deployed deployed = Deployed.on(server, Apps.usual("leaving"));
            App app = deployed.app();
            String id = app.submit("wait?gate=never");
            app.post("it/channels/news?n=0");
            for (int i = 0; i < STREAMS; i++) {
                String base = i % 2 == 0 ? "jobcast" : "api/work";
                String path = i % 4 < 2 ? "/jobs/" + id : "/channels/news";
                streams.add(app.follow(base + path + "/stream").withTimeout(Duration.ofSeconds(30)));
            }
            SseClient sink = app.follow("api/ticks/news").withTimeout(Duration.ofSeconds(30));
            streams.add(sink);
            assertThat(streams)
                    .allSatisfy(stream -> assertThat(stream.head().status()).isEqualTo(200));
            deployed.close();
            // What JAX-RS has sent in chunks may end without the last one; for an EventSource both mean: come back.
            awaitAnyEnd(sink);
            for (SseClient stream : streams.subList(0, STREAMS)) {
                List<Event> rest = stream.awaitEnd();
                assertThat(rest).last().extracting(Event::type).isIn("closing", "done");
            }
        } finally {
            streams.forEach(SseClient::close);
        }
        await("the engine has stopped")
                .atMost(Duration.ofSeconds(30))
                .until(() -> since(server, before).contains("jobcast stopped"));
        assertThat(since(server, before)
                        .lines()
                        .filter(line -> line.contains("jobcast-") && line.contains("failed to stop")))
                .isEmpty();
    }

    private static String since(RunningServer server, int position) throws IOException {
        return server.process().log().substring(position);
    }

    @Test
    void itMayBeDeployedAgain(RunningServer server) throws IOException {
        for (int round = 0; round < 3; round++) {
            try (Deployed deployed = Deployed.on(server, Apps.usual("again"))) {
                String id = deployed.app().submit("count");
                try (SseClient stream = deployed.app().follow("api/work/jobs/" + id + "/stream")) {
                    assertThat(stream.awaitEnd()).last().extracting(Event::type).isEqualTo("done");
                }
            }
        }
    }

    private static void awaitAnyEnd(SseClient sink) {
        try {
            sink.awaitEnd();
        } catch (AssertionError e) {
            assertThat(e).hasMessageContaining("The connection closed in the middle of the body");
        }
    }
}
