package org.jobcast.impl.job;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.channel.Gap;
import org.jobcast.impl.channel.Names;
import org.jobcast.impl.sse.SseSyntax;
import org.jobcast.job.JobError;
import org.jobcast.job.JobProgress;
import org.jobcast.job.LogLevel;
import org.jobcast.spi.JsonCodec;
import org.jspecify.annotations.Nullable;

/**
 * Writes a job's events. The time in an event and its place in the log are decided under one lock, so {@code t} never
 * decreases. Thread-safe.
 */
final class JobEvents {
    private static final System.Logger LOG = System.getLogger(JobEvents.class.getName());
    private static final String DONE = "done";
    private static final String PROGRESS = "progress";
    private static final Set<String> RESERVED = Set.of(DONE, Gap.TYPE, "closing");

    private final String jobId;
    private final EventLog log;
    private final JsonCodec json;
    private final LongSupplier nanos;
    private final @Nullable Supplier<String> stamp;
    private final Object lock = new Object();
    private final ProgressMeter meter = new ProgressMeter();
    private final AtomicBoolean warned = new AtomicBoolean();
    private boolean begun;
    private long beginning;
    private long elapsed;

    /**
     * @param stamp gives members that every event has, null for none
     */
    JobEvents(String jobId, EventLog log, JsonCodec json, LongSupplier nanos, @Nullable Supplier<String> stamp) {
        this.jobId = jobId;
        this.log = log;
        this.json = json;
        this.nanos = nanos;
        this.stamp = stamp;
    }

    EventLog log() {
        return log;
    }

    @Nullable JobProgress progress() {
        return meter.latest();
    }

    /** Starts the clock of {@code t}. */
    void begin() {
        synchronized (lock) {
            begun = true;
            beginning = nanos.getAsLong();
        }
    }

    /** Goes on with the clock of {@code t} of a job that another node began. */
    void resume(Duration since) {
        synchronized (lock) {
            begun = true;
            beginning = nanos.getAsLong() - Math.max(0, Times.nanos(since));
        }
    }

    boolean emit(String type, @Nullable Object data) {
        SseSyntax.requireType(type);
        if (RESERVED.contains(type)) {
            throw new IllegalArgumentException(
                    "the event type " + type + " is written by jobcast alone; choose another one");
        }
        return accepted(append(type, json.members(data), null));
    }

    boolean item(@Nullable Object item) {
        return accepted(append(PROGRESS, json.members(item), null));
    }

    boolean message(String message, LogLevel level) {
        Objects.requireNonNull(level, "level");
        String text = json.write(Objects.requireNonNull(message, "message"));
        return accepted(append("log", "\"message\":" + text + ",\"level\":\"" + level.label() + '"', null));
    }

    boolean progress(long current, long total, @Nullable String message) {
        if (current < 0 || total < 0) {
            throw new IllegalArgumentException("progress must not be negative");
        }
        StringBuilder members = new StringBuilder(64);
        members.append("\"current\":").append(current).append(",\"total\":").append(total);
        if (message != null) {
            members.append(",\"message\":").append(json.write(message));
        }
        boolean appended;
        synchronized (lock) {
            appended = append(PROGRESS, members, PROGRESS);
            if (appended) {
                meter.set(current, total, message, nanos.getAsLong());
            }
        }
        return accepted(appended);
    }

    /** Writes an event of the framework. Nothing happens if the log has ended. */
    void note(String type, String members) {
        try {
            append(type, members, null);
        } catch (IllegalArgumentException e) {
            LOG.log(System.Logger.Level.WARNING, "job {0}: an event of type {1} was too large to send", jobId, type);
        }
    }

    /** Writes the last events and closes the log, all at one moment of {@code t}. */
    void end(JobEnd end, @Nullable String reason) {
        synchronized (lock) {
            JobError error = end.error();
            String message = end.message();
            StringBuilder last =
                    new StringBuilder("\"state\":").append(quote(end.state().label()));
            if (error != null) {
                note("error", errorMembers(error));
                last.append(",\"error\":{\"type\":").append(json.write(error.type()));
                last.append(",\"message\":").append(json.write(error.message())).append('}');
            } else if (message != null) {
                note(end.state().label(), "\"message\":" + json.write(message) + reasonMember(reason));
            }
            log.closeWith(DONE, object(DONE, last));
        }
    }

    String errorMembers(JobError error) {
        return "\"message\":" + json.write(error.message()) + ",\"error_type\":" + json.write(error.type());
    }

    String reasonMember(@Nullable String reason) {
        return reason == null ? "" : ",\"reason\":" + json.write(reason);
    }

    private boolean append(String type, CharSequence members, @Nullable String key) {
        synchronized (lock) {
            return log.append(type, object(type, members), true, key) > 0;
        }
    }

    private String object(String type, CharSequence members) {
        if (begun) {
            elapsed = Math.max(elapsed, nanos.getAsLong() - beginning);
        }
        StringBuilder object = new StringBuilder(members.length() + type.length() + 32);
        object.append("{\"event\":").append(quote(type));
        if (members.length() > 0) {
            object.append(',').append(members);
        }
        if (stamp != null) {
            object.append(',').append(stamp.get());
        }
        object.append(",\"t\":");
        Times.appendSeconds(object, elapsed);
        return object.append('}').toString();
    }

    private String quote(String type) {
        return Names.isValid(type, SseSyntax.MAX_TYPE_LENGTH) ? '"' + type + '"' : json.write(type);
    }

    /** Says whether the job goes on; waits, without the lock, while the store takes less than the job emits. */
    private boolean accepted(boolean appended) {
        if (appended) {
            log.awaitRoom();
        } else {
            late();
        }
        return appended;
    }

    /** Waits until all events so far can be read, which with a store means that they are stored. */
    void awaitStored(BooleanSupplier giveUp) {
        log.awaitVisible(giveUp);
    }

    /** A call came after the end. */
    void late() {
        if (warned.compareAndSet(false, true)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "job {0} has ended; this call and later ones change nothing and are not logged",
                    jobId);
        }
    }
}
