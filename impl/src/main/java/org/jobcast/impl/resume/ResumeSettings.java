package org.jobcast.impl.resume;

import java.time.Duration;

/**
 * The bounds and defaults of resumable streams.
 *
 * @param activeTtl how long a producer may be silent
 * @param doneTtl how long a stream is kept after its end
 * @param maxCharacters how long a text may become
 * @param maxStreams how many streams this node may produce, or keep in memory
 * @param maxReaders how many may read one stream on this node
 * @param maxChunk the most characters of one event, such that no event is too large
 */
public record ResumeSettings(
        Duration activeTtl, Duration doneTtl, long maxCharacters, int maxStreams, int maxReaders, int maxChunk) {
    private static final int LONGEST_CHUNK = 64 << 10;

    /** The bytes of the most expensive character, as a JSON escape, and what is around the text. */
    private static final int CHARACTER_BYTES = 6;

    private static final int AROUND = 256;

    /**
     * The most characters that fit an event.
     *
     * @param eventBytes the most bytes of an event
     * @return at most 64 Ki
     */
    public static int maxChunk(int eventBytes) {
        return Math.max(2, Math.min(LONGEST_CHUNK, (eventBytes - AROUND) / CHARACTER_BYTES));
    }
}
