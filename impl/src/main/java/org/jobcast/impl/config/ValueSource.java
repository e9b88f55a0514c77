package org.jobcast.impl.config;

import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A place that settings come from; its string names it in messages. */
interface ValueSource {
    /** A text with the place that it was found in. */
    record Found(String text, String source) {}

    /**
     * Looks a setting up.
     *
     * @param key the full key
     * @return null if the place has none
     */
    @Nullable Found find(String key);

    /** The names in this place as far as they can be listed, of other programs too. */
    Collection<String> names();

    /** Whether {@link #names} are those of environment variables. */
    default boolean isEnvironment() {
        return false;
    }

    /** A place where settings have their full keys. */
    static ValueSource of(String source, Function<String, @Nullable String> values, Collection<String> names) {
        return new ValueSource() {
            @Override
            public @Nullable Found find(String key) {
                String text = values.apply(key);
                return text == null ? null : new Found(text, source);
            }

            @Override
            public Collection<String> names() {
                return names;
            }

            @Override
            public String toString() {
                return source;
            }
        };
    }

    /** Variables such as {@code JOBCAST_HTTP_BASE_PATH}. */
    static ValueSource environment(Map<String, String> variables) {
        return new ValueSource() {
            @Override
            public @Nullable Found find(String key) {
                String name = Key.environmentName(key);
                String text = variables.get(name);
                return text == null ? null : new Found(text, "environment variable " + name);
            }

            @Override
            public Collection<String> names() {
                return variables.keySet();
            }

            @Override
            public boolean isEnvironment() {
                return true;
            }

            @Override
            public String toString() {
                return "environment";
            }
        };
    }
}
