package org.jobcast.it;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a server would send of a job, made by a test. */
final class SaidByJob {
    /** Every state that a job can be in. */
    static final List<String> STATES =
            List.of("queued", "running", "cancelling", "succeeded", "failed", "cancelled", "lost");

    private static final JsonMapper JSON = new JsonMapper();

    private final Map<String, Object> snapshot = new LinkedHashMap<>();
    private final StringBuilder stream = new StringBuilder("retry: 1000\n\n");
    private long last;

    SaidByJob(String id, String type, String state) {
        with("id", id).with("type", type).with("state", state);
        with("created", "2026-11-21T10:00:00Z").with("started", "2026-11-21T10:00:01Z");
        with("attempt", 1).with("hasResult", false);
    }

    SaidByJob with(String name, Object value) {
        snapshot.put(name, value);
        return this;
    }

    /** Adds an event; {@code members} are names and values in turn. */
    SaidByJob event(String type, double t, Object... members) {
        Map<String, Object> data = new LinkedHashMap<>(Map.of("event", type));
        for (int i = 0; i < members.length; i += 2) {
            data.put(String.valueOf(members[i]), members[i + 1]);
        }
        data.put("t", t);
        stream.append("id: 7-").append(++last).append("\nevent: ").append(type).append('\n');
        stream.append("data: ").append(json(data)).append("\n\n");
        return this;
    }

    SaidByJob log(String message, String level, double t) {
        return event("log", t, "message", message, "level", level);
    }

    /** Has the server say all that. */
    void on(StandInServer server) {
        String id = String.valueOf(snapshot.get("id"));
        server.put("jobs/" + id, json(snapshot));
        server.put("jobs/" + id + "/stream", stream.toString());
        server.put(
                "jobs/" + id + "/channel",
                json(Map.of(
                        "name",
                        id,
                        "first",
                        1,
                        "last",
                        last,
                        "historyBytes",
                        4096,
                        "subscribers",
                        1,
                        "dropped",
                        3,
                        "disconnected",
                        1,
                        "ended",
                        true)));
    }

    /** Has the server list these jobs as the first page of {@code total}, and follow them in silence. */
    static void list(StandInServer server, int total, SaidByJob... jobs) {
        List<Map<String, Object>> snapshots =
                Arrays.stream(jobs).map(job -> job.snapshot).toList();
        server.put("jobs", json(Map.of("jobs", snapshots, "page", 0, "size", jobs.length, "total", total)));
        server.put("stream", "retry: 1000\n\n");
        Map<Object, Integer> counts = new LinkedHashMap<>();
        STATES.forEach(state -> counts.put(state, 0));
        snapshots.forEach(job -> counts.merge(job.get("state"), 1, Integer::sum));
        counts.merge("succeeded", total - jobs.length, Integer::sum);
        health(server, counts, 42, 7_654_321);
    }

    /** Has the server say how it is. */
    static void health(StandInServer server, Map<Object, Integer> counts, int connections, int historyBytes) {
        server.put(
                "health",
                json(Map.of("status", "UP", "jobs", counts, "connections", connections, "historyBytes", historyBytes)));
    }

    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
