package org.jobcast.job;

import org.jspecify.annotations.Nullable;

/**
 * A value that a job keeps or receives as JSON: the outcome of a step, a checkpoint, the payload of a signal. Immutable and
 * thread-safe.
 */
public interface JobValue {
    /**
     * The value as JSON text.
     *
     * @return JSON text, {@code null} for the value null
     */
    String json();

    /**
     * The value as a Java value.
     *
     * @param type the class to read it as
     * @param <T> its type
     * @return the value, null if it is null
     * @throws IllegalArgumentException if the JSON cannot be read as that class
     */
    <T> @Nullable T as(Class<T> type);
}
