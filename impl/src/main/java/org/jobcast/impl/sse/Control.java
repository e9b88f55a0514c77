package org.jobcast.impl.sse;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/** The blocks of an event stream that are not events: clients dispatch nothing for them and keep their position. */
public final class Control {
    private static final byte[] KEEP_ALIVE = FrameEncoder.ascii(": keep-alive\n\n");

    private Control() {}

    /**
     * The comment that keeps an idle connection open. Shared, not copied: callers must not write to it.
     *
     * @return {@code : keep-alive} and an empty line
     */
    public static byte[] keepAlive() {
        return KEEP_ALIVE;
    }

    /**
     * Encodes a comment.
     *
     * @param text one line of text, see {@link SseSyntax#requireComment}
     * @return the comment and an empty line
     * @throws IllegalArgumentException if the text is refused
     */
    public static byte[] comment(String text) {
        return (": " + SseSyntax.requireComment(text) + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Encodes how long a client waits before it connects again.
     *
     * @param delay the wait, rounded down to milliseconds; zero means at once
     * @return the {@code retry:} line and an empty line
     * @throws IllegalArgumentException if the delay is negative or longer than a day
     */
    public static byte[] retry(Duration delay) {
        if (delay.isNegative() || delay.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("The retry hint must be between 0 and one day, not " + delay);
        }
        return FrameEncoder.ascii("retry: " + delay.toMillis() + "\n\n");
    }

    /**
     * Joins two blocks.
     *
     * @param first the first
     * @param second the second
     * @return new bytes
     */
    public static byte[] join(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}
