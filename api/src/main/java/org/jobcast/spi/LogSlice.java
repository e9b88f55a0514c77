package org.jobcast.spi;

import java.util.List;
import java.util.Objects;

/**
 * What one reading of a log gave.
 *
 * @param head how far the log was when the segments were looked for; all of them are of its epoch
 * @param segments the segments, in order and without a hole between them
 */
public record LogSlice(LogHead head, List<Segment> segments) {
    /**
     * Checks and copies the list.
     *
     * @param head how far the log was when the segments were looked for; all of them are of its epoch
     * @param segments the segments, in order and without a hole between them
     */
    public LogSlice {
        Objects.requireNonNull(head, "head");
        segments = List.copyOf(segments);
    }
}
