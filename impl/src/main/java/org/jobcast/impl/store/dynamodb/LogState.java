package org.jobcast.impl.store.dynamodb;

import org.jobcast.impl.store.Texts;
import org.jobcast.spi.AppendOutcome;
import org.jobcast.spi.LogHead;
import org.jobcast.spi.Segment;

/**
 * The item {@code HEAD} of a log.
 *
 * @param generation tells it from a deleted log of the same name
 * @param head how far the log is
 * @param begun when it was opened first, in seconds since 1970
 */
record LogState(String generation, LogHead head, long begun) {
    static final String EPOCH = "epoch";
    static final String FENCE = "fence";
    static final String FIRST = "first";
    static final String LAST = "last";
    static final String ENDED = "ended";
    static final String BEGUN = "begun";

    static LogState of(Item item) {
        return new LogState(
                item.text(Names.GENERATION),
                new LogHead(
                        Texts.decode(item.text(Names.PK)),
                        item.number(EPOCH),
                        item.number(FENCE),
                        item.number(FIRST),
                        item.number(LAST),
                        item.flag(ENDED)),
                item.number(BEGUN));
    }

    Key key() {
        return Names.head(head.channel());
    }

    AppendOutcome judge(Segment segment) {
        if (segment.fence() != head.fence()) {
            return AppendOutcome.FENCED;
        }
        if (segment.last() <= head.last() && (head.ended() || !segment.isEmpty())) {
            return AppendOutcome.DUPLICATE;
        }
        if (head.ended()) {
            return AppendOutcome.ENDED;
        }
        return segment.first() == head.last() + 1 ? AppendOutcome.STORED : AppendOutcome.GAP;
    }

    /** As it is after a segment was stored. */
    LogState after(Segment segment) {
        return new LogState(
                generation,
                new LogHead(head.channel(), head.epoch(), head.fence(), head.first(), segment.last(), segment.end()),
                begun);
    }

    LogState from(long first) {
        return new LogState(
                generation,
                new LogHead(head.channel(), head.epoch(), head.fence(), first, head.last(), head.ended()),
                begun);
    }
}
