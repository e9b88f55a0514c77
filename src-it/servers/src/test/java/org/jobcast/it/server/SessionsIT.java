package org.jobcast.it.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import org.jobcast.test.SseClient;
import org.jobcast.test.SseParser.Event;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A user who logs out while a stream is open: access is checked when it is opened, and nothing of it lives in the session. */
@ExtendWith(OnServer.class)
class SessionsIT {
    @ParameterizedTest
    @ValueSource(strings = {"jobcast", "api/work"})
    void aStreamOutlivesTheSessionThatItWasOpenedIn(String base, App app) throws IOException {
        String channel = "session-" + base.length();
        app.post("it/channels/" + channel + "?n=0");
        HttpResponse<String> session = app.post("it/session");
        String cookie = session.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
        try (SseClient stream = app.follow(base + "/channels/" + channel + "/stream", "Cookie: " + cookie)) {
            assertThat(stream.head().status()).isEqualTo(200);
            assertThat(app.post("it/session/end", "Cookie", cookie).body()).isEqualTo("ended");
            app.post("it/channels/" + channel + "?n=3");
            assertThat(stream.take(3)).extracting(Event::type).containsOnly("tick");
        }
    }
}
