package org.jobcast.resume;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The options of a stream that is created; those of a stream that is resumed are the ones it was created with. A value.
 *
 * @param owner the principal it belongs to, null (default) for the one that creates it
 * @param anonymous whether it belongs to nobody, whoever creates it; default false
 * @param replace what {@link ResumableStreams#create} does if the id is taken: end that stream and begin a new generation
 *     (true), or refuse (false, default)
 * @param activeTtl how long the producer may be silent before the stream fails; each chunk renews it; null (default) for the
 *     setting {@code jobcast.resume.active-ttl}
 * @param doneTtl how long the stream is kept after its end, null (default) for the setting {@code jobcast.resume.done-ttl}
 * @param maxCharacters how long the text may become, in UTF-16 units; a longer one fails; 0 (default) for the setting {@code
 *     jobcast.resume.max-characters}
 */
public record StreamOptions(
        @Nullable String owner,
        boolean anonymous,
        boolean replace,
        @Nullable Duration activeTtl,
        @Nullable Duration doneTtl,
        long maxCharacters) {
    private static final StreamOptions DEFAULTS = new StreamOptions(null, false, false, null, null, 0);

    /**
     * Checks.
     *
     * @param owner the principal it belongs to, null (default) for the one that creates it
     * @param anonymous whether it belongs to nobody, whoever creates it; default false
     * @param replace what {@link ResumableStreams#create} does if the id is taken: end that stream and begin a new generation
     *     (true), or refuse (false, default)
     * @param activeTtl how long the producer may be silent before the stream fails; each chunk renews it; null (default) for
     *     the setting {@code jobcast.resume.active-ttl}
     * @param doneTtl how long the stream is kept after its end, null (default) for the setting {@code
     *     jobcast.resume.done-ttl}
     * @param maxCharacters how long the text may become, in UTF-16 units; a longer one fails; 0 (default) for the setting
     *     {@code jobcast.resume.max-characters}
     * @throws IllegalArgumentException if a value is not allowed
     */
    public StreamOptions {
        if (activeTtl != null && (activeTtl.isNegative() || activeTtl.isZero())) {
            throw new IllegalArgumentException("activeTtl must be positive");
        }
        if (doneTtl != null && doneTtl.isNegative()) {
            throw new IllegalArgumentException("doneTtl must not be negative");
        }
        if (maxCharacters < 0) {
            throw new IllegalArgumentException("maxCharacters must not be negative; 0 means the setting's value");
        }
        if (anonymous && owner != null) {
            throw new IllegalArgumentException("an anonymous stream has no owner");
        }
    }

    /**
     * The defaults.
     *
     * @return the default options
     */
    public static StreamOptions defaults() {
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

    /** Builds {@link StreamOptions}. Not thread-safe. */
    public static final class Builder {
        private @Nullable String owner;
        private boolean anonymous;
        private boolean replace;
        private @Nullable Duration activeTtl;
        private @Nullable Duration doneTtl;
        private long maxCharacters;

        private Builder() {}

        /**
         * Gives the stream to a principal.
         *
         * @param owner the principal's name
         * @return this
         */
        public Builder owner(String owner) {
            this.owner = Objects.requireNonNull(owner, "owner");
            return this;
        }

        /**
         * Makes the stream readable by whoever knows its id; make that unguessable then.
         *
         * @return this
         */
        public Builder anonymous() {
            this.anonymous = true;
            return this;
        }

        /**
         * Has {@link ResumableStreams#create} end the stream that has the id, and begin a new generation.
         *
         * @return this
         */
        public Builder replace() {
            this.replace = true;
            return this;
        }

        /**
         * How long the producer may be silent.
         *
         * @param ttl counted from its last chunk
         * @return this
         */
        public Builder activeTtl(Duration ttl) {
            this.activeTtl = Objects.requireNonNull(ttl, "ttl");
            return this;
        }

        /**
         * How long the stream is kept after its end.
         *
         * @param ttl counted from its end
         * @return this
         */
        public Builder doneTtl(Duration ttl) {
            this.doneTtl = Objects.requireNonNull(ttl, "ttl");
            return this;
        }

        /**
         * How long the text may become.
         *
         * @param characters in UTF-16 units, 0 for the setting's value
         * @return this
         */
        public Builder maxCharacters(long characters) {
            this.maxCharacters = characters;
            return this;
        }

        /**
         * Builds the options.
         *
         * @return the options
         * @throws IllegalArgumentException if a value is not allowed
         */
        public StreamOptions build() {
            return new StreamOptions(owner, anonymous, replace, activeTtl, doneTtl, maxCharacters);
        }
    }
}
