package org.jobcast.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jobcast.test.SseClient;
import org.jobcast.test.SseParser.Event;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The WAR is undeployed in the middle of its work, as administrators do it, and nothing of it may stay. */
class SampleWarRedeployIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int ROUNDS = 20;
    private static final int STREAMS = 50;
    private static final int JOBS = 3;

    /** Of most undeployments; jobs that still run get a second of it. */
    private static final Duration TYPICAL = Duration.ofSeconds(3);

    /** Only what hangs takes that long, however busy the machine is. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final List<Duration> undeployments = new ArrayList<>();

    @TempDir
    static Path directory;

    private static SampleWar war;
    private static final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        war = new SampleWar(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        war.close();
    }

    @Test
    void twentyRedeploymentsWithOpenStreamsAndRunningJobsLeaveNoThreadAndNoClassLoader() throws Exception {
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            loaders.add(deployWorkUndeploy(round));
        }
        Collections.sort(undeployments);
        System.out.println("undeployments took " + undeployments);
        assertThat(undeployments.get(ROUNDS / 2)).as("the median").isLessThan(TYPICAL);
        replaceWhatTheJdkRemembers();
        await("every class loader is collected")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> {
                    System.gc();
                    assertThat(loaders.stream().filter(loader -> loader.get() != null))
                            .isEmpty();
                });
    }

    private WeakReference<ClassLoader> deployWorkUndeploy(int round) throws Exception {
        war.deploy();
        WeakReference<ClassLoader> loader = war.loader();
        List<String> jobs = new ArrayList<>();
        for (int i = 0; i < JOBS; i++) {
            jobs.add(post("demo/jobs?steps=1000&delayMs=20", ""));
        }
        importSomething();
        List<SseClient> streams = new ArrayList<>();
        try {
            for (int i = 0; i < STREAMS; i++) {
                String path = i % 5 == 0 ? "channels/any" : "jobs/" + jobs.get(i % JOBS);
                streams.add(SseClient.get(war.resolve("jobcast/" + path + "/stream")));
                assertThat(streams.get(i).head().status()).isEqualTo(200);
            }
            undeployments.add(war.undeploy());
            assertThat(undeployments.get(round)).as("undeployment " + round).isLessThan(PATIENCE);
            for (SseClient stream : streams) {
                assertSaidGoodbye(stream);
            }
        } finally {
            streams.forEach(SseClient::close);
        }
        await("threads of undeployment " + round)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(threadsOf(loader)).isEmpty());
        return loader;
    }

    /** Only an import makes use of the database and of JPA, which must go too. */
    private static void importSomething() throws Exception {
        String id = post("api/imports", "station,day,temperature,rainfall\nS1,2026-11-21,1,1\n");
        try (SseClient stream = SseClient.get(war.resolve("jobcast/jobs/" + id + "/stream"))) {
            List<Event> events = stream.withTimeout(PATIENCE).awaitEnd();
            assertThat(JSON.readTree(events.get(events.size() - 1).data())
                            .get("state")
                            .asText())
                    .isEqualTo("succeeded");
        }
    }

    private static void assertSaidGoodbye(SseClient stream) throws IOException {
        Event last = stream.next();
        while (!last.type().equals("closing") && !last.type().equals("done")) {
            last = stream.next();
        }
        if (last.type().equals("closing")) {
            assertThat(stream.retries())
                    .as("a second hint beside the one at the beginning")
                    .hasSize(2);
            JsonNode closing = JSON.readTree(last.data());
            assertThat(closing.get("retry").asLong()).isPositive();
        }
    }

    /** JDK 17 keeps, in java.lang.runtime.ObjectMethods, the type in the last record whose hash code was linked. */
    private static void replaceWhatTheJdkRemembers() {
        record OfThisLoader(SampleWarRedeployIT component) {}
        assertThat(new OfThisLoader(null)).hasSameHashCodeAs(new OfThisLoader(null));
    }

    private static List<String> threadsOf(WeakReference<ClassLoader> loader) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("jobcast-")
                        || (loader.get() != null && thread.getContextClassLoader() == loader.get()))
                .map(Thread::getName)
                .toList();
    }

    private static String post(String path, String body) throws Exception {
        URI uri = war.resolve(path);
        HttpResponse<String> accepted = http.send(
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", "text/csv")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        return SampleProcess.jobId(accepted);
    }
}
