package org.jobcast.impl.durable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;

/**
 * Says which events of a log are too old to keep. It counts blocks of about a sixteenth of the bound, so that what it remembers
 * is bounded, too; up to so much more may be kept. Used by one thread.
 */
final class Retention {
    private static final int BLOCKS = 16;

    private record Block(long last, long bytes) {}

    private final long maxBytes;
    private final Deque<Block> blocks = new ArrayDeque<>();
    private long bytes;
    private long open;

    Retention(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Takes note of a segment.
     *
     * @param last the sequence number of its last event
     * @param length its length in bytes
     * @return the first event to keep, if older ones have to go now
     */
    OptionalLong stored(long last, int length) {
        bytes += length;
        open += length;
        if (open < maxBytes / BLOCKS) {
            return OptionalLong.empty();
        }
        blocks.add(new Block(last, open));
        open = 0;
        OptionalLong first = OptionalLong.empty();
        while (bytes > maxBytes && blocks.size() > 1) {
            Block gone = blocks.remove();
            bytes -= gone.bytes();
            first = OptionalLong.of(gone.last() + 1);
        }
        return first;
    }
}
