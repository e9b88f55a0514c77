package org.jobcast.impl.store.dynamodb;

import java.util.Objects;
import org.jobcast.spi.Segment;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The item of a segment.
 *
 * @param item its attributes
 */
record LogItem(Item item) {
    private static final String FENCE = "fence";
    private static final String FIRST = "first";
    private static final String LAST = "last";
    private static final String END = "end";
    private static final String BYTES = "bytes";
    private static final String PARTS = "parts";

    static Item of(LogState log, Segment segment, AttributeValue bytes) {
        return Item.at(Names.segment(log.key(), segment.first()))
                .with(Names.GENERATION, log.generation())
                .with(FENCE, segment.fence())
                .with(FIRST, segment.first())
                .with(LAST, segment.last())
                .with(END, segment.end())
                .with(Values.isSplit(bytes) ? PARTS : BYTES, bytes);
    }

    /** The names of all attributes but the bytes. */
    static String[] withoutBytes() {
        return new String[] {Names.PK, Names.SK, Names.GENERATION, FIRST, LAST, PARTS};
    }

    long first() {
        return item.number(FIRST);
    }

    long last() {
        return item.number(LAST);
    }

    /** Its bytes, or what names their parts. */
    AttributeValue bytes() {
        AttributeValue bytes = item.value(BYTES);
        return bytes != null ? bytes : Objects.requireNonNull(item.value(PARTS), PARTS);
    }

    /** What names the parts of its bytes; null if they are in the item. */
    @Nullable AttributeValue parts() {
        return item.value(PARTS);
    }

    Key key() {
        return item.key();
    }

    Segment toSegment(String channel, byte[] bytes) {
        return new Segment(channel, item.number(FENCE), first(), last(), bytes, item.flag(END));
    }
}
