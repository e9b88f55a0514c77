package org.jobcast.it.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jobcast.test.SseClient;
import org.jobcast.test.SseParser.Event;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where servers lose events, block or leak with their own event sinks: over the servlet, a JAX-RS resource of the built-in
 * contract, and a broadcaster in a resource of the application.
 */
@ExtendWith(OnServer.class)
class TrapsIT {
    private static final String SERVLET = "jobcast/channels/%s/stream";
    private static final String RESOURCE = "api/work/channels/%s/stream";
    private static final String BROADCASTER = "api/ticks/%s";
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int SMALL_BUFFER = 4 * 1024;

    private static Deployed deployed;
    private static App app;

    @BeforeAll
    static void deploy(RunningServer server) throws IOException {
        deployed = Deployed.on(server, Apps.lively("lively"));
        app = deployed.app();
    }

    @AfterAll
    static void undeploy() throws IOException {
        if (deployed != null) {
            deployed.close();
        }
    }

    private static String channel(String test, String path) throws IOException {
        String name = test + "-" + path.replaceAll("[^a-z]", "");
        app.post("it/channels/" + name + "?n=0");
        return name;
    }

    private static SseClient follow(String path, String channel) {
        return app.follow(path.formatted(channel)).withTimeout(Duration.ofSeconds(60));
    }

    /** Before a test counts, those of the tests before have to be found gone. */
    private static void awaitNobody() {
        await("nobody is connected").atMost(SOON).until(() -> connections() == 0);
    }

    private static long connections() throws IOException {
        String health = app.get("jobcast/health", "Accept", "application/json").body();
        return JSON.readTree(health).get("connections").asLong();
    }

    /** How many of a broadcaster's clients have left; {@code onClose} is called once for each. */
    private static int closed(String channel) throws IOException {
        return Integer.parseInt(
                app.get("api/ticks/" + channel + "/callbacks").body().split(" ")[1]);
    }

    /** All ways at once, because it takes its time until a stalled client is dropped. */
    @Test
    void aStalledClientDelaysNobodyAndIsDropped() throws IOException {
        awaitNobody();
        try (StalledAndHealthy servlet = new StalledAndHealthy(SERVLET);
                StalledAndHealthy resource = new StalledAndHealthy(RESOURCE);
                StalledAndHealthy broadcaster = new StalledAndHealthy(BROADCASTER)) {
            List<StalledAndHealthy> all = List.of(servlet, resource, broadcaster);
            for (int i = 0; i < 200; i++) {
                for (StalledAndHealthy each : all) {
                    each.send(10, 8_000);
                }
            }
            for (StalledAndHealthy each : all) {
                each.assertThatNobodyHasWaited();
            }
            // Open Liberty gives a connection back after a minute: it waits for the write that it has begun.
            await("the stalled clients are dropped")
                    .atMost(SOON.multipliedBy(3))
                    .until(() -> {
                        for (StalledAndHealthy each : all) {
                            each.send(1, 100);
                        }
                        return closed(broadcaster.channel) == 1 && connections() == 2;
                    });
        }
    }

    private static final class StalledAndHealthy implements AutoCloseable {
        private final String channel;
        private final SseClient stalled;
        private final SseClient healthy;
        private final List<Long> calls = new ArrayList<>();

        StalledAndHealthy(String path) throws IOException {
            channel = channel("stalled", path);
            stalled = SseClient.get(app.uri(path.formatted(channel)), SMALL_BUFFER);
            healthy = follow(path, channel);
            assertThat(stalled.head().status()).isEqualTo(200);
            assertThat(healthy.head().status()).isEqualTo(200);
        }

        void send(int count, int size) throws IOException {
            String micros = app.post("it/channels/" + channel + "?n=" + count + "&size=" + size)
                    .body();
            calls.add(Long.parseLong(micros));
            healthy.take(count);
        }

        void assertThatNobodyHasWaited() {
            Collections.sort(calls);
            assertThat(calls.get(calls.size() * 95 / 100))
                    .as("microseconds of a call of send, 95 of 100")
                    .isLessThan(1_000_000);
            // Half of what the stalled client is given; more would mean that send has waited for it.
            assertThat(calls.get(calls.size() - 1))
                    .as("microseconds of the longest call of send")
                    .isLessThan(10_000_000);
        }

