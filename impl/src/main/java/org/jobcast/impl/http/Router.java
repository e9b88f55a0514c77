package org.jobcast.impl.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jobcast.channel.TooManyChannelsException;
import org.jobcast.job.UnknownJobException;
import org.jobcast.spi.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP contract: which method and path gets which answer. Thread-safe. An answer that has to wait for something comes
 * later, on a timer thread.
 */
public final class Router {
    private static final System.Logger LOG = System.getLogger(Router.class.getName());

    private final Answers answers;
    private final OriginCheck origins;
    private final long maxBody;
    private final JobEndpoints jobs;
    private final SignalEndpoint signals;
    private final StreamEndpoints streams;
    private final ResumeEndpoints resumable;
    private final ChannelEndpoints channels;
    private final TaskEndpoints tasks;
    private final HealthEndpoints health;
    private final SiteEndpoints site;

    /**
     * @param host the engine's parts
     * @param settings what the contract can be told
     */
    public Router(HttpHost host, HttpSettings settings) {
        this.answers = new Answers(host.json());
        this.origins = new OriginCheck(settings.allowedOrigins());
        this.maxBody = settings.maxBody();
        AccessGuard guard = new AccessGuard(host.access());
        HttpSettings.ConnectionLimits limits = settings.limits();
        ConnectionLimiter limiter = new ConnectionLimiter(limits.total(), limits.perPrincipal(), limits.perAddress());
        this.jobs = new JobEndpoints(host, settings, guard, limiter, answers);
        this.signals = new SignalEndpoint(host, settings.maxBody(), guard, answers);
        this.streams = new StreamEndpoints(host, settings, guard, limiter, answers);
        this.resumable = new ResumeEndpoints(host, settings, streams, guard, limiter, answers);
        this.channels = new ChannelEndpoints(host, guard, answers);
        this.tasks = new TaskEndpoints(host, settings.startOnConnect(), guard, streams, answers);
        this.health = new HealthEndpoints(host, limiter, answers);
        this.site = new SiteEndpoints(host.files(), guard, answers);
    }

    /**
     * Answers a request.
     *
     * @param request the request
     * @return the answer; never fails
     */
    public CompletionStage<HttpAnswer> handle(HttpRequest request) {
        CompletionStage<HttpAnswer> answer;
        try {
            answer = route(request);
        } catch (BadRequestException e) {
            answer = now(answers.badRequest(e.detail()));
        } catch (TooManyChannelsException e) {
            answer = now(answers.problem(503, Map.of("Retry-After", "5"), "full", "No more channels can be opened."));
        } catch (RuntimeException e) {
            answer = now(failed(e));
        }
        return answer.exceptionally(this::failed);
    }

    /** Answers everybody who waits for news with what there is; nobody waits from now on. The application stops. */
    public void endWaits() {
        jobs.endWaits();
    }

    /**
     * What a client gets that would have to wait although the container does not let it.
     *
     * @return a problem with status 503
     */
    public HttpAnswer.Body notAsync() {
        return answers.problem(
                503,
                Map.of(),
                "no asynchronous requests",
                "A filter or servlet in front of this path is not async-supported, so it cannot stream.");
    }

    private HttpAnswer failed(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (cause instanceof StoreException) {
            LOG.log(System.Logger.Level.DEBUG, "a request could not be answered without the store", cause);
            return answers.problem(
                    503, Map.of("Retry-After", "2"), "no store", "The store does not answer. Try again soon.");
        }
        if (cause instanceof UnknownJobException) {
            // Another node, or another caller, has removed it since it was found.
            return answers.notFound();
        }
        LOG.log(System.Logger.Level.ERROR, "a request could not be answered; the client gets status 500", cause);
        return answers.problem(500, Map.of(), "internal error", "The server failed to answer; its log says why.");
    }

    static CompletionStage<HttpAnswer> now(HttpAnswer answer) {
        return CompletableFuture.completedFuture(answer);
    }

    private CompletionStage<HttpAnswer> route(HttpRequest request) throws BadRequestException {
        List<String> path = request.path();
        String first = path.isEmpty() ? "" : path.get(0);
        return switch (first) {
            case "jobs" -> path.size() == 1 ? get(request, jobs::list) : job(request, path);
            case "channels" -> path.size() == 1 ? get(request, channels::list) : channel(request, path);
            case "tasks" -> path.size() > 2 ? task(request, path) : notFound();
            case "stream" -> path.size() == 1 ? get(request, streams::multiplex) : notFound();
            case "streams" -> resumable(request, path);
            case "health" -> get(request, (r, query) -> now(health.answer(r, path)));
            default -> file(request);
        };
    }

    private CompletionStage<HttpAnswer> resumable(HttpRequest request, List<String> path) throws BadRequestException {
        if (path.size() == 2) {
            return get(request, (r, query) -> resumable.stream(r, query, path.get(1)));
        }
        return path.size() == 3 && path.get(2).equals("cancel")
                ? method(request, Map.of("POST", (r, query) -> resumable.cancel(r, path.get(1))))
                : notFound();
    }

