package org.jobcast.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Serves the dashboard's files as the sample does, and beside them whatever a test wants the jobs to say: also what no
 * jobcast server lets through.
 */
final class StandInServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI original;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<String, Integer> refused = new ConcurrentHashMap<>();
    private final Map<String, byte[]> answers = new ConcurrentHashMap<>();

    private StandInServer(URI original) throws IOException {
        this.original = original;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /**
     * Starts it.
     *
     * @param original where the files come from
     */
    static StandInServer start(URI original) throws IOException {
        return new StandInServer(original);
    }

    /** Where a page of the dashboard is. */
    URI ui(String query) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/jobcast/ui/" + query);
    }

    /** Says what a path below the base is answered with; a path that ends with {@code stream} is a stream. */
    void put(String path, String body) {
        answers.put("/jobcast/" + path, body.getBytes(StandardCharsets.UTF_8));
    }

    /** Has a path below the base answered with a status and no body. */
    void refuse(String path, int status) {
        refused.put("/jobcast/" + path, status);
    }

    /** Has it know nothing any more of what lies below a path. */
    void forget(String path) {
        answers.keySet().removeIf(known -> known.startsWith("/jobcast/" + path));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            byte[] own = answers.get(path);
            if (refused.containsKey(path)) {
                send(exchange, refused.get(path), new byte[0]);
            } else if (own != null) {
                boolean stream = path.endsWith("stream");
                exchange.getResponseHeaders()
                        .set("Content-Type", stream ? "text/event-stream;charset=UTF-8" : "application/json");
                if (stream) {
                    say(exchange, own);
                } else {
                    send(exchange, 200, own);
                }
            } else {
                forward(exchange);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A stream that has not come to its end stays open in silence. */
    private void say(HttpExchange exchange, byte[] events) throws IOException, InterruptedException {
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        out.write(events);
        out.flush();
        if (!new String(events, StandardCharsets.UTF_8).contains("\nevent: done\n")) {
            closed.await();
        }
    }

    private void forward(HttpExchange exchange) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        original.resolve(exchange.getRequestURI().toString()))
                .build();
        HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
        for (String name : List.of("Content-Type", "Content-Security-Policy", "X-Content-Type-Options")) {
            response.headers()
                    .firstValue(name)
                    .ifPresent(value -> exchange.getResponseHeaders().set(name, value));
        }
        send(exchange, response.statusCode(), response.body());
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
