package org.jobcast.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jobcast.test.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample and a Node application with the npm package {@code resumable-stream} share streams on one Redis. */
class NodeInteropIT {
    private static final String PREFIX = "shared";
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final ExecutorService threads = Executors.newCachedThreadPool();
    private static final HttpClient http = HttpClient.newHttpClient();
    private static final JsonMapper JSON = new JsonMapper();

    /** What must survive: line ends, what looks like an event, letters of two, three and four bytes. */
    private static final List<String> SENTENCE =
            List.of("a", "😀", "data: x\n\n", "id: 7\r\n", "Grüße ", "☂", " ", "{\"end\":true}", "\u2028", "zz");

    @TempDir
    static Path directory;

    private static RedisServer redis;
    private static SampleProcess java;
    private static NodePeer node;

    @BeforeAll
    static void start() throws IOException {
        redis = RedisServer.start();
        node = NodePeer.start(redis.url(), PREFIX);
        java = sample("java", "10m");
    }

    @AfterAll
    static void stop() throws IOException {
        threads.shutdownNow();
        for (AutoCloseable each : new AutoCloseable[] {java, node, redis}) {
            try {
                if (each != null) {
                    each.close();
                }
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
    }

    private static SampleProcess sample(String name, String activeTtl) throws IOException {
        return SampleProcess.start(
                directory.resolve(name),
                "-Xmx256m",
                "-Djobcast.resume.protocol=vercel",
                "-Djobcast.resume.backplane=redis",
                "-Djobcast.resume.key-prefix=" + PREFIX,
                "-Djobcast.resume.active-ttl=" + activeTtl,
                "-Djobcast.redis.url=" + redis.url());
    }

    private static List<String> chunks(int sentences) {
        List<String> chunks = new ArrayList<>();
        for (int i = 0; i < sentences; i++) {
            chunks.add(i + ":");
            chunks.addAll(SENTENCE);
        }
        return chunks;
    }

    /** A text that the sample sends, line by line as it comes. */
    private record Download(CompletableFuture<Void> begun, CompletableFuture<String> whole) {
        String await() throws Exception {
            return whole.get(60, TimeUnit.SECONDS);
        }
    }

    private static Download download(SampleProcess from, String id, int skip) {
        Download download = new Download(new CompletableFuture<>(), new CompletableFuture<>());
        HttpRequest request = HttpRequest.newBuilder(from.resolve("jobcast/streams/" + id + "?resumeAt=" + skip))
                .header("Accept", "text/plain")
                .build();
        threads.execute(() -> {
            try {
                var answer = http.send(request, BodyHandlers.ofInputStream());
                assertThat(answer.statusCode()).as(id).isEqualTo(200);
                StringBuilder text = new StringBuilder();
                try (BufferedReader body =
                        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
                    for (int c = body.read(); c >= 0; c = body.read()) {
                        text.append((char) c);
                        download.begun.complete(null);
                    }
                }
                download.whole.complete(text.toString());
            } catch (IOException | InterruptedException | RuntimeException | Error e) {
                download.begun.completeExceptionally(e);
                download.whole.completeExceptionally(e);
            }
        });
        return download;
    }

    /** Begins a story, or finds it; true if it was begun. */
    private static boolean tell(SampleProcess on, String id, int words, int delay) {
        try {
            int status = on.post("api/stories/" + id + "?words=" + words + "&delayMs=" + delay)
                    .statusCode();
            assertThat(status).isIn(200, 201);
            return status == 201;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode state(SampleProcess on, String id) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(on.resolve("jobcast/streams/" + id))
                .header("Accept", "application/json")
                .build();
        return JSON.readTree(http.send(request, BodyHandlers.ofString()).body()).path("state");
    }

    @Test
    void nodeReadsWhatJavaProduces() throws Exception {
        assertThat(node.has("told")).isEqualTo("null");
        assertThat(node.resume("told", 0).awaitEnd().get("stream").asText()).isEqualTo("undefined");
        assertThat(tell(java, "told", 300, 10)).isTrue();
        assertThat(node.has("told")).isEqualTo("true");
        NodePeer.Call first = node.resume("told", 0);
        first.awaitBegin();
        NodePeer.Call skipping = node.resume("told", 7);
        NodePeer.Call creating = node.createOrResume("told", List.of("never"), 0);
        Download own = download(java, "told", 0);
        String text = own.await();
        assertThat(text.split("\\s+")).hasSize(300);
        assertThat(first.awaitText()).isEqualTo(text);
        assertThat(skipping.awaitText()).isEqualTo(text.substring(7));
        assertThat(creating.awaitText()).isEqualTo(text);
        assertThat(creating.awaitEnd().get("made").asBoolean()).isFalse();
        assertThat(node.has("told")).isEqualTo("DONE");
        assertThat(node.resume("told", 0).awaitEnd().get("stream").asText()).isEqualTo("null");
        assertThat(download(java, "told", 0).await())
                .as("replayed by its producer")
                .isEqualTo(text);
    }

    @Test
    void javaReadsWhatNodeProduces() throws Exception {
        assertThat(java.get("jobcast/streams/written").statusCode()).isEqualTo(404);
        List<String> chunks = chunks(30);
        String text = String.join("", chunks);
        NodePeer.Call producer = node.createOrResume("written", chunks, 3);
        producer.awaitBegin();
        assertThat(state(java, "written").asText()).isEqualTo("active");
        assertThat(tell(java, "written", 10, 0)).as("begun by Java").isFalse();
        List<Download> readers =
                List.of(download(java, "written", 0), download(java, "written", 0), download(java, "written", 15));
        for (Download reader : readers) {
            reader.begun.get(60, TimeUnit.SECONDS);
        }
        node.finish("written");
        assertThat(readers.get(0).await()).isEqualTo(text);
        assertThat(readers.get(1).await()).isEqualTo(text);
        assertThat(readers.get(2).await()).isEqualTo(text.substring(15));
        assertThat(producer.awaitText()).isEqualTo(text);
        await().atMost(PATIENCE).until(() -> state(java, "written").asText().equals("done"));
    }

    @Test
    void ofJavaAndNodeExactlyOneProducesWhatBothWant() throws Exception {
        int byJava = 0;
        for (int round = 0; round < 20; round++) {
            String id = "both-" + round;
            // Who comes first differs from round to round.
            CompletableFuture<Boolean> told = CompletableFuture.supplyAsync(() -> tell(java, id, 40, 2), threads);
            for (int i = 0; i < round % 5; i++) {
                node.has(id);
            }
            NodePeer.Call call = node.createOrResume(id, chunks(5), 2);
            boolean made = call.awaitBegin().get("made").asBoolean();
            assertThat(told.get(60, TimeUnit.SECONDS)).as(id).isNotEqualTo(made);
            Download download = download(java, id, 0);
            download.begun.get(60, TimeUnit.SECONDS);
            node.finish(id);
            assertThat(download.await()).as(id).isEqualTo(call.awaitText());
            byJava += made ? 0 : 1;
        }
        System.out.println(byJava + " of 20 streams were produced by Java, the others by Node");
    }

    @Test
    void aNodeProducerThatIsKilledIsNoticedByReadersInJava() throws Exception {
        try (SampleProcess reading = sample("reading", "2s");
                NodePeer doomed = NodePeer.start(redis.url(), PREFIX)) {
            doomed.createOrResume("doomed", List.of("begun"), 0).awaitBegin();
            Download download = download(reading, "doomed", 0);
            download.begun.get(60, TimeUnit.SECONDS);
            doomed.kill();
            assertThat(download.await()).isEqualTo("begun");
            assertThat(state(reading, "doomed").asText()).isEqualTo("failed");
        }
    }

    @Test
    void anIdWhoseJavaProducerWasKilledIsFreeAgainForNode() throws Exception {
        try (SampleProcess producing = sample("producing", "2s")) {
            assertThat(tell(producing, "orphan", 10_000, 20)).isTrue();
            node.resume("orphan", 0).awaitBegin();
            producing.kill();
            await().atMost(PATIENCE).until(() -> node.has("orphan").equals("null"));
            NodePeer.Call next = node.createOrResume("orphan", List.of("next"), 0);
            assertThat(next.awaitBegin().get("made").asBoolean()).isTrue();
            node.finish("orphan");
            assertThat(next.awaitText()).isEqualTo("next");
        }
    }
}
