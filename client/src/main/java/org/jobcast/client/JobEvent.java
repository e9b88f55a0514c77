package org.jobcast.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An event of a job. What the framework defines has a record of its own; anything else, the job's own events among them, is
 * {@link Other}. Immutable, if nobody changes the JSON.
 */
public sealed interface JobEvent {
    /**
     * The position of the event in the stream, what a client resumes after.
     *
     * @return the id, empty if there was none yet
     */
    String id();

    /**
     * The event's type.
     *
     * @return {@code progress}, {@code log}, {@code done} and so on
     */
    String type();

    /**
     * The event as it was sent.
     *
     * @return an object; a text if the data was no JSON
     */
    JsonNode json();

    /**
     * When it happened, by the server's clock.
     *
     * @return the time since the job began, zero if the event does not say
     */
    default Duration elapsed() {
        return Duration.ofNanos(Math.round(json().path("t").asDouble(0) * 1_000_000) * 1_000);
    }

    /**
     * How far the job is.
     *
     * @param id the event's id
     * @param json the event as it was sent
     * @param current how much is done
     * @param total how much there is to do, 0 if unknown
     * @param message what is being done, null if the job did not say so
     */
    record Progress(
            String id,
            JsonNode json,
            long current,
            long total,
            @Nullable String message) implements JobEvent {
        @Override
        public String type() {
            return "progress";
        }

        /**
         * The progress alone.
         *
         * @return without rate and eta, which the status has
         */
        public JobProgress progress() {
            return new JobProgress(current, total, message, 0, null);
        }
    }

    /**
     * A line of the job's log.
     *
     * @param id the event's id
     * @param json the event as it was sent
     * @param level {@code info}, {@code success}, {@code warning} or {@code error}
     * @param message the text
     */
    record Log(String id, JsonNode json, String level, String message) implements JobEvent {
        @Override
        public String type() {
            return "log";
        }
    }

    /**
     * Events are missing here: the server no longer has them, or does not know the position that was asked for.
     *
     * @param id the id before the gap
     * @param json the event as it was sent
     * @param reason {@code trimmed}, {@code unknown}, {@code future}, {@code restarted} or {@code slow}
     * @param first the id of the first event that is available
     * @param last the id of the last event that is available
     */
    record Gap(String id, JsonNode json, String reason, String first, String last) implements JobEvent {
        @Override
        public String type() {
            return "gap";
        }
    }

    /**
     * The job has ended; nothing comes after this.
     *
     * @param id the event's id
     * @param json the event as it was sent
     * @param state how it ended
     * @param failure why it failed, null unless it did
     */
    record Done(
            String id,
            JsonNode json,
            JobState state,
            @Nullable JobFailure failure) implements JobEvent {
        @Override
        public String type() {
            return "done";
        }
    }

    /**
     * Any other event: the job's own, the items of a generator (type {@code progress}), attempts, cancellation.
     *
     * @param id the event's id
     * @param type its type
     * @param json the event as it was sent
     */
    record Other(String id, String type, JsonNode json) implements JobEvent {}
}
