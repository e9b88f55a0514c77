package org.jobcast.impl.store.redis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jobcast.impl.store.Micros;
import org.jobcast.impl.store.Texts;
import org.jobcast.job.JobError;
import org.jobcast.job.JobProgress;
import org.jobcast.job.JobState;
import org.jobcast.spi.Assignment;
import org.jobcast.spi.JobMark;
import org.jobcast.spi.JobRecord;
import org.jspecify.annotations.Nullable;

/** A {@link JobRecord} as a hash of Redis: a field for each value that is there. Scripts read revision, token and fence. */
final class JobHash {
    /** The fields of which {@link #toMark} makes a mark. */
    static final List<String> MARK = List.of("state", "revision", "node");

    static final String RESULT = "result";
    static final String INPUT = "input";

    /** The fields that may be very long. */
    static final List<String> LARGE = List.of(RESULT, INPUT);

    /** The fields of which {@link #toOutline} makes a record: all but the result. */
    static final List<String> OUTLINE = List.of(
            "type",
            "owner",
            "state",
            "created",
            "started",
            "ended",
            "expires",
            "attempt",
            "progress-current",
            "progress-total",
            "progress-message",
            "progress-rate",
            "error-type",
            "error-message",
            "cancel-reason",
            INPUT,
            "node",
            "fence",
            "due",
            "last-event",
            "revision");

    /** What stands for a result that was not read, JSON text as every result is. */
    private static final String SOME_RESULT = "null";

    private final Map<String, String> fields;

    private JobHash(Map<String, String> fields) {
        this.fields = fields;
    }

    /** The fields that a record lacks. */
    static List<String> absent(JobRecord job) {
        List<String> present = of(job);
        List<String> absent = new ArrayList<>(OUTLINE);
        absent.add(RESULT);
        for (int i = 0; i < present.size(); i += 2) {
            absent.remove(present.get(i));
        }
        return absent;
    }

    /** Names and values by turns, without what is very long and the same as before. */
    static List<String> of(JobRecord job, @Nullable JobRecord before) {
        List<String> fields = of(job);
        if (before != null) {
            removeIf(Objects.equals(job.result(), before.result()), fields, RESULT);
            removeIf(Objects.equals(job.input(), before.input()), fields, INPUT);
        }
        return fields;
    }

    private static void removeIf(boolean same, List<String> fields, String name) {
        for (int i = 0; same && i < fields.size(); i += 2) {
            if (fields.get(i).equals(name)) {
                fields.subList(i, i + 2).clear();
                return;
            }
        }
    }

    /** Names and values by turns. */
    static List<String> of(JobRecord job) {
        List<String> fields = new ArrayList<>(48);
        text(fields, "type", job.type());
        text(fields, "owner", job.owner());
        raw(fields, "state", job.state());
        raw(fields, "created", Micros.of(job.created()));
        raw(fields, "started", Micros.orNull(job.started()));
        raw(fields, "ended", Micros.orNull(job.ended()));
        raw(fields, "expires", Micros.orNull(job.expires()));
        raw(fields, "attempt", job.attempt());
        progress(fields, job.progress());
        error(fields, job.error());
        text(fields, "cancel-reason", job.cancelReason());
        text(fields, RESULT, job.result());
        text(fields, INPUT, job.input());
        text(fields, "node", job.assignment().node());
        raw(fields, "fence", job.assignment().fence());
        raw(fields, "due", Micros.orNull(job.assignment().due()));
        raw(fields, "last-event", job.lastEvent());
        raw(fields, "revision", job.revision());
        return fields;
    }

    private static void progress(List<String> fields, @Nullable JobProgress progress) {
        if (progress != null) {
            raw(fields, "progress-current", progress.current());
            raw(fields, "progress-total", progress.total());
            text(fields, "progress-message", progress.message());
            raw(fields, "progress-rate", progress.rate());
        }
    }

    private static void error(List<String> fields, @Nullable JobError error) {
        if (error != null) {
            text(fields, "error-type", error.type());
            text(fields, "error-message", error.message());
        }
    }

    private static void text(List<String> fields, String name, @Nullable String value) {
        raw(fields, name, Texts.encodeOrNull(value));
    }

    private static void raw(List<String> fields, String name, @Nullable Object value) {
        if (value != null) {
            fields.add(name);
            fields.add(value.toString());
        }
    }

    /** The record that {@code HGETALL} gave, empty if there is none. */
    static Optional<JobRecord> toRecord(String id, Answer hash) {
        if (hash.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i < hash.size(); i += 2) {
            fields.put(hash.text(i), hash.text(i + 1));
        }
        return Optional.of(new JobHash(fields).toRecord(id));
    }

    /**
     * The record without its result, for which some other text stands; empty if there is none.
     *
     * @param outline the values of {@link #OUTLINE}
     * @param result how long the result is
     */
    static Optional<JobRecord> toOutline(String id, Answer outline, Answer result) {
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i < OUTLINE.size(); i++) {
            String value = outline.textOrNull(i);
            if (value != null) {
                fields.put(OUTLINE.get(i), value);
            }
        }
        if (fields.isEmpty()) {
            return Optional.empty();
        }
        if (result.number(0) > 0) {
            fields.put(RESULT, SOME_RESULT);
        }
        return Optional.of(new JobHash(fields).toRecord(id));
    }

    /** The mark of a job, empty if it is gone or does not stop on that node. */
    static Optional<JobMark> toMark(String id, String node, Answer fields) {
        if (fields.textOrNull(0) == null || !Texts.encode(node).equals(fields.textOrNull(2))) {
            return Optional.empty();
        }
        JobState state = JobState.valueOf(fields.text(0));
        return JobIndexes.isStopping(state) ? Optional.of(new JobMark(id, state, fields.number(1))) : Optional.empty();
    }

    private JobRecord toRecord(String id) {
        return new JobRecord(
                id,
                Objects.requireNonNull(text("type")),
                text("owner"),
                JobState.valueOf(raw("state")),
                Micros.toInstant(number("created")),
                time("started"),
                time("ended"),
                time("expires"),
                (int) number("attempt"),
                progress(),
                error(),
                text("cancel-reason"),
                text(RESULT),
                text(INPUT),
                new Assignment(text("node"), number("fence"), time("due")),
                number("last-event"),
                number("revision"));
    }

    private @Nullable JobProgress progress() {
        if (!fields.containsKey("progress-current")) {
            return null;
        }
        return new JobProgress(
                number("progress-current"),
                number("progress-total"),
                text("progress-message"),
                Double.parseDouble(raw("progress-rate")));
    }

    private @Nullable JobError error() {
        String type = text("error-type");
        return type == null ? null : new JobError(type, Objects.requireNonNull(text("error-message")));
    }

    private @Nullable Instant time(String name) {
        return fields.containsKey(name) ? Micros.toInstant(number(name)) : null;
    }

    private @Nullable String text(String name) {
        return Texts.decodeOrNull(fields.get(name));
    }

    private long number(String name) {
        return Long.parseLong(raw(name));
    }

    private String raw(String name) {
        return Objects.requireNonNull(fields.get(name), name);
    }
}
