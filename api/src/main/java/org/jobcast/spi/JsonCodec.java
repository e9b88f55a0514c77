package org.jobcast.spi;

import org.jspecify.annotations.Nullable;

/** Turns values into JSON text and back. Thread-safe. */
public interface JsonCodec {
    /**
     * Writes a value on one line. A value that cannot be written becomes its string, and if that fails the name of its
     * class.
     *
     * @param value any value
     * @return JSON text without line breaks
     */
    String write(@Nullable Object value);

    /**
     * Writes the members of a value that is a JSON object, without the braces; {@code "data":…} for any other value.
     * Members named {@code event} and {@code t} are left out: they are the framework's.
     *
     * @param value any value
     * @return members of a JSON object, separated by commas, empty for an empty object
     */
    String members(@Nullable Object value);

    /**
     * Reads a value.
     *
     * @param json JSON text
     * @param type the class to read it as
     * @param <T> its type
     * @return the value, null for the text {@code null}
     * @throws IllegalArgumentException if the text cannot be read so; the message does not contain the text
     */
    <T> @Nullable T read(String json, Class<T> type);
}
