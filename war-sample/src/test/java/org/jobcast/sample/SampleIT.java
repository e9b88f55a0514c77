package org.jobcast.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jobcast.test.SseClient;
import org.jobcast.test.SseParser.Event;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The runnable jar as a user runs it. */
class SampleIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int ROWS = 20_000;
    private static final int BAD_EVERY = 400;

    /** Only what hangs takes that long, however busy the machine is. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path directory;

    private static SampleProcess sample;
    private static URI base;

    @BeforeAll
    static void start() throws IOException {
        sample = SampleProcess.start(directory, "--port", "0");
        base = sample.awaitUri();
    }

    @AfterAll
    static void stop() throws IOException, InterruptedException {
        try (SampleProcess running = sample) {
            assertThat(running.terminate(PATIENCE)).isIn(0, 143);
            assertThat(running.leftovers()).isEmpty();
            assertThat(running.errors()).as("its log is quiet").doesNotContain("SEVERE", "WELD-", "\tat ");
        }
    }

    @Test
    void aClientThatIsCutOffInTheMiddleOfAnImportMissesNothing() throws Exception {
        HttpResponse<String> accepted = upload(generated());
        assertThat(accepted.statusCode()).isEqualTo(202);
        URI stream = base.resolve(accepted.headers().firstValue("Location").orElseThrow());
        List<Event> events = new ArrayList<>();
        String last;
        try (SseClient client = SseClient.get(stream)) {
            assertThat(client.head().status()).isEqualTo(200);
            events.addAll(client.take(10));
            last = events.get(events.size() - 1).id();
            client.abort();
        }
        try (SseClient client = SseClient.get(stream, "Last-Event-ID: " + last)) {
            events.addAll(client.withTimeout(PATIENCE).awaitEnd());
        }
        assertThat(sequence(events)).isEqualTo(countingFromOne(events.size()));
        assertThat(events.get(events.size() - 1).type()).isEqualTo("done");
        assertThat(json(events.get(events.size() - 1).data()).get("state").asText())
                .isEqualTo("succeeded");
        assertThat(events.stream().filter(event -> event.data().contains("\"warning\"")))
                .hasSize(ROWS / BAD_EVERY);
        try (SseClient seen = SseClient.get(
                stream, "Last-Event-ID: " + events.get(events.size() - 1).id())) {
            assertThat(seen.head().status()).isEqualTo(204);
        }
        JsonNode result = json(sample.get(job(accepted, "/result")).body());
        assertThat(result.get("rows").asInt()).isEqualTo(ROWS - ROWS / BAD_EVERY);
        assertThat(result.get("rejected").asInt()).isEqualTo(ROWS / BAD_EVERY);
        assertThat(result.get("seconds").asDouble()).isPositive();
    }

    @Test
    void curlsDefaultContentTypeIsAcceptedToo() throws Exception {
        byte[] file = "station,day,temperature,rainfall\nS1,2026-11-21,1,1\n".getBytes(StandardCharsets.UTF_8);
        HttpResponse<String> accepted =
                sample.post(base.resolve("api/imports"), "application/x-www-form-urlencoded", file);
        assertThat(accepted.statusCode()).isEqualTo(202);
        assertThat(awaitDone(accepted).get("state").asText()).isEqualTo("succeeded");
        assertThat(json(sample.get(job(accepted, "/result")).body()).get("rows").asInt())
                .isEqualTo(1);
    }

    @Test
    void aFileThatIsNoneIsRefusedWithAReason() throws Exception {
        assertThat(refused(new byte[0])).startsWith("The file is empty.");
        assertThat(refused("a,b\n1,2\n".getBytes(StandardCharsets.UTF_8))).startsWith("The header lacks station");
        assertThat(refused(new byte[] {(byte) 0x89, 'P', 'N', 'G', 0, (byte) 0xFF}))
                .contains("is no CSV: not UTF-8");
        HttpResponse<String> large = upload(new byte[(int) Upload.MAX_BYTES + 1]);
        assertThat(large.statusCode()).isEqualTo(413);
    }

    @Test
    void theGeneratedFileCanBeImportedAsItIs() throws Exception {
        HttpResponse<String> file = sample.get(base.resolve("api/sample.csv?rows=1000&badEvery=100"));
        assertThat(file.headers().firstValue("Content-Type")).hasValue("text/csv;charset=UTF-8");
        HttpResponse<String> accepted = upload(file.body().getBytes(StandardCharsets.UTF_8));
        assertThat(awaitDone(accepted).get("state").asText()).isEqualTo("succeeded");
        assertThat(json(sample.get(job(accepted, "/result")).body())
                        .get("rejected")
                        .asInt())
                .isEqualTo(10);
    }

    @Test
    void aDemoJobReportsEachStepAndACancelledOneEndsAsCancelled() throws Exception {
        HttpResponse<String> accepted = post("demo/jobs?steps=5&delayMs=1");
        assertThat(accepted.statusCode()).isEqualTo(202);
        assertThat(awaitDone(accepted).get("state").asText()).isEqualTo("succeeded");
        assertThat(sample.get(job(accepted, "/result")).body()).isEqualTo("{\"steps_completed\":5}");

        HttpResponse<String> endless = post("demo/jobs?steps=1000000&delayMs=100");
        assertThat(sample.post(job(endless, "/cancel"), "text/plain", new byte[0])
                        .statusCode())
                .isEqualTo(200);
        assertThat(awaitDone(endless).get("state").asText()).isEqualTo("cancelled");

        HttpResponse<String> failing = post("demo/jobs?steps=1&delayMs=0&fail=true");
        assertThat(awaitDone(failing).get("error").get("message").asText()).isEqualTo("failed as asked, after 1 steps");
        assertThat(post("demo/jobs?steps=-1").statusCode()).isEqualTo(400);
    }

    @Test
    void whatIsPublishedToADemoChannelReachesItsSubscribers() throws Exception {
        assertThat(post("demo/channels/it?n=0").statusCode()).isEqualTo(200);
        try (SseClient client = SseClient.get(base.resolve("jobcast/channels/it/stream"))) {
            assertThat(client.head().status()).isEqualTo(200);
            JsonNode answer = json(post("demo/channels/it?n=50&size=200").body());
            assertThat(answer.get("published").asInt()).isEqualTo(50);
            List<Event> events = client.take(50);
            assertThat(events).allMatch(event -> event.data().length() == 200);
            assertThat(answer.get("last").asText()).isEqualTo(events.get(49).id());
            sample.post(
                    base.resolve("demo/channels/it/raw?type=note"),
                    "text/plain",
                    "as\nit is".getBytes(StandardCharsets.UTF_8));
            Event raw = client.next();
            assertThat(raw.type()).isEqualTo("note");
            assertThat(raw.data()).isEqualTo("as\nit is");
            assertThat(post("demo/channels/it/end").body()).isEqualToIgnoringNewLines("{\"ended\":true}");
            assertThat(client.awaitEnd()).isEmpty();
        }
    }

    @Test
    void nonsenseInTheParametersOfADemoChannelIsRefused() throws Exception {
        for (String query :
                List.of("n=-1", "n=10000001", "n=x", "size=-1", "size=1048577", "perSecond=a", "type=a%0Ab")) {
            HttpResponse<String> answer = post("demo/channels/bad?" + query);
            assertThat(answer.statusCode()).as(query).isEqualTo(400);
            assertThat(answer.body().lines()).as(query).hasSize(1);
        }
        assertThat(post("demo/channels/bad/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void thePageIsServed() throws Exception {
        HttpResponse<String> page = sample.get(base);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("<title>Import readings</title>");
        assertThat(sample.get(base.resolve("app.js"))
                        .headers()
                        .firstValue("Content-Type")
                        .orElse(""))
                .contains("javascript");
    }

    private static JsonNode awaitDone(HttpResponse<String> accepted) throws IOException {
        try (SseClient client = SseClient.get(job(accepted, "/stream"))) {
            List<Event> events = client.withTimeout(PATIENCE).awaitEnd();
            return json(events.get(events.size() - 1).data());
        }
    }

    private static HttpResponse<String> post(String path) throws IOException, InterruptedException {
        return sample.post(base.resolve(path), "text/plain", new byte[0]);
    }

    private static HttpResponse<String> upload(byte[] file) throws IOException, InterruptedException {
        return sample.post(base.resolve("api/imports"), "text/csv", file);
    }

    private static String refused(byte[] file) throws IOException, InterruptedException {
        HttpResponse<String> answer = upload(file);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        return json(answer.body()).get("detail").asText();
    }

    private static URI job(HttpResponse<String> accepted, String rest) throws IOException {
        return base.resolve("jobcast/jobs/" + json(accepted.body()).get("id").asText() + rest);
    }

    private static byte[] generated() throws IOException {
        StringWriter out = new StringWriter();
        new CsvGenerator(1, BAD_EVERY).write(ROWS, out);
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static JsonNode json(String text) throws IOException {
        return JSON.readTree(text);
    }

    private static List<Long> sequence(List<Event> events) {
        return events.stream()
                .map(event -> Long.valueOf(event.id().substring(event.id().lastIndexOf('-') + 1)))
                .toList();
    }

    private static List<Long> countingFromOne(int count) {
        List<Long> numbers = new ArrayList<>();
        for (long i = 1; i <= count; i++) {
            numbers.add(i);
        }
        return numbers;
    }
}
