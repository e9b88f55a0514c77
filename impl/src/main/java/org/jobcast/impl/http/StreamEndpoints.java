package org.jobcast.impl.http;

import static org.jobcast.impl.http.Router.now;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import org.jobcast.channel.SlowClientPolicy;
import org.jobcast.channel.StreamPosition;
import org.jobcast.impl.channel.Delivery;
import org.jobcast.impl.channel.LogPosition;
import org.jobcast.impl.channel.LoggedChannel;
import org.jobcast.impl.channel.Names;
import org.jobcast.impl.channel.Source;
import org.jobcast.impl.job.JobView;
import org.jobcast.security.Access.Action;
import org.jspecify.annotations.Nullable;

/** The streams: of one job, of one channel, and of many on one connection. */
final class StreamEndpoints {
    private final HttpHost host;
    private final HttpSettings settings;
    private final AccessGuard guard;
    private final ConnectionLimiter limiter;
    private final Answers answers;

    StreamEndpoints(
            HttpHost host, HttpSettings settings, AccessGuard guard, ConnectionLimiter limiter, Answers answers) {
        this.host = host;
        this.settings = settings;
        this.guard = guard;
        this.limiter = limiter;
        this.answers = answers;
    }

    CompletionStage<HttpAnswer> job(HttpRequest request, Query query, String id) throws BadRequestException {
        StreamPosition from = from(query, StreamPosition.START);
        Optional<JobView> job = readable(request, id);
        if (job.isEmpty()) {
            return now(answers.notFound());
        }
        LogPosition position = LogPosition.find(job.get().log(), lastEventId(request, query), from);
        Source source = new Source("job", id, job.get().log(), position);
        return now(open(request, query, List.of(source), job.get().slowClients(), Map.of()));
    }

    CompletionStage<HttpAnswer> channel(HttpRequest request, Query query, String name) throws BadRequestException {
        Optional<LoggedChannel> found = readableChannel(request, name);
        if (found.isEmpty()) {
            return now(answers.notFound());
        }
        LoggedChannel channel = found.get();
        StreamPosition from = from(query, channel.options().from());
        LogPosition position = LogPosition.find(channel.log(), lastEventId(request, query), from);
        Source source = new Source("channel", name, channel.log(), position);
        return now(open(
                request,
                query,
                List.of(source),
                policyOf(channel),
                channel.options().headers()));
    }

    CompletionStage<HttpAnswer> multiplex(HttpRequest request, Query query) throws BadRequestException {
        List<String> jobs = query.all("job").stream().distinct().toList();
        List<String> channels = query.all("channel").stream().distinct().toList();
        int count = jobs.size() + channels.size();
        if (count < 1 || count > settings.maxSources()) {
            throw new BadRequestException("Name 1 to " + settings.maxSources()
                    + " sources: ?job=<id>&channel=<name>, each as often as needed.");
        }
        Cursors cursors = new Cursors(lastEventId(request, query), count);
        List<Source> sources = new ArrayList<>();
        for (String id : jobs) {
            Optional<JobView> job = readable(request, id);
            if (job.isEmpty()) {
                return now(answers.notFound());
            }
            StreamPosition from = from(query, StreamPosition.START);
            LogPosition position = LogPosition.find(job.get().log(), cursors.next(), from);
            sources.add(new Source("job", id, job.get().log(), position));
        }
        for (String name : channels) {
            Optional<LoggedChannel> channel = readableChannel(request, name);
            if (channel.isEmpty()) {
                return now(answers.notFound());
            }
            StreamPosition from = from(query, channel.get().options().from());
            LogPosition position = LogPosition.find(channel.get().log(), cursors.next(), from);
            sources.add(new Source("channel", name, channel.get().log(), position));
        }
        return now(open(request, query, sources, SlowClientPolicy.DISCONNECT, Map.of()));
    }

    /** The positions in the id of a multiplexed event, in the order of the request. */
    private static final class Cursors {
        private final String @Nullable [] ids;
        private int next;

