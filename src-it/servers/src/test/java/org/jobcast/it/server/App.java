package org.jobcast.it.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jobcast.test.SseClient;

/** An application on a server, as its users reach it. */
record App(RunningServer server, String name) {
    /** An address below the context path. */
    URI uri(String path) {
        return server.uri(name + "/" + path);
    }

    HttpResponse<String> get(String path, String... headers) throws IOException {
        return send(HttpRequest.newBuilder(uri(path)).GET(), headers);
    }

    HttpResponse<String> post(String path, String... headers) throws IOException {
        return send(HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.noBody()), headers);
    }

    HttpResponse<String> postText(String path, String body) throws IOException {
        return send(
                HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofString(body)),
                "Content-Type",
                "text/plain; charset=UTF-8");
    }

    HttpResponse<String> send(HttpRequest.Builder request, String... headers) throws IOException {
        try {
            if (headers.length > 0) {
                request.headers(headers);
            }
            return server.http().send(request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted", e);
        }
    }

    /** Submits a job of the test application; its id. */
    String submit(String kind) throws IOException {
        HttpResponse<String> accepted = post("it/jobs/" + kind);
        if (accepted.statusCode() != 202) {
            throw new AssertionError(accepted + ": " + accepted.body());
        }
        return accepted.body();
    }

    SseClient follow(String path, String... headers) {
        return SseClient.get(uri(path), headers);
    }
}
