package org.jobcast.impl.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jobcast.spi.JsonCodec;

/** Makes the answers that are not streams. */
final class Answers {
    private static final String JSON = "application/json";
    private static final String PROBLEM = "application/problem+json";
    private static final Map<Integer, String> TITLES = Map.of(
            400, "Bad Request",
            403, "Forbidden",
            404, "Not Found",
            405, "Method Not Allowed",
            409, "Conflict",
            413, "Content Too Large",
            422, "Unprocessable Content",
            429, "Too Many Requests",
            503, "Service Unavailable");

    private final JsonCodec json;

    Answers(JsonCodec json) {
        this.json = json;
    }

    HttpAnswer.Body json(int status, Map<String, String> headers, String text) {
        return json(status, headers, text, Answers::ignore);
    }

    HttpAnswer.Body json(int status, Map<String, String> headers, String text, Consumer<Boolean> onWritten) {
        return bytes(status, JSON, headers, text, onWritten);
    }

    HttpAnswer.Body json(int status, Object value) {
        return json(status, Map.of(), json.write(value));
    }

    HttpAnswer.Body text(String text) {
        return bytes(200, "text/plain;charset=UTF-8", Map.of(), text, Answers::ignore);
    }

    /** A body of JSON that is written piece by piece. */
    HttpAnswer.Body stream(HttpAnswer.Content content) {
        return new HttpAnswer.Body(200, headers(JSON, Map.of()), content, Answers::ignore);
    }

    /** A body of bytes with all of its headers but the type and the length. */
    HttpAnswer.Body file(String type, Map<String, String> headers, byte[] bytes) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put("Content-Type", type);
        all.put("Content-Length", Integer.toString(bytes.length));
        return new HttpAnswer.Body(200, all, out -> out.write(bytes), Answers::ignore);
    }

    /** Events that are there already. */
    HttpAnswer.Body events(byte[] text) {
        Map<String, String> headers = headers("text/event-stream;charset=UTF-8", Map.of("Vary", "Accept"));
        headers.put("Content-Length", Integer.toString(text.length));
        return new HttpAnswer.Body(200, headers, out -> out.write(text), Answers::ignore);
    }

    HttpAnswer.Body empty(int status, Map<String, String> headers) {
        return new HttpAnswer.Body(status, headers, out -> {}, Answers::ignore);
    }

    /** The same answer for what does not exist and for what the caller may not see. */
    HttpAnswer.Body notFound() {
        return problem(404, Map.of(), "not found", "There is nothing here that you may see.");
    }

    /** No place for a connection. */
    HttpAnswer.Body refused(ConnectionLimiter.Decision.Refused refused) {
        return problem(
                refused.status(),
                Map.of("Retry-After", "5"),
                "too many connections",
                "The limit of " + refused.setting() + " is reached; try again later.");
    }

    HttpAnswer.Body tooLarge(long max) {
        return problem(413, Map.of(), "too large", "A request body has at most " + max + " bytes here.");
    }

    HttpAnswer.Body badRequest(String detail) {
        return problem(400, Map.of(), "bad request", detail);
    }

    /**
     * A problem of RFC 9457, with a short {@code error} beside it for clients that only look at that.
     */
    HttpAnswer.Body problem(int status, Map<String, String> headers, String error, String detail) {
        return problem(status, headers, error, detail, Map.of());
    }

    HttpAnswer.Body problem(
            int status, Map<String, String> headers, String error, String detail, Map<String, Object> members) {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "about:blank");
        problem.put("title", TITLES.getOrDefault(status, "Error"));
        problem.put("status", status);
        problem.put("error", error);
        problem.put("detail", detail);
        problem.putAll(members);
        return bytes(status, PROBLEM, headers, json.write(problem), Answers::ignore);
    }

    private static HttpAnswer.Body bytes(
            int status, String type, Map<String, String> more, String text, Consumer<Boolean> onWritten) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        Map<String, String> headers = headers(type, more);
        headers.put("Content-Length", Integer.toString(body.length));
        return new HttpAnswer.Body(status, headers, out -> out.write(body), onWritten);
    }

    private static Map<String, String> headers(String type, Map<String, String> more) {
        Map<String, String> headers = new LinkedHashMap<>(more);
        headers.put("Content-Type", type);
        headers.put("Cache-Control", "no-store");
        headers.put("X-Content-Type-Options", "nosniff");
        return headers;
    }

    private static void ignore(boolean written) {
        // Nobody waits for the outcome.
    }
}
