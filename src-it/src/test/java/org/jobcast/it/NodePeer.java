package org.jobcast.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;

/** A process of Node with the npm package {@code resumable-stream}: {@code src-it/node/peer.mjs}. */
final class NodePeer implements AutoCloseable {
    private static final Path HOME = Path.of("node");
    private static final JsonMapper JSON = new JsonMapper();

    private final Process process;
    private final Writer input;
    private final Map<Integer, Call> calls = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();

    /**
     * What a call has come to.
     *
     * @param begun completes when it has read the first chunk, or has ended
     * @param ended completes with the last answer
     */
    record Call(CompletableFuture<JsonNode> begun, CompletableFuture<JsonNode> ended) {
        JsonNode awaitBegin() throws Exception {
            return begun.get(60, TimeUnit.SECONDS);
        }

        JsonNode awaitEnd() throws Exception {
            return ended.get(60, TimeUnit.SECONDS);
        }

        String awaitText() throws Exception {
            JsonNode end = awaitEnd();
            if (!end.path("stream").asText().equals("stream")) {
                throw new AssertionError("no stream: " + end);
            }
            return end.get("text").asText();
        }

        private void tell(JsonNode answer) {
            begun.complete(answer);
            if (answer.path("end").asBoolean()) {
                ended.complete(answer);
            }
        }
    }

    private NodePeer(Process process) {
        this.process = process;
        this.input = process.outputWriter(StandardCharsets.UTF_8);
        Thread reader = new Thread(this::readAnswers, "node-peer");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts one. Without its packages the calling test is skipped, or fails where {@code CI} is set. */
    static NodePeer start(String redisUrl, String keyPrefix) throws IOException {
        boolean present = Files.isDirectory(HOME.resolve("node_modules/resumable-stream"));
        if (!present && System.getenv("CI") != null) {
            throw new IllegalStateException("no packages in src-it/node; run npm ci there");
        }
        Assumptions.assumeTrue(present, "npm ci was not run in src-it/node");
        ProcessBuilder node = new ProcessBuilder("node", "peer.mjs")
                .directory(HOME.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        node.environment().put("REDIS_URL", redisUrl);
        node.environment().put("KEY_PREFIX", keyPrefix);
        return new NodePeer(node.start());
    }

    private void readAnswers() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                JsonNode answer = JSON.readTree(line);
                calls.get(answer.get("call").asInt()).tell(answer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Call createOrResume(String id, Iterable<String> chunks, int delay) {
        ObjectNode request = JSON.createObjectNode().put("do", "createOrResume");
        chunks.forEach(request.putArray("chunks")::add);
        return call(request.put("id", id).put("delay", delay));
    }

    Call resume(String id, int skip) {
        return call(JSON.createObjectNode().put("do", "resume").put("id", id).put("skip", skip));
    }

    /** What {@code hasExistingStream} says: {@code null}, {@code true} or {@code DONE}. */
    String has(String id) throws Exception {
        return call(JSON.createObjectNode().put("do", "has").put("id", id))
                .awaitEnd()
                .get("has")
                .asText();
    }

    /** Lets a stream end that was made here. */
    void finish(String id) throws Exception {
        call(JSON.createObjectNode().put("do", "finish").put("id", id)).awaitEnd();
    }

    private synchronized Call call(ObjectNode request) {
        int number = numbers.incrementAndGet();
        Call call = new Call(new CompletableFuture<>(), new CompletableFuture<>());
        calls.put(number, call);
        try {
            input.write(request.put("call", number) + "\n");
            input.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return call;
    }

    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        input.close();
    }
}
