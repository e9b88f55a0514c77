package org.jobcast.impl.http;

import static org.jobcast.impl.http.Router.now;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.jobcast.impl.channel.Names;
import org.jobcast.impl.job.JobEngine;
import org.jobcast.job.SignalOutcome;
import org.jobcast.security.Access.Action;

/** Takes signals for jobs. The body is the payload, JSON; no body is the payload null. */
final class SignalEndpoint {
    private final HttpHost host;
    private final int maxBody;
    private final AccessGuard guard;
    private final Answers answers;

    SignalEndpoint(HttpHost host, long maxBody, AccessGuard guard, Answers answers) {
        this.host = host;
        this.maxBody = (int) Math.min(maxBody, JobEngine.MAX_SIGNAL);
        this.guard = guard;
        this.answers = answers;
    }

    CompletionStage<HttpAnswer> signal(HttpRequest request, String id, String name) throws BadRequestException {
        if (host.jobs()
                .view(id)
                .filter(job -> guard.allows(request.caller(), Action.SIGNAL, job))
                .isEmpty()) {
            return now(answers.notFound());
        }
        if (!Names.isValid(name, Names.MAX_ID)) {
            throw new BadRequestException("A signal's name is 1 to 128 characters of A-Z a-z 0-9 _ . : -");
        }
        byte[] body = read(request);
        if (body.length > maxBody) {
            return now(answers.tooLarge(maxBody));
        }
        SignalOutcome outcome = host.jobs().signalJson(id, name, json(body));
        return now(
                switch (outcome) {
                    case SENT, ALREADY_TERMINAL ->
                        answers.json(200, new TreeMap<>(Map.of("signalled", id, "name", name, "outcome", outcome)));
                    case UNKNOWN -> answers.notFound();
                    case FULL ->
                        answers.problem(
                                429, Map.of(), "too many signals", "The job keeps no more signals than it has.");
                });
    }

    private byte[] read(HttpRequest request) throws BadRequestException {
        try {
            return request.body(maxBody + 1);
        } catch (IOException e) {
            throw new BadRequestException("The body could not be read.");
        }
    }

    private String json(byte[] body) throws BadRequestException {
        if (body.length == 0) {
            return "null";
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            host.json().read(text, Object.class);
            return text;
        } catch (CharacterCodingException | IllegalArgumentException e) {
            throw new BadRequestException("The body must be JSON in UTF-8, or empty.");
        }
    }
}
