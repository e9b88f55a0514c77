package org.jobcast.channel;

import java.util.Objects;

/** Where a subscriber that names no event id begins. A value; thread-safe. */
public enum StreamPosition {
    /** With the oldest event that the history holds. */
    START,
    /** With the newest event that the history holds. */
    LATEST,
    /** With the next event that is sent. */
    LIVE;

    /**
     * Reads the value of {@code ?from=}.
     *
     * @param text {@code start}, {@code latest} or {@code live}, in any case
     * @return the position
     * @throws IllegalArgumentException if it is none of these
     */
    public static StreamPosition parse(String text) {
        Objects.requireNonNull(text, "text");
        for (StreamPosition position : values()) {
            if (position.name().equalsIgnoreCase(text)) {
                return position;
            }
        }
        throw new IllegalArgumentException("from must be start, latest or live");
    }
}
