package org.jobcast.impl.sse;

import java.util.Comparator;
import java.util.Optional;

/**
 * The position of an event in its log, written {@code <epoch>-<seq>}: the epoch changes when a log begins anew, so that
 * a position from before is recognised instead of being taken for one of now. Ordered by epoch, then by sequence.
 *
 * @param epoch which run of the log, not negative
 * @param seq the number of the event in that run, not negative
 */
public record EventId(long epoch, long seq) implements Comparable<EventId> {
    private static final Comparator<EventId> ORDER =
            Comparator.comparingLong(EventId::epoch).thenComparingLong(EventId::seq);
    private static final int MAX_DIGITS = 19;

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if one of them is negative
     */
    public EventId {
        if (epoch < 0 || seq < 0) {
            throw new IllegalArgumentException("Epoch and sequence must not be negative: " + epoch + ", " + seq);
        }
    }

    /**
     * Reads what {@link #toString} wrote and nothing else: ASCII digits without sign, blank or leading zero, within the
     * range of a long. Meant for input that anybody may send, so it never throws.
     *
     * @param text for example {@code 7-42}
     * @return the id, empty if the text is none
     */
    public static Optional<EventId> parse(String text) {
        int dash = text.indexOf('-');
        if (dash < 0) {
            return Optional.empty();
        }
        long epoch = number(text, 0, dash);
        long seq = number(text, dash + 1, text.length());
        return epoch < 0 || seq < 0 ? Optional.empty() : Optional.of(new EventId(epoch, seq));
    }

    /** Reads a canonical number; negative if it is none, which an overflow of 19 digits is by itself. */
    private static long number(String text, int from, int to) {
        int digits = to - from;
        if (digits < 1 || digits > MAX_DIGITS || (digits > 1 && text.charAt(from) == '0')) {
            return -1;
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = value * 10 + (c - '0');
        }
        return value;
    }

    @Override
    public int compareTo(EventId other) {
        return ORDER.compare(this, other);
    }

    /** The text form, {@code <epoch>-<seq>}. */
    @Override
    public String toString() {
        return epoch + "-" + seq;
    }
}