        Cursors(@Nullable String lastEventId, int count) {
            String[] parts = lastEventId == null || lastEventId.isEmpty() ? null : lastEventId.split(",", -1);
            boolean fits = parts != null && parts.length == count;
            this.ids = parts == null || fits ? parts : "?,".repeat(count).split(",");
        }

        @Nullable String next() {
            return ids == null ? null : ids[next++];
        }
    }

    private Optional<JobView> readable(HttpRequest request, String id) {
        return host.jobs().view(id).filter(job -> guard.allows(request.caller(), Action.READ, job));
    }

    private Optional<LoggedChannel> readableChannel(HttpRequest request, String name) {
        Optional<LoggedChannel> channel = host.channels().findHeld(name);
        if (channel.isEmpty()
                && settings.createOnSubscribe()
                && Names.isValid(name, Names.MAX_ID)
                && guard.allowsChannel(request.caller(), Action.READ, name)) {
            host.channels().open(name);
            channel = host.channels().findHeld(name);
        }
        return channel.filter(found -> guard.allows(request.caller(), Action.READ, found));
    }

    private SlowClientPolicy policyOf(LoggedChannel channel) {
        SlowClientPolicy own = channel.options().slowClients();
        return own == null ? settings.channelSlowClients() : own;
    }

    private static StreamPosition from(Query query, StreamPosition standard) throws BadRequestException {
        String from = query.first("from");
        try {
            return from == null ? standard : StreamPosition.parse(from);
        } catch (IllegalArgumentException e) {
            throw new BadRequestException("The parameter from must be start, latest or live.");
        }
    }

    static @Nullable String lastEventId(HttpRequest request, Query query) {
        String header = request.header("Last-Event-ID");
        return header == null || header.isEmpty() ? query.first("lastEventId") : header;
    }

    private HttpAnswer open(
            HttpRequest request,
            Query query,
            List<Source> sources,
            SlowClientPolicy policy,
            Map<String, String> headers) {
        if (sources.stream().allMatch(StreamEndpoints::isSeen)) {
            return answers.empty(204, Map.of("Cache-Control", "no-store"));
        }
        ConnectionLimiter.Decision decision = limiter.acquire(request.caller());
        if (decision instanceof ConnectionLimiter.Decision.Refused refused) {
            return answers.refused(refused);
        }
        Runnable release = ((ConnectionLimiter.Decision.Granted) decision).release();
        Delivery delivery = delivery(query, policy);
        return new HttpAnswer.Stream(
                streamHeaders(request, headers),
                connection -> sources.size() == 1 && !request.path().get(0).equals("stream")
                        ? host.pump()
                                .subscribe(
                                        sources.get(0).log(), sources.get(0).position(), delivery, connection, release)
                        : host.pump().subscribe(sources, delivery, connection, release),
                release);
    }

    Delivery delivery(Query query, SlowClientPolicy policy) {
        boolean named = !query.isUnnamed();
        return new Delivery(named, policy, settings.keepAlive(), settings.maxStall(), spread(settings.retry()));
    }

    private static boolean isSeen(Source source) {
        return source.position().gap() == null
                && source.log().isExhausted(source.position().after());
    }

    private Map<String, String> streamHeaders(HttpRequest request, Map<String, String> custom) {
        return streamHeaders(request, "text/event-stream;charset=UTF-8", custom);
    }

    /** The headers of an answer that is written as it comes. */
    Map<String, String> streamHeaders(HttpRequest request, String type, Map<String, String> custom) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(custom);
        headers.put("Content-Type", type);
        headers.put("Cache-Control", "no-cache, no-transform");
        headers.put("X-Accel-Buffering", "no");
        headers.put("X-Content-Type-Options", "nosniff");
        if (settings.connectionClose() && request.isHttp1()) {
            headers.put("Connection", "close");
        }
        return headers;
    }

    /** Up to a fifth more or less, so that the clients of a server that restarts do not come back all at once. */
    private static Duration spread(Duration retry) {
        long millis = retry.toMillis();
        long fifth = millis / 5;
        return fifth == 0
                ? retry
                : Duration.ofMillis(ThreadLocalRandom.current().nextLong(millis - fifth, millis + fifth + 1));
    }
}
