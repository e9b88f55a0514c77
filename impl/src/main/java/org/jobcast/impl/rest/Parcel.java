package org.jobcast.impl.rest;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.List;
import org.jobcast.impl.channel.Gap;
import org.jobcast.impl.channel.LogEntry;
import org.jobcast.impl.sse.Control;
import org.jobcast.impl.sse.Frame;
import org.jspecify.annotations.Nullable;

/** What goes out in one send, shared by all sinks that are at the same position. */
final class Parcel {
    /** The position of what is no event of the log. */
    static final long NOWHERE = -1;

    private final byte[] bytes;
    private final long first;
    private final long last;
    private final @Nullable Frame frame;
    private final @Nullable String comment;
    private volatile @Nullable OutboundSseEvent event;

    private Parcel(byte[] bytes, long first, long last, @Nullable Frame frame, @Nullable String comment) {
        this.bytes = bytes;
        this.first = first;
        this.last = last;
        this.frame = frame;
        this.comment = comment;
    }

    /** A comment, for those who cannot take the bytes; the bytes may say more. */
    static Parcel comment(String text, byte[] bytes) {
        return new Parcel(bytes, NOWHERE, NOWHERE, null, text);
    }

    static Parcel comment(String text) {
        return comment(text, Control.comment(text));
    }

    static Parcel gap(Gap gap) {
        Frame frame = Frame.withoutId(Gap.TYPE, gap.toJson());
        return new Parcel(frame.bytes(), NOWHERE, gap.first() - 1, frame, null);
    }

    /** Some events; more than one can be sent as bytes only. */
    static Parcel of(List<LogEntry> run) {
        LogEntry head = run.get(0);
        if (run.size() == 1) {
            return new Parcel(head.frame().bytes(), head.seq(), head.seq(), head.frame(), null);
        }
        int length = 0;
        for (LogEntry entry : run) {
            length += entry.frame().length();
        }
        byte[] bytes = new byte[length];
        int at = 0;
        for (LogEntry entry : run) {
            at = entry.frame().copyTo(bytes, at, true);
        }
        return new Parcel(bytes, head.seq(), run.get(run.size() - 1).seq(), null, null);
    }

    /** Whether these are exactly the events of the log from one to another. */
    boolean holds(long from, long to) {
        return first == from && last == to;
    }

    byte[] bytes() {
        return bytes;
    }

    /** The sequence number that the client has reached with it, {@link #NOWHERE} for no other than before. */
    long last() {
        return last;
    }

    @Nullable Frame frame() {
        return frame;
    }

    @Nullable String comment() {
        return comment;
    }

    /** The event that the implementation makes of it, made once unless it carries the reconnect hint. */
    OutboundSseEvent event(Sse sse, long retryMillis) {
        OutboundSseEvent made = event;
        if (retryMillis >= 0 || made == null) {
            made = build(sse, retryMillis);
            if (retryMillis < 0) {
                event = made;
            }
        }
        return made;
    }

    private OutboundSseEvent build(Sse sse, long retryMillis) {
        OutboundSseEvent.Builder builder = sse.newEventBuilder();
        Frame single = frame;
        if (single == null) {
            return builder.comment(String.valueOf(comment)).build();
        }
        if (!single.id().isEmpty()) {
            builder.id(single.id());
        }
        if (retryMillis >= 0) {
            builder.reconnectDelay(retryMillis);
        }
        return builder.name(single.type())
                .mediaType(MediaType.TEXT_PLAIN_TYPE)
                .data(String.class, RestQuirks.lines(sse, single.data()))
                .build();
    }
}
