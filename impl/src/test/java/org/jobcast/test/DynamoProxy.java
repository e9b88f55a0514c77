package org.jobcast.test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Stands between a store and DynamoDB Local, and does what DynamoDB Local never does: it throttles, and it loses answers. */
public final class DynamoProxy implements AutoCloseable {
    /** What becomes of a request. */
    public enum Fate {
        /** It is answered. */
        PASS,
        /** The connection is closed before it is done. */
        REFUSE,
        /** It is done, and the connection closed before the answer. */
        LOSE,
        /** DynamoDB says that there was no room for it. */
        THROTTLE,
        /** Of a batch the first half is done and the rest handed back; else as PASS. */
        HALVE,
        /** A transaction is refused because others are in its way; else as PASS. */
        CONFLICT
    }

    /** Decides on requests. */
    public interface Law {
        /**
         * What becomes of a request.
         *
         * @param operation for example {@code PutItem}
         * @param number which one it is of all requests, from 1
         */
        Fate of(String operation, int number);
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    static {
        // Else it waits 40 ms before each answer for more to send.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpClient client = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final String target;
    private final AtomicInteger requests = new AtomicInteger();
    private final Map<Fate, Integer> fates = new ConcurrentHashMap<>();
    private volatile Law law = (operation, number) -> Fate.PASS;

    public DynamoProxy(String target) {
        this.target = target;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** From now on. */
    public void law(Law law) {
        this.law = law;
    }

    /** How many requests met that fate. */
    public int count(Fate fate) {
        return fates.getOrDefault(fate, 0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String operation = exchange.getRequestHeaders().getFirst("X-Amz-Target").replaceFirst(".*\\.", "");
        Fate fate = law.of(operation, requests.incrementAndGet());
        try (exchange) {
            switch (fate) {
                case REFUSE -> count(fate, true);
                case LOSE -> {
                    forward(exchange, body);
                    count(fate, true);
                }
                case THROTTLE -> {
                    count(fate, true);
                    error(exchange, "ProvisionedThroughputExceededException", null);
                }
                case CONFLICT -> conflict(exchange, operation, body);
                case HALVE -> halve(exchange, operation, body);
                case PASS -> answer(exchange, forward(exchange, body));
            }
        }
    }

    private void count(Fate fate, boolean met) {
        if (met) {
            fates.merge(fate, 1, Integer::sum);
        }
    }

    private void conflict(HttpExchange exchange, String operation, byte[] body) throws IOException {
        boolean transaction = operation.equals("TransactWriteItems");
        count(Fate.CONFLICT, transaction);
        if (transaction) {
            error(exchange, "TransactionCanceledException", "TransactionConflict");
        } else {
            answer(exchange, forward(exchange, body));
        }
    }

    private void halve(HttpExchange exchange, String operation, byte[] body) throws IOException {
        boolean writes = operation.equals("BatchWriteItem");
        if (!writes && !operation.equals("BatchGetItem")) {
            answer(exchange, forward(exchange, body));
            return;
        }
        ObjectNode request = (ObjectNode) JSON.readTree(body);
        String table = request.get("RequestItems").fieldNames().next();
        JsonNode wanted = request.get("RequestItems").get(table);
        ArrayNode all = (ArrayNode) (writes ? wanted : wanted.get("Keys"));
        ArrayNode rest = JSON.createArrayNode();
        for (int i = (all.size() + 1) / 2; i < all.size(); ) {
            rest.add(all.remove(i));
        }
        count(Fate.HALVE, !rest.isEmpty());
        HttpResponse<byte[]> done = forward(exchange, JSON.writeValueAsBytes(request));
        ObjectNode answer = (ObjectNode) JSON.readTree(done.body());
        if (!rest.isEmpty()) {
            answer.putObject(writes ? "UnprocessedItems" : "UnprocessedKeys")
                    .set(table, writes ? rest : ((ObjectNode) wanted.deepCopy()).set("Keys", rest));
        }
        send(exchange, done.statusCode(), JSON.writeValueAsBytes(answer));
    }

    private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body) throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(target)).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        for (String name : List.of("X-Amz-Target", "Authorization", "X-Amz-Date", "Content-Type")) {
            String value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) {
                request.header(name, value);
            }
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private void answer(HttpExchange exchange, HttpResponse<byte[]> answer) throws IOException {
        send(exchange, answer.statusCode(), answer.body());
    }

    private void error(HttpExchange exchange, String type, @Nullable String reason) throws IOException {
        ObjectNode body = JSON.createObjectNode().put("__type", "com.amazonaws.dynamodb.v20120810#" + type);
        body.put("Message", "said by the test");
        if (reason != null) {
            body.putArray("CancellationReasons").addObject().put("Code", reason);
        }
        send(exchange, 400, body.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
