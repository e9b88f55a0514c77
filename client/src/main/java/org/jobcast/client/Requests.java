package org.jobcast.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jobcast.client.transport.Answer;
import org.jobcast.client.transport.Call;
import org.jobcast.client.transport.Redirects;
import org.jobcast.client.transport.Transport;
import org.jspecify.annotations.Nullable;

/** Sends requests with the caller's headers and token, and reads answers that are no streams. Thread-safe. */
final class Requests {
    static final JsonMapper JSON = new JsonMapper();
    private static final int MAX_ID = 200;

    private final URI base;
    private final Transport transport;
    private final ClientOptions options;
    private final Tokens tokens;

    Requests(URI base, ClientOptions options) {
        this.base = base;
        this.options = options;
        this.transport = Transport.of(base, options.connectTimeout());
        this.tokens = new Tokens(options.token());
    }

    URI base() {
        return base;
    }

    ClientOptions options() {
        return options;
    }

    /** A whole answer. */
    record Reply(int status, JsonNode body, Duration retryAfter) {}

    /** Sends a request and reads the answer; anything but 2xx, 404, 409 and 410 is an exception. */
    Reply ask(String method, String path, Map<String, String> headers, Duration serverWait) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put("Accept", "application/json");
        try (Answer answer = open(method, path, all, options.requestTimeout().plus(serverWait))) {
            String text = text(answer);
            int status = answer.status();
            boolean expected = (status >= 200 && status < 300) || status == 404 || status == 409 || status == 410;
            if (!expected) {
                throw failure(status, text);
            }
            return new Reply(status, json(status, text), RetryAfter.of(answer, Duration.ofSeconds(1)));
        } catch (IOException e) {
            throw new UnreachableException(base, e);
        } catch (InterruptedException e) {
            throw CallInterruptedException.keepingTheFlag(e);
        }
    }

    /** Sends a request; asks for another token once if the server does not take this one. */
    Answer open(String method, String path, Map<String, String> headers, Duration within)
            throws IOException, InterruptedException {
        URI uri = URI.create(transport.base() + path);
        String token = tokens.current();
        Answer answer = Redirects.follow(transport, call(method, uri, headers, token, within));
        if (answer.status() != 401 || !tokens.canRenew()) {
            return answer;
        }
        answer.close();
        tokens.renew(token);
        return Redirects.follow(transport, call(method, uri, headers, tokens.current(), within));
    }

    private Call call(String method, URI uri, Map<String, String> headers, @Nullable String token, Duration within) {
        Map<String, String> all = new LinkedHashMap<>(options.headers());
        all.putAll(headers);
        if (token != null) {
            all.put("Authorization", "Bearer " + token);
        }
        return new Call(method, uri, all, within);
    }

    /** The body of an answer, up to the limit. */
    String text(Answer answer) throws IOException, InterruptedException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (ByteBuffer next = answer.read(options.requestTimeout());
                next != null;
                next = answer.read(options.requestTimeout())) {
            if (bytes.size() + next.remaining() > options.maxBodyBytes()) {
                throw new JobcastClientException("The answer has more than " + options.maxBodyBytes()
                        + " bytes; raise maxBodyBytes to read it.");
            }
            byte[] chunk = new byte[next.remaining()];
            next.get(chunk);
            bytes.writeBytes(chunk);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static JsonNode json(int status, String text) {
        try {
            return text.isBlank() ? JSON.missingNode() : JSON.readTree(text);
        } catch (JsonProcessingException e) {
            if (status == 404 || status == 410) {
                return JSON.missingNode();
            }
            throw new JobcastClientException("The answer is no JSON: is this the address of jobcast?", e);
        }
    }

    static JobcastClientException failure(int status, String body) {
        String detail = detail(body);
        return status == 401 || status == 403
                ? new RefusedException(status, detail)
                : new RequestFailedException(status, detail);
    }

    /** What a problem document says; of anything else nothing, a page of a proxy helps nobody. */
    private static String detail(String body) {
        try {
            return JSON.readTree(body).path("detail").asText("");
        } catch (JsonProcessingException e) {
            return "";
        }
    }

    /** The path of a job. */
    static String job(String id) {
        if (id.isEmpty() || id.equals(".") || id.equals("..") || id.length() > MAX_ID) {
            throw new IllegalArgumentException("no job has the id \"" + id + "\"");
        }
        return "/jobs/" + encode(id);
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
