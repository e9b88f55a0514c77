package org.jobcast.client;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a client can be told. Immutable. */
public final class ClientOptions {
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7E\\x80-\\xFF]*");

    private final Map<String, String> headers;
    private final @Nullable Supplier<String> token;
    private final Duration connectTimeout;
    private final Duration requestTimeout;
    private final Duration silence;
    private final Duration minRetry;
    private final Duration maxRetry;
    private final Duration giveUpAfter;
    private final int maxEventBytes;
    private final int maxBodyBytes;

    private ClientOptions(Builder builder) {
        this.headers = Map.copyOf(builder.headers);
        this.token = builder.token;
        this.connectTimeout = builder.connectTimeout;
        this.requestTimeout = builder.requestTimeout;
        this.silence = builder.silence;
        this.minRetry = builder.minRetry;
        this.maxRetry = builder.maxRetry;
        this.giveUpAfter = builder.giveUpAfter;
        this.maxEventBytes = builder.maxEventBytes;
        this.maxBodyBytes = builder.maxBodyBytes;
    }

    /**
     * The options of {@link JobcastClient#of}.
     *
     * @return the defaults
     */
    public static ClientOptions defaults() {
        return builder().build();
    }

    /**
     * Begins with the defaults.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    Map<String, String> headers() {
        return headers;
    }

    @Nullable Supplier<String> token() {
        return token;
    }

    Duration connectTimeout() {
        return connectTimeout;
    }

    Duration requestTimeout() {
        return requestTimeout;
    }

    Duration silence() {
        return silence;
    }

    Duration minRetry() {
        return minRetry;
    }

    Duration maxRetry() {
        return maxRetry;
    }

    Duration giveUpAfter() {
        return giveUpAfter;
    }

    int maxEventBytes() {
        return maxEventBytes;
    }

    int maxBodyBytes() {
        return maxBodyBytes;
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder {
        private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        private @Nullable Supplier<String> token;
        private Duration connectTimeout = Duration.ofSeconds(10);
        private Duration requestTimeout = Duration.ofSeconds(30);
        private Duration silence = Duration.ofSeconds(45);
        private Duration minRetry = Duration.ofSeconds(1);
        private Duration maxRetry = Duration.ofSeconds(30);
        private Duration giveUpAfter = Duration.ofMinutes(5);
        private int maxEventBytes = SseParser.DEFAULT_MAX_EVENT_BYTES;
        private int maxBodyBytes = 64 * 1024 * 1024;

        private Builder() {}

        /**
         * Sends a header with every request. Not sent to another origin that a server redirects to.
         *
         * @param name the header's name
         * @param value its value
         * @return this
         * @throws IllegalArgumentException if one of them has characters that no header may have
         */
        public Builder header(String name, String value) {
            if (!NAME.matcher(name).matches() || !VALUE.matcher(value).matches()) {
                throw new IllegalArgumentException("no header may look like this: " + name);
            }
            headers.put(name, value);
            return this;
        }

        /**
         * Sends {@code Authorization: Bearer …}. The supplier is asked before the first request and once more whenever the
         * server answers 401; it may block.
         *
         * @param supplier gives the present token
         * @return this
         */
        public Builder token(Supplier<String> supplier) {
            this.token = supplier;
            return this;
        }

        /**
         * How long to wait for a connection; 10 seconds unless set.
         *
         * @param timeout positive, up to a day
         * @return this
         */
        public Builder connectTimeout(Duration timeout) {
            this.connectTimeout = upToADay(timeout);
            return this;
        }

        /**
         * How long the head of an answer, and each pause within it, may take; 30 seconds unless set. What the server was
         * asked to wait comes on top.
         *
         * @param timeout positive, up to a day
         * @return this
         */
        public Builder requestTimeout(Duration timeout) {
            this.requestTimeout = upToADay(timeout);
            return this;
        }

        /**
         * After how much silence a stream is taken for dead and opened anew; 45 seconds unless set. The server sends a
         * comment every 15 seconds unless it was told otherwise.
         *
         * @param limit positive, up to a day
         * @return this
         */
        public Builder silence(Duration limit) {
            this.silence = upToADay(limit);
            return this;
        }

        /**
         * How long to wait before a stream is opened anew: doubled after each failure, with a random part. The server's
         * {@code retry:} replaces the first number, {@code Retry-After} is a lower bound. 1 to 30 seconds unless set.
         *
         * @param min the first wait, positive
         * @param max the longest wait, up to a day
         * @return this
         * @throws IllegalArgumentException if {@code max} is less than {@code min}
         */
        public Builder retry(Duration min, Duration max) {
            if (upToADay(max).compareTo(positive(min)) < 0) {
                throw new IllegalArgumentException("the longest wait is shorter than the first");
            }
            this.minRetry = min;
            this.maxRetry = max;
            return this;
        }

        /**
         * After how long without a sign of life a stream fails with {@link UnreachableException}; 5 minutes unless set.
         *
         * @param limit positive; {@code ChronoUnit.FOREVER.getDuration()} for never
         * @return this
         */
        public Builder giveUpAfter(Duration limit) {
            this.giveUpAfter = positive(limit);
            return this;
        }

        /**
         * How large one event may be; 16 MiB unless set.
         *
         * @param bytes positive
         * @return this
         */
        public Builder maxEventBytes(int bytes) {
            this.maxEventBytes = positive(bytes);
            return this;
        }

        /**
         * How large an answer that is no stream may be; 64 MiB unless set.
         *
         * @param bytes positive
         * @return this
         */
        public Builder maxBodyBytes(int bytes) {
            this.maxBodyBytes = positive(bytes);
            return this;
        }

        /**
         * The options.
         *
         * @return a copy of what was set
         */
        public ClientOptions build() {
            return new ClientOptions(this);
        }

        private static Duration upToADay(Duration value) {
            if (value.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException("must be a day at most, not " + value);
            }
            return positive(value);
        }

        private static Duration positive(Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException("must be positive, not " + value);
            }
            return value;
        }

        private static int positive(int value) {
            if (value < 1) {
                throw new IllegalArgumentException("must be positive, not " + value);
            }
            return value;
        }
    }
}
