package org.jobcast.job;

import org.jspecify.annotations.Nullable;

/** The result of a job. Immutable and thread-safe. */
public interface JobResult {
    /**
     * The result as JSON text; {@code null} is the text of a job that returned null.
     *
     * @return JSON text
     */
    String json();

    /**
     * The result as a Java value.
     *
     * @param type the class to read it as
     * @param <T> its type
     * @return the value, null if the job returned null
     * @throws IllegalArgumentException if the JSON cannot be read as that class
     */
    <T> @Nullable T as(Class<T> type);
}
