package org.jobcast.job;

import java.util.Iterator;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a job can say while it runs. Thread-safe; no method waits for a client, a store or the network, except the {@code
 * stream} methods, which wait for their source.
 *
 * <p>Every event carries {@code event}, its type, and {@code t}, the seconds since the job began with 3 decimals, never
 * decreasing; both are the server's, whatever the data says. After the end of the job every method returns false and
 * changes nothing; the first such call of a job is logged as a WARNING.
 */
public interface JobOutput {
    /**
     * Emits an event.
     *
     * @param type the event's type; {@code done}, {@code gap} and {@code closing} are the framework's
     * @param data members of a JSON object appear beside {@code event} and {@code t}; any other value appears as {@code
     *     data}; what cannot become JSON appears as its string
     * @return false if the job has ended
     * @throws IllegalArgumentException if the type is not allowed or the event is larger than {@code
     *     jobcast.limits.event-size}; then nothing was emitted
     */
    boolean emit(String type, @Nullable Object data);

    /**
     * Emits an event without data.
     *
     * @param type the event's type
     * @return false if the job has ended
     * @throws IllegalArgumentException if the type is not allowed
     */
    default boolean emit(String type) {
        return emit(type, java.util.Map.of());
    }

    /**
     * Emits a log event of level {@code info}.
     *
     * @param message the message
     * @return false if the job has ended
     */
    default boolean log(String message) {
        return log(message, LogLevel.INFO);
    }

    /**
     * Emits {@code {"event":"log","message","level","t"}}.
     *
     * @param message the message
     * @param level the level
     * @return false if the job has ended
     * @throws IllegalArgumentException if the message is larger than {@code jobcast.limits.event-size}
     */
    boolean log(String message, LogLevel level);

    /**
     * Emits {@code {"event":"progress","current","total","t"}}.
     *
     * @param current how much is done
     * @param total how much there is to do, 0 if unknown
     * @return false if the job has ended
     * @throws IllegalArgumentException if a number is negative
     */
    default boolean progress(long current, long total) {
        return progress(current, total, null);
    }

    /**
     * Emits {@code {"event":"progress","current","total","message","t"}}.
     *
     * @param current how much is done
     * @param total how much there is to do, 0 if unknown
     * @param message what is being done, null for none
     * @return false if the job has ended
     * @throws IllegalArgumentException if a number is negative
     */
    boolean progress(long current, long total, @Nullable String message);

    /**
     * Emits each item as a {@code progress} event, on the calling thread, until the source or the job ends.
     *
     * @param items the source
     * @param <T> the type of items
     * @return the last item, null if there was none
     * @throws JobCancelledException if the job is asked to stop
     */
    <T> @Nullable T stream(Iterator<? extends T> items);

    /**
     * Emits each item as a {@code progress} event, on the calling thread, and closes the stream.
     *
     * @param items the source
     * @param <T> the type of items
     * @return the last item, null if there was none
     * @throws JobCancelledException if the job is asked to stop
     */
    default <T> @Nullable T stream(Stream<? extends T> items) {
        try (items) {
            return this.<T>stream(items.iterator());
        }
    }

    /**
     * Emits each item as a {@code progress} event, one at a time, and waits for the end of the publisher. A cancelled job
     * cancels the subscription.
     *
     * @param items the source
     * @param <T> the type of items
     * @return the last item, null if there was none
     * @throws JobCancelledException if the job is asked to stop
     * @throws java.util.concurrent.CompletionException with the publisher's error, if it ends with one
     */
    <T> @Nullable T stream(Flow.Publisher<? extends T> items);
}