        @Override
        public void close() {
            stalled.close();
            healthy.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {SERVLET, RESOURCE, BROADCASTER})
    void whatFourProducersSendArrivesInOrder(String path) throws Exception {
        String channel = channel("producers", path);
        int each = 2_000;
        try (SseClient stream = follow(path, channel)) {
            List<CompletableFuture<HttpResponse<String>>> producers = new ArrayList<>();
            for (int p = 0; p < 4; p++) {
                HttpRequest request = HttpRequest.newBuilder(
                                app.uri("it/channels/" + channel + "?n=" + each + "&size=100&producer=" + p))
                        .POST(BodyPublishers.noBody())
                        .build();
                producers.add(app.server().http().sendAsync(request, BodyHandlers.ofString()));
            }
            Map<String, Integer> next = new HashMap<>();
            long last = 0;
            for (Event event : stream.take(4 * each)) {
                var data = JSON.readTree(event.data());
                assertThat(data.get("i").asInt())
                        .isEqualTo(next.merge(data.get("p").asText(), 1, Integer::sum) - 1);
                long sequence = Long.parseLong(event.id().replaceAll("^.*-", ""));
                assertThat(sequence).isGreaterThan(last);
                last = sequence;
            }
            assertThat(next.values()).containsOnly(each);
            for (CompletableFuture<HttpResponse<String>> producer : producers) {
                assertThat(producer.get().statusCode()).isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {SERVLET, RESOURCE, BROADCASTER})
    void aClientThatDoesNotReadForThreeSecondsMissesNothing(String path) throws IOException {
        String channel = channel("hiccup", path);
        try (SseClient stream = follow(path, channel)) {
            assertThat(stream.head().status()).isEqualTo(200);
            long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
            int sent = 0;
            while (sent < 4_000 || System.nanoTime() < end) {
                // No more than the history holds, however fast this machine is.
                int count = sent < 4_000 ? 100 : sent < 8_000 ? 1 : 0;
                app.post("it/channels/" + channel + "?n=" + count + "&size=1000&from=" + sent);
                sent += count;
            }
            List<Event> events = stream.take(sent);
            for (int i = 0; i < sent; i++) {
                assertThat(events.get(i).data()).containsPattern("\"i\":" + i + "[,}]");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {SERVLET, RESOURCE, BROADCASTER})
    void aClientThatVanishesIsFoundByTheKeepAliveAndLeavesOnce(String path) throws IOException {
        String channel = channel("vanishing", path);
        awaitNobody();
        for (int left = 1; left <= 4; left++) {
            SseClient client = follow(path, channel);
            assertThat(client.head().status()).isEqualTo(200);
            if (left % 2 == 0) {
                client.abort();
            } else {
                client.close();
            }
            int expected = left;
            await("it has left")
                    .atMost(Duration.ofSeconds(15))
                    .until(() -> path.equals(BROADCASTER) ? closed(channel) == expected : connections() == 0);
        }
        app.post("it/channels/" + channel + "?n=10");
        if (path.equals(BROADCASTER)) {
            assertThat(closed(channel)).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {SERVLET, RESOURCE, BROADCASTER})
    void linesEmptyDataAndStrangeCharactersArriveAsTheyWere(String path) throws IOException {
        String channel = channel("payloads", path);
        List<String> payloads = List.of(
                "one",
                "a\nb",
                "a\n\nb",
                "\n",
                "x\n",
                "",
                "a\r\nb",
                "a\rb",
                " leading",
                ": colon",
                "data: x",
                "\uFEFFbom",
                "\uD83D\uDE00",
                "tab\t.");
        try (SseClient stream = follow(path, channel)) {
            assertThat(stream.head().status()).isEqualTo(200);
            for (String payload : payloads) {
                app.postText("it/channels/" + channel + "/raw?type=text", payload);
                Event event = stream.next();
                assertThat(event.type()).isEqualTo("text");
                // An event stream knows lines, not how they ended.
                String expected = payload.replaceAll("\r\n?", "\n");
                if (path.equals(BROADCASTER) && !app.server().server().sendsEmptyLines()) {
                    expected = expected.replaceAll("\n+", "\n").replaceAll("\n$", "");
                }
                assertThat(event.data()).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = BROADCASTER)
    void aBroadcasterClosesAtOnceBesideAStalledClient(String path) throws IOException {
        long best = Long.MAX_VALUE;
        // A machine that is busy with something else makes one call slow, but not each of them.
        for (int i = 0; i < 5 && best >= 1_000; i++) {
            best = Math.min(best, closeBesideAStalledClient(path, channel("closing" + i, path)));
        }
        assertThat(best).as("milliseconds").isLessThan(1_000);
    }

    private static long closeBesideAStalledClient(String path, String channel) throws IOException {
        try (SseClient stalled = SseClient.get(app.uri(path.formatted(channel)), SMALL_BUFFER)) {
            assertThat(stalled.head().status()).isEqualTo(200);
            app.post("it/channels/" + channel + "?n=1500&size=8000");
            return Long.parseLong(app.post("api/ticks/" + channel + "/close").body());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {SERVLET, RESOURCE, BROADCASTER})
    void theEndOfAChannelEndsItsStreamsAfterTheLastEvent(String path) throws IOException {
        String channel = channel("ending", path);
        try (SseClient stream = follow(path, channel)) {
            assertThat(stream.head().status()).isEqualTo(200);
            app.post("it/channels/" + channel + "?n=500&size=200");
            app.post("it/channels/" + channel + "/end");
            assertThat(stream.awaitEnd())
                    .filteredOn(event -> event.type().equals("tick"))
                    .hasSize(500);
        }
    }
}
