package org.jobcast.impl.http;

import static org.jobcast.impl.http.Router.now;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jobcast.impl.job.JobView;
import org.jobcast.impl.task.Tasks;
import org.jobcast.job.JobError;
import org.jobcast.job.JobRefusedException;
import org.jobcast.security.Access.Action;
import org.jobcast.task.StreamTask;
import org.jobcast.task.TaskState;
import org.jobcast.task.TaskStatus;
import org.jspecify.annotations.Nullable;

/** Stream tasks: how they stand as JSON, or their stream, on one URL. */
final class TaskEndpoints {
    private static final String EVENT_STREAM = "text/event-stream";
    private static final Pattern WEIGHT = Pattern.compile(";\\s*q=([01](?:\\.\\d{0,3})?)\\s*(?:;|$)");

    /** The id of the one event of a task whose stream is not kept any more. */
    private static final String LAST_ID = "0-1";

    private final HttpHost host;
    private final boolean startOnConnect;
    private final AccessGuard guard;
    private final StreamEndpoints streams;
    private final Answers answers;

    /** A task that a client may read. */
    private record Found(String entity, StreamTask task) {}

    TaskEndpoints(HttpHost host, boolean startOnConnect, AccessGuard guard, StreamEndpoints streams, Answers answers) {
        this.host = host;
        this.startOnConnect = startOnConnect;
        this.guard = guard;
        this.streams = streams;
        this.answers = answers;
    }

    /** Answers by what the client accepts. */
    CompletionStage<HttpAnswer> either(HttpRequest request, Query query, String entity, String id)
            throws BadRequestException {
        return wantsStream(request.header("Accept"))
                ? stream(request, query, entity, id)
                : now(find(request, entity, id)
                        .<HttpAnswer>map(found -> answers.json(200, Map.of("Vary", "Accept"), describe(found)))
                        .orElseGet(answers::notFound));
    }

    private static boolean wantsStream(@Nullable String accept) {
        if (accept == null) {
            return false;
        }
        double stream = 0;
        double json = 0;
        for (String range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            String type = range.replaceFirst(";.*", "").strip();
            if (type.equals(EVENT_STREAM)) {
                stream = Math.max(stream, weight(range));
            } else if (type.equals("application/json") || type.equals("application/*") || type.equals("*/*")) {
                json = Math.max(json, weight(range));
            }
        }
        return stream > 0 && stream >= json;
    }

    /** The parameter {@code q}; 1 if it cannot be read. */
    private static double weight(String range) {
        Matcher q = WEIGHT.matcher(range);
        return q.find() ? Double.parseDouble(q.group(1)) : 1;
    }

    CompletionStage<HttpAnswer> stream(HttpRequest request, Query query, String entity, String id)
            throws BadRequestException {
        Optional<Found> found = find(request, entity, id);
        if (found.isEmpty()) {
            return now(answers.notFound());
        }
        StreamTask task = found.get().task();
        if (startOnConnect && task.status().state() == TaskState.CREATED) {
            try {
                host.tasks().startOnConnect(found.get().entity(), task);
            } catch (JobRefusedException e) {
                return now(answers.problem(
                        503, Map.of("Retry-After", "5"), "not started", "The task cannot be started now."));
            }
        }
        String jobId = Tasks.jobId(found.get().entity(), task);
        Optional<JobView> job = host.jobs().view(jobId);
        return job.isPresent() ? streams.job(request, query, jobId) : now(withoutStream(request, query, found.get()));
    }

    private HttpAnswer withoutStream(HttpRequest request, Query query, Found found) {
        TaskStatus status = found.task().status();
        if (!status.state().hasEnded()) {
            return answers.problem(409, Map.of(), "not started", "The task has no stream before it is started.");
        }
        if (LAST_ID.equals(StreamEndpoints.lastEventId(request, query))) {
            return answers.empty(204, Map.of("Cache-Control", "no-store"));
        }
        Map<String, Object> done = new LinkedHashMap<>();
        done.put("event", "done");
        done.put(
                "state",
                status.state() == TaskState.COMPLETED
                        ? "succeeded"
                        : status.state().label());
        JobError error = status.error();
        if (error != null) {
            done.put("error", SnapshotJson.error(error));
        }
        String data = host.json().write(done);
        String stamp = "," + host.tasks().members(found.entity(), found.task().getId()) + ",\"_timestamp\":\""
                + status.updatedAt() + "\"}";
        String line = query.isUnnamed() ? "" : "event: done\n";
        String text = "id: " + LAST_ID + "\n" + line + "data: " + data.substring(0, data.length() - 1) + stamp + "\n\n";
        return answers.events(text.getBytes(StandardCharsets.UTF_8));
    }

    private Optional<Found> find(HttpRequest request, String entity, String id) throws BadRequestException {
        Optional<Class<? extends StreamTask>> type = host.tasks().entity(entity);
        if (type.isEmpty()) {
            return Optional.empty();
        }
        if (!Tasks.isId(id)) {
            throw new BadRequestException("The id of a task is a UUID in lower case.");
        }
        return host.tasks()
                .find(type.get(), id)
                .map(task -> new Found(host.tasks().entityOf(task), task))
                .filter(found -> isReader(request, found));
    }

    private boolean isReader(HttpRequest request, Found found) {
        return guard.allowsJob(
                request.caller(),
                Action.READ,
                Tasks.jobId(found.entity(), found.task()),
                found.task().getOwner(),
                Tasks.jobType(found.entity()));
    }

    private String describe(Found found) {
        StreamTask task = found.task();
        TaskStatus status = task.status();
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", task.getId());
        members.put("model", found.entity());
        members.put("status", status.state().label());
        members.put("created_at", task.getCreatedAt().toString());
        members.put("updated_at", status.updatedAt().toString());
        Instant completed = status.completedAt();
        members.put("completed_at", completed == null ? null : completed.toString());
        JobError error = status.error();
        if (error != null) {
            members.put("error", SnapshotJson.error(error));
        }
        members.put("job", Tasks.jobId(found.entity(), task));
        String value = status.finalValue();
        String json = host.json().write(members);
        // As it is: numbers would lose digits if they were read and written again.
        return json.substring(0, json.length() - 1) + ",\"final_value\":" + (value == null ? "null" : value) + "}";
    }
}
