package org.jobcast.it.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jobcast.test.SseClient;
import org.jobcast.test.SseParser.Event;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A thousand clients with the thread pools that the server comes with, some of which have five threads. */
@ExtendWith(OnServer.class)
class FanOutIT {
    private static final int CLIENTS = 1_000;
    private static final int EVENTS = 50;

    @ParameterizedTest
    @ValueSource(strings = {"jobcast/channels/%s/stream", "api/work/channels/%s/stream", "api/ticks/%s"})
    void allGetEverythingAndOtherRequestsAreAnswered(String path, App app) throws IOException {
        String channel = "many-" + path.length();
        app.post("it/channels/" + channel + "?n=0");
        List<SseClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(app.follow(path.formatted(channel)).withTimeout(Duration.ofSeconds(60)));
                assertThat(clients.get(i).head().status()).isEqualTo(200);
            }
            for (int i = 0; i < EVENTS; i++) {
                app.post("it/channels/" + channel + "?n=1&size=20&from=" + i);
                assertThat(app.get(Apps.READY).statusCode()).isEqualTo(200);
            }
            for (SseClient client : clients) {
                List<Event> events = client.take(EVENTS);
                for (int i = 0; i < EVENTS; i++) {
                    assertThat(events.get(i).data()).containsPattern("\"i\":" + i + "[,}]");
                }
            }
        } finally {
            clients.forEach(SseClient::close);
        }
    }
}
