package org.jobcast.spi;

import java.util.Arrays;
import java.util.Objects;

/**
 * A run of events of one log that is written and read as one. What the bytes mean is the engine's business; a store never
 * looks into them.
 *
 * <p>A segment without events, {@code last == first - 1} and no bytes, only ends the log.
 *
 * @param channel the name of the log
 * @param fence the fence of its writer, see {@link EventStore#open}
 * @param first the sequence number of the first event in it, from 1
 * @param last the sequence number of the last event in it
 * @param bytes the events, encoded; not copied, nobody changes them
 * @param end whether the log ends with it
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by content; copying each segment would cost more than it saves.
public record Segment(String channel, long fence, long first, long last, byte[] bytes, boolean end) {
    /**
     * Checks.
     *
     * @param channel the name of the log
     * @param fence the fence of its writer, see {@link EventStore#open}
     * @param first the sequence number of the first event in it, from 1
     * @param last the sequence number of the last event in it
     * @param bytes the events, encoded; not copied, nobody changes them
     * @param end whether the log ends with it
     * @throws IllegalArgumentException if the numbers make no run, or if it has neither events nor ends the log
     */
    public Segment {
        Objects.requireNonNull(channel, "channel");
        Objects.requireNonNull(bytes, "bytes");
        if (fence < 0 || first < 1 || last < first - 1) {
            throw new IllegalArgumentException("fence >= 0, first >= 1, last >= first - 1");
        }
        if (last < first && (!end || bytes.length > 0)) {
            throw new IllegalArgumentException("a segment without events has no bytes and ends the log");
        }
    }

    /**
     * Whether it only ends the log.
     *
     * @return true if it holds no event
     */
    public boolean isEmpty() {
        return last < first;
    }

    /** Equal if all parts are, the bytes by content. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Segment that
                && channel.equals(that.channel)
                && fence == that.fence
                && first == that.first
                && last == that.last
                && end == that.end
                && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Objects.hash(channel, fence, first, last, end, Arrays.hashCode(bytes));
    }

    /** Names the run; the bytes are left out, so that they reach no log. */
    @Override
    public String toString() {
        return "Segment[" + channel + " " + first + ".." + last + ", fence " + fence + ", " + bytes.length + " bytes"
                + (end ? ", end]" : "]");
    }
}
