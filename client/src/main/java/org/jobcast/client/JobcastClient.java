package org.jobcast.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * A client of one jobcast server. {@link #of} gives everybody who names the same base URI the same instance;
 * {@link #create} makes one with options of its own.
 *
 * <p>A base URI says where the endpoints are: {@code http://host:8080/app/jobcast}, {@code https://…}, or a Unix domain
 * socket as {@code unix:/run/app.sock} or, with a path, {@code unix:/run/app.sock:/app/jobcast}. Without a path it is
 * {@code /jobcast}.
 *
 * <p>Thread-safe. It holds nothing that has to be closed; only streams do. Methods block until the server has answered, and
 * are not repeated when it does not. Each of them throws
 *
 * <ul>
 *   <li>{@link JobNotFoundException} if the job is unknown, or not for this caller,
 *   <li>{@link RefusedException} if the caller is refused, after a token was renewed once,
 *   <li>{@link RequestFailedException} if the server answers with another error,
 *   <li>{@link UnreachableException} if there is no answer,
 *   <li>{@link CallInterruptedException} if the thread is interrupted,
 *   <li>{@link IllegalArgumentException} if an id is empty or too long, or a time is negative.
 * </ul>
 */
public final class JobcastClient {
    private static final int MAX_SHARED = 256;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final Map<URI, JobcastClient> SHARED = new LinkedHashMap<>(16, 0.75f, true);

    private final Requests requests;
    private final Timing timing;

    JobcastClient(URI base, ClientOptions options, Timing timing) {
        this.requests = new Requests(base, options);
        this.timing = timing;
    }

    /**
     * The shared client of a server. At most {@value #MAX_SHARED} are remembered; one that was not asked for for the
     * longest time is forgotten first, and works on.
     *
     * @param base the base URI
     * @return the same client for the same URI, another one for another
     * @throws IllegalArgumentException if it is no base URI
     */
    public static JobcastClient of(URI base) {
        synchronized (SHARED) {
            JobcastClient shared = SHARED.get(base);
            if (shared == null) {
                shared = create(base, ClientOptions.defaults());
                SHARED.put(base, shared);
                if (SHARED.size() > MAX_SHARED) {
                    SHARED.remove(SHARED.keySet().iterator().next());
                }
            }
            return shared;
        }
    }

    /**
     * A client with options of its own, which nobody else gets.
     *
     * @param base the base URI
     * @param options its options
     * @return a new client
     * @throws IllegalArgumentException if it is no base URI
     */
    public static JobcastClient create(URI base, ClientOptions options) {
        return new JobcastClient(base, options, Timing.REAL);
    }

    /**
     * The server.
     *
     * @return the base URI as it was given
     */
    public URI base() {
        return requests.base();
    }

    /**
     * Asks how a job is.
     *
     * @param id the job's id
     * @return the job at this moment
     */
    public JobStatus status(String id) {
        return Shapes.status(found(id, ask("GET", Requests.job(id))).body());
    }

    /**
     * Reads a result; it stays.
     *
     * @param id the job's id
     * @return the value, which may be a JSON null; empty while the job runs
     * @throws NoResultException if the job has ended without one
     */
    public Optional<JsonNode> result(String id) {
        return result(id, Duration.ZERO);
    }

    /**
     * Waits for a result; it stays.
     *
     * @param id the job's id
     * @param wait how long to wait for the end of the job
     * @return the value, which may be a JSON null; empty if the job still runs after that time
     * @throws NoResultException if the job has ended without one
     */
    public Optional<JsonNode> result(String id, Duration wait) {
        if (wait.isNegative()) {
            throw new IllegalArgumentException("the wait must not be negative");
        }
        long begin = timing.nanos().getAsLong();
        while (true) {
            Duration left = wait.minusNanos(timing.nanos().getAsLong() - begin);
            Duration step = left.isNegative() ? Duration.ZERO : left.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : left;
            long asked = timing.nanos().getAsLong();
            Requests.Reply reply = take(id, "GET", step);
            if (reply.status() != 202) {
                return Optional.of(reply.body());
            }
            long answered = timing.nanos().getAsLong();
            Duration rest = wait.minusNanos(answered - begin);
            if (rest.isNegative() || rest.isZero()) {
                return Optional.empty();
            }
            if (answered - asked < reply.retryAfter().toNanos()) {
                // The server, or a proxy, does not wait; so this does.
                pause(rest.compareTo(reply.retryAfter()) < 0 ? rest : reply.retryAfter());
            }
        }
    }

    /**
     * Reads a result and removes it: of many callers exactly one gets it. If the answer is lost on its way the result may
     * be gone.
     *
     * @param id the job's id
     * @return the value, which may be a JSON null; empty while the job runs
     * @throws NoResultException if the job has ended without one
     */
    public Optional<JsonNode> popResult(String id) {
        Requests.Reply reply = take(id, "DELETE", Duration.ZERO);
        return reply.status() == 202 ? Optional.empty() : Optional.of(reply.body());
    }

    private Requests.Reply take(String id, String method, Duration wait) {
        long seconds = wait.plusMillis(999).toSeconds();
        Map<String, String> headers = seconds == 0 ? Map.of() : Map.of("Prefer", "wait=" + seconds);
        Requests.Reply reply =
                found(id, requests.ask(method, Requests.job(id) + "/result", headers, Duration.ofSeconds(seconds)));
        if (reply.status() == 409) {
            JsonNode problem = reply.body();
            throw new NoResultException(
                    id, JobState.of(problem.path("state").asText("")), Shapes.failure(problem.path("cause")));
        }
        return reply;
    }

    private void pause(Duration time) {
        try {
            timing.pause().await(time, new CountDownLatch(1));
        } catch (InterruptedException e) {
            throw CallInterruptedException.keepingTheFlag(e);
        }
    }

    /**
     * Asks a job to stop.
     *
     * @param id the job's id
     * @return what came of it
     */
    public CancelOutcome cancel(String id) {
        return cancel(id, null);
    }

    /**
     * Asks a job to stop.
     *
     * @param id the job's id
     * @param reason told to everybody who follows the job, up to 200 characters, null for none
     * @return what came of it
     */
    public CancelOutcome cancel(String id, @Nullable String reason) {
        String query = reason == null ? "" : "?reason=" + Requests.encode(reason);
        JsonNode body =
                found(id, ask("POST", Requests.job(id) + "/cancel" + query)).body();
        return body.path("outcome").asText("").toUpperCase(Locale.ROOT).equals("ALREADY_TERMINAL")
                ? CancelOutcome.ALREADY_TERMINAL
                : CancelOutcome.REQUESTED;
    }

    /**
     * Runs an ended job again, as a new job with an id of its own. While a job that repeats it has not ended, that one is
     * returned: to ask twice starts one job.
     *
     * @param id the job's id
     * @return the new job
     * @throws NotRepeatableException if the job has not ended, or the application did not say that it can be run again
     */
    public JobStatus retry(String id) {
        Requests.Reply reply = found(id, ask("POST", Requests.job(id) + "/retry"));
        if (reply.status() == 409) {
            throw new NotRepeatableException(id, reply.body().path("detail").asText(""));
        }
        return Shapes.status(reply.body());
    }

    /**
     * Lists jobs. Servers let nobody do that unless they were told who may.
     *
     * @param filter which
     * @return a page, newest first
     * @throws RefusedException if the caller may not list jobs
     */
    public JobList list(JobFilter filter) {
        List<String> query = new ArrayList<>();
        filter.states().stream().sorted().forEach(state -> query.add("state=" + state.label()));
        add(query, "type", filter.type());
        add(query, "owner", filter.owner());
        add(query, "q", filter.text());
        query.add("page=" + filter.page());
        query.add("size=" + filter.size());
        Requests.Reply reply = ask("GET", "/jobs?" + String.join("&", query));
        return Shapes.list(permitted("list jobs", reply).body());
    }

    private static void add(List<String> query, String name, @Nullable String value) {
        if (value != null) {
            query.add(name + "=" + Requests.encode(value));
        }
    }

    /**
     * Removes jobs that ended some time ago, with their streams and results. Servers let nobody do that unless they were
     * told who may.
     *
     * @param olderThan counted from the end of a job
     * @param dryRun true to only count them
     * @return how many
     * @throws RefusedException if the caller may not do that
     */
    public int cleanup(Duration olderThan, boolean dryRun) {
        if (olderThan.isNegative()) {
            throw new IllegalArgumentException("the age must not be negative");
        }
        Requests.Reply reply = ask("POST", "/jobs/cleanup?olderThan=" + olderThan + "&dryRun=" + dryRun);
        return permitted("clean up", reply).body().path("count").asInt();
    }

    /** A server does not tell what is forbidden from what does not exist; about all jobs it is the former. */
    private static Requests.Reply permitted(String what, Requests.Reply reply) {
        if (reply.status() >= 400) {
            throw new RefusedException(403, "this caller may not " + what + ", or there is no jobcast here");
        }
        return reply;
    }

    /**
     * Reads events without a stream.
     *
     * @param id the job's id
     * @param after the number of the last event that is known, 0 for none; then {@link EventPage#last}
     * @param wait how long the server may wait for news, in whole seconds, 30 at most; it may have a lower limit
     * @return what there is after that, at most a page
     */
    public EventPage events(String id, long after, Duration wait) {
        if (after < 0 || wait.isNegative()) {
            throw new IllegalArgumentException("neither the number nor the wait may be negative");
        }
        Duration asked = wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
        String path = Requests.job(id) + "/events?after=" + after + "&wait=" + asked.toSeconds();
        return Shapes.events(
                found(id, requests.ask("GET", path, Map.of(), asked)).body());
    }

    /**
     * Follows a job from its first event. Nothing is sent before the first event is asked for.
     *
     * @param id the job's id
     * @return its events; close it
     */
    public JobStream stream(String id) {
        return stream(id, StreamOptions.fromStart());
    }

    /**
     * Follows a job.
     *
     * @param id the job's id
     * @param options from where, and who is told of interruptions
     * @return its events; close it
     */
    public JobStream stream(String id, StreamOptions options) {
        Requests.job(id);
        return new JobStream(requests, id, options, timing);
    }

    /**
     * Follows a job by pushing. Each subscriber has a connection and a daemon thread of its own, gets as many events as it
     * asks for and is called by that thread only; cancelling closes the connection. After the last event comes
     * {@code onComplete}; what {@link JobStream#next} throws comes as {@code onError}.
     *
     * @param id the job's id
     * @return a publisher that may be subscribed to any number of times
     */
    public Flow.Publisher<JobEvent> publisher(String id) {
        Requests.job(id);
        return new JobPublisher("jobcast-client-" + id, () -> stream(id));
    }

    private Requests.Reply ask(String method, String path) {
        return requests.ask(method, path, Map.of(), Duration.ZERO);
    }

    private static Requests.Reply found(String id, Requests.Reply reply) {
        if (reply.status() == 404 || reply.status() == 410) {
            throw new JobNotFoundException(id);
        }
        return reply;
    }
}
