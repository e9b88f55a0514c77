package org.jobcast.impl.http;

import static org.jobcast.impl.http.Router.now;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.jobcast.channel.SlowClientPolicy;
import org.jobcast.channel.StreamPosition;
import org.jobcast.impl.channel.Delivery;
import org.jobcast.impl.channel.LogFeed;
import org.jobcast.impl.channel.LogPosition;
import org.jobcast.impl.resume.StreamView;
import org.jobcast.impl.resume.TextFeed;
import org.jobcast.job.CancelOutcome;
import org.jobcast.job.JobError;
import org.jobcast.resume.StreamRefusedException;
import org.jobcast.resume.StreamState;
import org.jobcast.security.Access.Action;
import org.jspecify.annotations.Nullable;

/** Resumable streams: their text as events or as plain text, from any place in it. */
final class ResumeEndpoints {
    private static final String STATE_HEADER = "Jobcast-Stream-State";
    private static final Map<String, String> RETRY_LATER = Map.of("Retry-After", "5");

    private final HttpHost host;
    private final HttpSettings settings;
    private final StreamEndpoints streams;
    private final AccessGuard guard;
    private final ConnectionLimiter limiter;
    private final Answers answers;

    ResumeEndpoints(
            HttpHost host,
            HttpSettings settings,
            StreamEndpoints streams,
            AccessGuard guard,
            ConnectionLimiter limiter,
            Answers answers) {
        this.host = host;
        this.settings = settings;
        this.streams = streams;
        this.guard = guard;
        this.limiter = limiter;
        this.answers = answers;
    }

    /** What the client wants to have. */
    private enum Form {
        EVENTS,
        TEXT,
        JSON;

        static Form of(@Nullable String accept) {
            if (accept == null || accept.contains("text/event-stream")) {
                return EVENTS;
            }
            return accept.contains("text/plain") ? TEXT : accept.contains("application/json") ? JSON : EVENTS;
        }
    }

    CompletionStage<HttpAnswer> stream(HttpRequest request, Query query, String id) throws BadRequestException {
        long skip = query.number("resumeAt").orElse(0);
        Optional<StreamView> found = find(request, id, Action.READ);
        if (found.isEmpty()) {
            return now(answers.notFound());
        }
        StreamView stream = found.get();
        Form form = Form.of(request.header("Accept"));
        if (form == Form.JSON) {
            return now(answers.json(200, describe(stream)));
        }
        String last = StreamEndpoints.lastEventId(request, query);
        boolean returning = last != null && !last.isEmpty();
        if (stream.state() == StreamState.DONE && settings.doneStatus() != 200 && !returning) {
            return now(done());
        }
        LogPosition position = LogPosition.find(stream.log(), last, StreamPosition.START);
        if (position.gap() == null && stream.log().isExhausted(position.after())) {
            return now(answers.empty(204, Map.of("Cache-Control", "no-store")));
        }
        LogPosition begin = TextFeed.begin(stream.log(), host.json(), position, skip);
        if (form == Form.TEXT && begin.gap() != null) {
            return now(answers.problem(
                    410, Map.of(), "text is not whole", "A part of the text is no longer kept, or was never known."));
        }
        return now(open(request, query, new Wanted(stream, begin, skip, form == Form.TEXT)));
    }

    /** Which part of a stream, and how. */
    private record Wanted(StreamView stream, LogPosition position, long skip, boolean plain) {}

    private HttpAnswer done() {
        return settings.doneStatus() == 204
                ? answers.empty(204, Map.of("Cache-Control", "no-store"))
                : answers.problem(422, Map.of(), "done", "The stream is already done.");
    }

    private HttpAnswer open(HttpRequest request, Query query, Wanted wanted) {
        ConnectionLimiter.Decision decision = limiter.acquire(request.caller());
        if (decision instanceof ConnectionLimiter.Decision.Refused refused) {
            return answers.refused(refused);
        }
        Runnable place = ((ConnectionLimiter.Decision.Granted) decision).release();
        StreamView stream = wanted.stream();
        Runnable reader;
        try {
            reader = host.streams().enter(stream.id(), stream.log());
        } catch (StreamRefusedException e) {
            place.run();
            return answers.problem(
                    503, RETRY_LATER, "too many readers", "The limit jobcast.resume.max-readers is reached.");
        }
        Runnable release = () -> {
            place.run();
            reader.run();
        };
        Map<String, String> more = Map.of(STATE_HEADER, label(stream.state()));
        String type = wanted.plain() ? "text/plain;charset=UTF-8" : "text/event-stream;charset=UTF-8";
        return new HttpAnswer.Stream(
                streams.streamHeaders(request, type, more), opener(query, wanted, release), release);
    }

    private HttpAnswer.Opener opener(Query query, Wanted wanted, Runnable release) {
        Delivery events = streams.delivery(query, SlowClientPolicy.DISCONNECT);
        Delivery delivery = wanted.plain()
                ? new Delivery(false, events.policy(), Duration.ZERO, events.maxStall(), events.retry())
                : events;
        if (!wanted.plain() && wanted.skip() == 0) {
            return connection ->
                    host.pump().subscribe(wanted.stream().log(), wanted.position(), delivery, connection, release);
        }
        return connection -> {
            LogFeed feed = new LogFeed(wanted.stream().log(), wanted.position(), delivery, connection.writeLimit());
            TextFeed text = new TextFeed(feed, host.json(), wanted.skip(), wanted.plain(), events.named());
            return host.pump().connect(text, delivery, connection, release);
        };
    }

    private static Map<String, Object> describe(StreamView stream) {
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("id", stream.id());
        described.put("state", label(stream.state()));
        described.put("generation", stream.generation());
        JobError error = stream.error();
        if (error != null) {
            described.put("error", SnapshotJson.error(error));
        }
        return described;
    }

    private static String label(StreamState state) {
        return state.name().toLowerCase(java.util.Locale.ROOT);
    }

    CompletionStage<HttpAnswer> cancel(HttpRequest request, String id) {
        CancelOutcome outcome = find(request, id, Action.CANCEL)
                .map(stream -> host.streams().cancel(id))
                .orElse(CancelOutcome.UNKNOWN);
        return now(
                outcome == CancelOutcome.UNKNOWN
                        ? answers.notFound()
                        : answers.json(200, new TreeMap<>(Map.of("cancelled", id, "outcome", outcome))));
    }

    private Optional<StreamView> find(HttpRequest request, String id, Action action) {
        return host.streams().find(id).filter(stream -> guard.allows(request.caller(), action, stream));
    }
}
