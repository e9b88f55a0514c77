package org.jobcast.impl.channel;

import java.util.Optional;
import org.jobcast.channel.StreamPosition;
import org.jobcast.impl.sse.EventId;
import org.jspecify.annotations.Nullable;

/**
 * Where a subscriber begins.
 *
 * @param after the sequence number of the event before its first one
 * @param gap what it has missed and will not get, null for nothing
 */
public record LogPosition(long after, @Nullable Gap gap) {
    /**
     * Finds the position in a log.
     *
     * @param log the log
     * @param lastEventId what the client sent, null or empty for nothing; any text is allowed
     * @param from where to begin without an id
     * @return the position
     */
    public static LogPosition find(EventLog log, @Nullable String lastEventId, StreamPosition from) {
        if (lastEventId != null && !lastEventId.isEmpty()) {
            return after(log, EventId.parse(lastEventId));
        }
        long last = log.last();
        return switch (from) {
            case START -> log.oldest() > 1 ? behind(log, Gap.Reason.TRIMMED) : new LogPosition(0, null);
            case LATEST -> new LogPosition(Math.max(log.oldest(), last) - 1, null);
            case LIVE -> new LogPosition(last, null);
        };
    }

    private static LogPosition after(EventLog log, Optional<EventId> id) {
        if (id.isEmpty()) {
            return behind(log, Gap.Reason.UNKNOWN);
        }
        long epoch = id.get().epoch();
        long seq = id.get().seq();
        if (epoch != log.epoch()) {
            return behind(log, epoch < log.epoch() ? Gap.Reason.RESTARTED : Gap.Reason.UNKNOWN);
        }
        if (seq > log.promised()) {
            return behind(log, Gap.Reason.FUTURE);
        }
        return seq < log.oldest() - 1 ? behind(log, Gap.Reason.TRIMMED) : new LogPosition(seq, null);
    }

    static LogPosition behind(EventLog log, Gap.Reason reason) {
        return from(log, log.oldest(), reason);
    }

    /** The position of an event that is there, after some that are not. */
    static LogPosition from(EventLog log, long first, Gap.Reason reason) {
        return new LogPosition(first - 1, new Gap(reason, log.epoch(), first, Math.max(log.last(), first - 1)));
    }
}
