package org.jobcast.impl.resume;

import java.time.Duration;
import java.util.Objects;
import org.jobcast.resume.StreamOptions;

/**
 * The limits of one stream.
 *
 * @param activeTtl how long its producer may be silent
 * @param doneTtl how long it is kept after its end
 * @param maxCharacters how long its text may become
 * @param maxChunk the most characters of one event
 */
record StreamTerms(Duration activeTtl, Duration doneTtl, long maxCharacters, int maxChunk) {
    /** A century: longer ones overflow clocks and dates. */
    static final Duration LONGEST_TTL = Duration.ofDays(36_500);

    StreamTerms {
        activeTtl = bounded(activeTtl);
        doneTtl = bounded(doneTtl);
    }

    static Duration bounded(Duration ttl) {
        return ttl.compareTo(LONGEST_TTL) > 0 ? LONGEST_TTL : ttl;
    }

    static StreamTerms of(StreamOptions options, ResumeSettings settings) {
        return new StreamTerms(
                Objects.requireNonNullElse(options.activeTtl(), settings.activeTtl()),
                Objects.requireNonNullElse(options.doneTtl(), settings.doneTtl()),
                options.maxCharacters() == 0 ? settings.maxCharacters() : options.maxCharacters(),
                settings.maxChunk());
    }
}
