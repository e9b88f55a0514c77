package org.jobcast.impl.resume;

import java.util.Map;
import java.util.Objects;
import org.jobcast.job.JobError;
import org.jobcast.job.JobState;
import org.jobcast.resume.StreamState;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.JsonCodec;
import org.jspecify.annotations.Nullable;

/**
 * How a stream has ended.
 *
 * @param state a terminal state
 * @param error why, null if the text is as it was meant to be
 */
record StreamEnd(JobState state, @Nullable JobError error) {
    static final String TYPE = "done";

    /** Longer messages are cut: they are kept with the stream and sent to every client. */
    private static final int MAX_TEXT = 2000;

    static final StreamEnd DONE = new StreamEnd(JobState.SUCCEEDED, null);
    static final StreamEnd CANCELLED = new StreamEnd(JobState.CANCELLED, null);
    static final StreamEnd NODE_DIED =
            new StreamEnd(JobState.LOST, new JobError("Lost", "the node that produced the stream is gone"));
    static final StreamEnd REPLACED =
            new StreamEnd(JobState.FAILED, new JobError("Replaced", "another stream has taken the place of this one"));
    static final StreamEnd UNKNOWN =
            new StreamEnd(JobState.LOST, new JobError("Lost", "the end of the stream is not known"));
    static final StreamEnd INCOMPLETE = new StreamEnd(
            JobState.FAILED, new JobError("Incomplete", "a part of the text is no longer kept, memory ran short"));

    static StreamEnd failed(String type, String message) {
        return new StreamEnd(JobState.FAILED, new JobError(type, message));
    }

    /** Describes an exception whose own methods may fail. */
    static StreamEnd failed(Throwable cause) {
        try {
            JobError error = JobError.of(cause);
            return failed(cut(error.type()), cut(error.message()));
        } catch (RuntimeException e) {
            return failed(cause.getClass().getName(), "");
        }
    }

    private static String cut(String text) {
        if (text.length() <= MAX_TEXT) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MAX_TEXT - 1)) ? MAX_TEXT - 1 : MAX_TEXT;
        return text.substring(0, end) + "…";
    }

    /** How a stream has ended whose record says so. */
    static StreamEnd of(JobRecord record) {
        JobError error = record.error();
        return switch (record.state()) {
            case SUCCEEDED -> DONE;
            case CANCELLED -> CANCELLED;
            case LOST -> error == null ? NODE_DIED : new StreamEnd(JobState.LOST, error);
            default -> new StreamEnd(JobState.FAILED, error == null ? UNKNOWN.reason() : error);
        };
    }

    /** How a stream is whose record says so; a cancelled one is as complete as somebody wanted it. */
    static StreamState stateOf(JobState state) {
        return switch (state) {
            case QUEUED, RUNNING, CANCELLING -> StreamState.ACTIVE;
            case SUCCEEDED, CANCELLED -> StreamState.DONE;
            case FAILED, LOST -> StreamState.FAILED;
        };
    }

    StreamState streamState() {
        return stateOf(state);
    }

    boolean isFailure() {
        return streamState() == StreamState.FAILED;
    }

    JobError reason() {
        return Objects.requireNonNull(error);
    }

    /** The last event of a stream, made like the one of a job. */
    String toJson(JsonCodec json) {
        StringBuilder data = new StringBuilder("{\"event\":\"done\",\"state\":\"")
                .append(state.label())
                .append('"');
        if (error != null) {
            data.append(",\"error\":{\"type\":").append(json.write(error.type()));
            data.append(",\"message\":").append(json.write(error.message())).append('}');
        }
        return data.append('}').toString();
    }

    /** Reads what {@link #toJson} wrote. */
    static StreamEnd parse(String data, JsonCodec json) {
        try {
            Map<?, ?> done = json.read(data, Map.class);
            if (done != null) {
                for (JobState state : JobState.values()) {
                    if (state.isTerminal() && state.label().equals(done.get("state"))) {
                        return new StreamEnd(state, error(state, done.get("error")));
                    }
                }
            }
        } catch (IllegalArgumentException e) {
            return UNKNOWN;
        }
        return UNKNOWN;
    }

    private static @Nullable JobError error(JobState state, @Nullable Object error) {
        if (error instanceof Map<?, ?> members) {
            return new JobError(String.valueOf(members.get("type")), String.valueOf(members.get("message")));
        }
        return stateOf(state) == StreamState.FAILED ? UNKNOWN.error() : null;
    }
}
