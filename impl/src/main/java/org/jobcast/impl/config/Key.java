package org.jobcast.impl.config;

import java.util.Locale;

/**
 * One setting.
 *
 * @param name the full key, such as {@code jobcast.http.base-path}
 * @param type how its text is read
 * @param defaultText the text that applies if there is none
 * @param description what it does, one or two sentences
 * @param <T> the type of the value
 */
record Key<T>(String name, ValueType<T> type, String defaultText, String description) {
    static final String PREFIX = "jobcast.";

    Key {
        if (!name.startsWith(PREFIX)) {
            throw new IllegalArgumentException("A key begins with " + PREFIX + ": " + name);
        }
        type.parse(defaultText);
    }

    /** The name in the environment, such as {@code JOBCAST_HTTP_BASE_PATH}. */
    String environmentName() {
        return environmentName(name);
    }

    static String environmentName(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
