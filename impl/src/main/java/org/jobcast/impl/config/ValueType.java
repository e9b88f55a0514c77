package org.jobcast.impl.config;

import java.util.function.Function;

/**
 * How the text of a setting becomes a value.
 *
 * @param name the type as the documentation calls it
 * @param expected what is accepted, to complete the sentence "expected …"
 * @param example a text that is accepted
 * @param parser throws {@link IllegalArgumentException} for any other text
 * @param <T> the type of the value
 */
record ValueType<T>(String name, String expected, String example, Function<String, T> parser) {
    /**
     * Reads a value.
     *
     * @throws IllegalArgumentException if the text is none of this type
     */
    T parse(String text) {
        return parser.apply(text.strip());
    }
}
