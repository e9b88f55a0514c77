package org.jobcast.channel;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The options of a channel. A value: two options are the same when all their parts are equal.
 *
 * @param defaultType the type of events that are sent without one; default {@code message}
 * @param historyEvents how many events the history holds, 0 (default) for the setting {@code
 *     jobcast.channel.history-events}
 * @param historyBytes how many bytes of encoded events the history holds, 0 (default) for the setting {@code
 *     jobcast.channel.history-size}
 * @param slowClients what happens to a slow client, null (default) for the setting {@code jobcast.channel.slow-client}
 * @param from where a client without an event id begins; default {@link StreamPosition#START}
 * @param headers further headers of the HTTP answer, none by default
 * @param readerRoles the roles that may read over HTTP; empty (default) means everyone who reaches the application
 */
public record ChannelOptions(
        String defaultType,
        int historyEvents,
        long historyBytes,
        @Nullable SlowClientPolicy slowClients,
        StreamPosition from,
        Map<String, String> headers,
        Set<String> readerRoles) {
    private static final ChannelOptions DEFAULTS =
            new ChannelOptions("message", 0, 0, null, StreamPosition.START, Map.of(), Set.of());

    /**
     * Checks the parts.
     *
     * @param defaultType the type of events that are sent without one; default {@code message}
     * @param historyEvents how many events the history holds, 0 (default) for the setting {@code
     *     jobcast.channel.history-events}
     * @param historyBytes how many bytes of encoded events the history holds, 0 (default) for the setting {@code
     *     jobcast.channel.history-size}
     * @param slowClients what happens to a slow client, null (default) for the setting {@code jobcast.channel.slow-client}
     * @param from where a client without an event id begins; default {@link StreamPosition#START}
     * @param headers further headers of the HTTP answer, none by default
     * @param readerRoles the roles that may read over HTTP; empty (default) means everyone who reaches the application
     */
    public ChannelOptions {
        Objects.requireNonNull(defaultType, "defaultType");
        Objects.requireNonNull(from, "from");
        if (historyEvents < 0 || historyBytes < 0) {
            throw new IllegalArgumentException("history limits must not be negative; 0 means the setting's value");
        }
        headers = checkedHeaders(headers);
        readerRoles = Set.copyOf(readerRoles);
    }

    /**
     * The defaults.
     *
     * @return the default options
     */
    public static ChannelOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Begins with the defaults.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    private static Map<String, String> checkedHeaders(Map<String, String> headers) {
        Map<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, value) -> {
            if (!name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}")) {
                throw new IllegalArgumentException("not a header name of RFC 9110: " + name.length() + " characters");
            }
            if (value.length() > 1024 || value.chars().anyMatch(c -> c < ' ' || c > '~')) {
                throw new IllegalArgumentException("header " + name + ": printable ASCII of at most 1024 characters");
            }
            copy.put(name, value);
        });
        return Map.copyOf(copy);
    }

    /** Builds {@link ChannelOptions}. Not thread-safe. */
    public static final class Builder {
        private String defaultType = DEFAULTS.defaultType;
        private int historyEvents;
        private long historyBytes;
        private @Nullable SlowClientPolicy slowClients;
        private StreamPosition from = StreamPosition.START;
        private final Map<String, String> headers = new TreeMap<>();
        private Set<String> readerRoles = Set.of();

        private Builder() {}

        /**
         * The type of events that are sent without one.
         *
         * @param type an event type
         * @return this
         */
        public Builder defaultType(String type) {
            this.defaultType = type;
            return this;
        }

        /**
         * How many events the history holds.
         *
         * @param events a positive number, 0 for the setting's value
         * @return this
         */
        public Builder historyEvents(int events) {
            this.historyEvents = events;
            return this;
        }

        /**
         * How many bytes of encoded events the history holds.
         *
         * @param bytes a positive number, 0 for the setting's value
         * @return this
         */
        public Builder historyBytes(long bytes) {
            this.historyBytes = bytes;
            return this;
        }

        /**
         * What happens to a slow client.
         *
         * @param policy the policy
         * @return this
         */
        public Builder slowClients(SlowClientPolicy policy) {
            this.slowClients = policy;
            return this;
        }

        /**
         * Where a client without an event id begins.
         *
         * @param position the position
         * @return this
         */
        public Builder from(StreamPosition position) {
            this.from = position;
            return this;
        }

        /**
         * Adds a header to the HTTP answer of the stream.
         *
         * @param name a header name
         * @param value printable ASCII
         * @return this
         */
        public Builder header(String name, String value) {
            this.headers.put(name, value);
            return this;
        }

        /**
         * The roles that may read the channel over HTTP.
         *
         * @param roles role names, none for everyone who reaches the application
         * @return this
         */
        public Builder readerRoles(String... roles) {
            this.readerRoles = Set.of(roles);
            return this;
        }

        /**
         * Builds the options.
         *
         * @return the options
         * @throws IllegalArgumentException if a value is not allowed
         */
        public ChannelOptions build() {
            return new ChannelOptions(
                    defaultType, historyEvents, historyBytes, slowClients, from, headers, readerRoles);
        }
    }
}