    private CompletionStage<HttpAnswer> file(HttpRequest request) throws BadRequestException {
        Optional<SiteFile> file = site.find(request);
        return file.isPresent() ? get(request, (r, query) -> now(site.answer(r, query, file.get()))) : notFound();
    }

    private CompletionStage<HttpAnswer> channel(HttpRequest request, List<String> path) throws BadRequestException {
        return path.size() == 3 && path.get(2).equals("stream")
                ? get(request, (r, query) -> streams.channel(r, query, path.get(1)))
                : notFound();
    }

    private CompletionStage<HttpAnswer> job(HttpRequest request, List<String> path) throws BadRequestException {
        String id = path.get(1);
        if (path.size() == 4 && path.get(2).equals("signals")) {
            return method(request, Map.of("POST", (r, query) -> signals.signal(r, id, path.get(3))));
        }
        if (path.size() > 3) {
            return notFound();
        }
        return switch (path.size() == 2 ? "" : path.get(2)) {
            case "" -> method(request, withCleanup(id, (r, query) -> jobs.snapshot(r, id)));
            case "stream" -> get(request, (r, query) -> streams.job(r, query, id));
            case "events" -> get(request, (r, query) -> jobs.events(r, query, id));
            case "logs" -> get(request, (r, query) -> jobs.logs(r, id));
            case "channel" -> get(request, (r, query) -> channels.ofJob(r, id));
            case "result" ->
                method(
                        request,
                        Map.of(
                                "GET", (r, query) -> jobs.result(r, query, id),
                                "DELETE", (r, query) -> jobs.popResult(r, query, id)));
            case "cancel" -> method(request, Map.of("POST", (r, query) -> jobs.cancel(r, query, id)));
            case "retry" -> method(request, Map.of("POST", (r, query) -> jobs.retry(r, id)));
            default -> notFound();
        };
    }

    /** A job may have the id that the path of the clean-up has; they differ in the method. */
    private Map<String, Endpoint> withCleanup(String id, Endpoint snapshot) {
        return id.equals("cleanup") ? Map.of("GET", snapshot, "POST", jobs::cleanup) : Map.of("GET", snapshot);
    }

    private CompletionStage<HttpAnswer> task(HttpRequest request, List<String> path) throws BadRequestException {
        String entity = path.get(1);
        String id = path.get(2);
        if (path.size() == 3) {
            return get(request, (r, query) -> tasks.either(r, query, entity, id));
        }
        return path.size() == 4 && path.get(3).equals("stream")
                ? get(request, (r, query) -> tasks.stream(r, query, entity, id))
                : notFound();
    }

    /** What answers one method of one path. */
    private interface Endpoint {
        CompletionStage<HttpAnswer> answer(HttpRequest request, Query query) throws BadRequestException;
    }

    private CompletionStage<HttpAnswer> get(HttpRequest request, Endpoint endpoint) throws BadRequestException {
        return method(request, Map.of("GET", endpoint));
    }

    private CompletionStage<HttpAnswer> method(HttpRequest request, Map<String, Endpoint> byMethod)
            throws BadRequestException {
        String method = request.method().equals("HEAD") ? "GET" : request.method();
        Endpoint endpoint = byMethod.get(method);
        if (endpoint == null) {
            return now(otherMethod(method, byMethod));
        }
        if (!method.equals("GET") && !origins.allows(request)) {
            return now(answers.problem(
                    403, Map.of(), "cross-origin", "A page of another origin may not do this; see allowed-origins."));
        }
        if (!method.equals("GET") && isTooLarge(request.header("Content-Length"))) {
            return now(answers.tooLarge(maxBody));
        }
        return endpoint.answer(request, Query.parse(request.rawQuery()));
    }

    /** Whoever reads a body of unknown length limits it; elsewhere it stays where it is, and the container limits what it skips. */
    private boolean isTooLarge(@Nullable String length) {
        if (length == null) {
            return false;
        }
        try {
            return Long.parseLong(length.strip()) > maxBody;
        } catch (NumberFormatException e) {
            return true;
        }
    }

    private HttpAnswer otherMethod(String method, Map<String, Endpoint> byMethod) {
        StringBuilder allow = new StringBuilder("OPTIONS");
        byMethod.keySet().stream()
                .sorted()
                .forEach(name -> allow.append(name.equals("GET") ? ", GET, HEAD" : ", " + name));
        Map<String, String> headers = Map.of("Allow", allow.toString());
        return method.equals("OPTIONS")
                ? answers.empty(204, headers)
                : answers.problem(405, headers, "method not allowed", "This path answers to " + allow + ".");
    }

    private CompletionStage<HttpAnswer> notFound() {
        return now(answers.notFound());
    }
}
