package org.jobcast.impl.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jobcast.spi.StoreException;
import org.jspecify.annotations.Nullable;

/** {@code /health}, {@code /health/live} and {@code /health/ready}. */
final class HealthEndpoints {
    private final HttpHost host;
    private final ConnectionLimiter limiter;
    private final Answers answers;

    HealthEndpoints(HttpHost host, ConnectionLimiter limiter, Answers answers) {
        this.host = host;
        this.limiter = limiter;
        this.answers = answers;
    }

    HttpAnswer answer(HttpRequest request, List<String> path) {
        boolean known = path.size() == 1
                || (path.size() == 2
                        && (path.get(1).equals("live") || path.get(1).equals("ready")));
        if (!known) {
            return answers.notFound();
        }
        boolean onlyAlive = path.size() == 2 && path.get(1).equals("live");
        if (!onlyAlive && !host.jobs().isAccepting()) {
            return answers.problem(503, Map.of("Retry-After", "5"), "down", "The application is shutting down.");
        }
        return wantsJson(request.header("Accept"))
                ? answers.json(200, onlyAlive ? alive() : counts())
                : answers.text("OK");
    }

    private static boolean wantsJson(@Nullable String accept) {
        return accept != null && accept.contains("application/json");
    }

    /** An application is not restarted because its store does not answer. */
    private Map<String, Object> alive() {
        try {
            return counts();
        } catch (StoreException e) {
            return Map.of("status", "UP");
        }
    }

    private Map<String, Object> counts() {
        Map<String, Long> jobs = new LinkedHashMap<>();
        host.jobs().counts().forEach((state, count) -> jobs.put(state.label(), count));
        Map<String, Object> health = new LinkedHashMap<>();
        health.put("status", "UP");
        health.put("jobs", jobs);
        health.put("connections", limiter.open());
        health.put("historyBytes", host.logs().bytes());
        return health;
    }
}
