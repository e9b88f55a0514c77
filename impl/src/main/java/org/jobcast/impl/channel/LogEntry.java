package org.jobcast.impl.channel;

import java.time.Instant;
import org.jobcast.channel.Event;
import org.jobcast.impl.sse.EventId;
import org.jobcast.impl.sse.Frame;
import org.jspecify.annotations.Nullable;

/** One event in a log. Immutable; {@code key} groups events of which a slow client may get the latest only. */
public final class LogEntry {
    final long seq;
    final Frame frame;
    final long millis;
    final boolean json;
    final @Nullable String key;

    /**
     * @param seq the sequence number
     * @param frame the encoded event
     * @param millis when it was appended, in milliseconds since 1970
     * @param json whether the data is JSON text
     * @param key groups events of which a slow client may get the latest only, null for none
     */
    public LogEntry(long seq, Frame frame, long millis, boolean json, @Nullable String key) {
        this.seq = seq;
        this.frame = frame;
        this.millis = millis;
        this.json = json;
        this.key = key;
    }

    /**
     * The sequence number.
     *
     * @return from 1
     */
    public long seq() {
        return seq;
    }

    /**
     * The encoded event.
     *
     * @return its frame
     */
    public Frame frame() {
        return frame;
    }

    /**
     * Whether the data is JSON text and not a plain string.
     *
     * @return true for JSON
     */
    public boolean isJson() {
        return json;
    }

    /**
     * When it was appended.
     *
     * @return milliseconds since 1970
     */
    public long millis() {
        return millis;
    }

    /**
     * What groups it with others, of which a slow client may get the latest only.
     *
     * @return the key, null for none
     */
    public @Nullable String key() {
        return key;
    }

    Event toEvent(long epoch) {
        String id = new EventId(epoch, seq).toString();
        return new Event(id, seq, frame.type(), frame.data(), Instant.ofEpochMilli(millis));
    }
}
