package org.jobcast.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the JSON of the contract. Members that it does not know are left alone, so that a newer server is no problem. */
final class Shapes {
    private Shapes() {}

    static JobStatus status(JsonNode json) {
        String id = json.path("id").asText("");
        Instant created = instant(json.path("created"));
        if (id.isEmpty() || created == null) {
            throw new JobcastClientException("The answer describes no job: is this the address of jobcast?");
        }
        return new JobStatus(
                id,
                json.path("type").asText(""),
                JobState.of(json.path("state").asText("")),
                text(json.path("owner")),
                created,
                instant(json.path("started")),
                instant(json.path("ended")),
                json.path("attempt").asInt(),
                progress(json.path("progress")),
                failure(json.path("error")),
                json.path("hasResult").asBoolean(),
                text(json.path("cancelReason")),
                json.path("repeatable").asBoolean(),
                text(json.path("repeats")),
                json);
    }

    static JobList list(JsonNode json) {
        if (!json.path("jobs").isArray()) {
            throw new JobcastClientException("The answer is no list of jobs: is this the address of jobcast?");
        }
        List<JobStatus> jobs = new ArrayList<>();
        json.path("jobs").forEach(job -> jobs.add(status(job)));
        return new JobList(
                jobs,
                json.path("page").asInt(),
                json.path("size").asInt(),
                json.path("total").asLong());
    }

    static EventPage events(JsonNode json) {
        List<JobEvent> events = new ArrayList<>();
        json.path("events")
                .forEach(event -> events.add(event("", event.path("event").asText("message"), event)));
        return new EventPage(
                events, json.path("last").asLong(), json.path("done").asBoolean());
    }

    static JobEvent event(SseEvent event) {
        return event(event.id(), event.type(), data(event.data()));
    }

    private static JsonNode data(String data) {
        try {
            return data.isBlank() ? TextNode.valueOf(data) : Requests.JSON.readTree(data);
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(data);
        }
    }

    private static JobEvent event(String id, String type, JsonNode json) {
        return switch (type) {
            case "log" ->
                new JobEvent.Log(
                        id,
                        json,
                        json.path("level").asText("info"),
                        json.path("message").asText(""));
            case "progress" -> progress(id, json);
            case "gap" ->
                new JobEvent.Gap(
                        id,
                        json,
                        json.path("reason").asText(""),
                        json.path("first").asText(""),
                        json.path("last").asText(""));
            case "done" ->
                new JobEvent.Done(id, json, JobState.of(json.path("state").asText("")), failure(json.path("error")));
            default -> new JobEvent.Other(id, type, json);
        };
    }

    /** The items of a generator are of this type too, with members of their own. */
    private static JobEvent progress(String id, JsonNode json) {
        JsonNode current = json.path("current");
        JsonNode total = json.path("total");
        return current.isIntegralNumber() && total.isIntegralNumber()
                ? new JobEvent.Progress(id, json, current.asLong(), total.asLong(), text(json.path("message")))
                : new JobEvent.Other(id, "progress", json);
    }

    static @Nullable JobFailure failure(JsonNode json) {
        return json.isObject()
                ? new JobFailure(
                        json.path("type").asText(""), json.path("message").asText(""))
                : null;
    }

    private static @Nullable JobProgress progress(JsonNode json) {
        if (!json.isObject()) {
            return null;
        }
        JsonNode eta = json.path("eta");
        return new JobProgress(
                json.path("current").asLong(),
                json.path("total").asLong(),
                text(json.path("message")),
                json.path("rate").asDouble(),
                eta.isNumber() ? Duration.ofMillis(Math.round(eta.asDouble() * 1000)) : null);
    }

    private static @Nullable String text(JsonNode json) {
        return json.isTextual() ? json.asText() : null;
    }

    private static @Nullable Instant instant(JsonNode json) {
        try {
            return json.isTextual() ? Instant.parse(json.asText()) : null;
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
