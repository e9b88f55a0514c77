package org.jobcast.impl.durable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jobcast.impl.channel.LogEntry;
import org.jobcast.impl.sse.Frame;
import org.jspecify.annotations.Nullable;

/**
 * Turns events into the bytes of a segment and back. A segment is a version, then each event: flags, time since the event
 * before it, key if it is not the type, and its frame without the id, which follows from the place of the event in the log.
 * Numbers are written in groups of seven bits. The frame is kept as clients get it, so reading is copying.
 */
final class SegmentCodec {
    /** Written first. A later version must go on reading the earlier ones. */
    static final int VERSION = 1;

    private static final int JSON = 1;
    private static final int KEY_IS_TYPE = 2;
    private static final int KEY = 4;

    private SegmentCodec() {}

    /** Bytes that this version cannot read, however often it tries. */
    static final class UnreadableException extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        UnreadableException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** About how many bytes an event takes. */
    static int cost(LogEntry entry) {
        Frame frame = entry.frame();
        String key = entry.key();
        return frame.length() - frame.typeStart() + 16 + (key == null ? 0 : key.length());
    }

    static byte[] encode(List<LogEntry> entries) {
        int size = 16;
        for (LogEntry entry : entries) {
            size += cost(entry);
        }
        ByteWriter out = new ByteWriter(size);
        out.number(VERSION);
        long before = 0;
        for (LogEntry entry : entries) {
            put(out, entry, entry.millis() - before);
            before = entry.millis();
        }
        return out.toBytes();
    }

    private static void put(ByteWriter out, LogEntry entry, long millis) {
        Frame frame = entry.frame();
        String key = entry.key();
        boolean keyIsType = key != null && key.equals(frame.type());
        boolean own = key != null && !keyIsType;
        out.number((entry.isJson() ? JSON : 0) | (keyIsType ? KEY_IS_TYPE : 0) | (own ? KEY : 0));
        out.signed(millis);
        if (own) {
            out.text(Objects.requireNonNull(key));
        }
        out.number(frame.typeEnd() - frame.typeStart());
        out.number(frame.length() - frame.typeStart());
        out.bytes(frame.bytes(), frame.typeStart(), frame.length());
    }

    /**
     * Reads the events of a segment.
     *
     * @param epoch the epoch of their log
     * @param first the sequence number of the first one
     * @param bytes the segment
     * @return the events
     * @throws UnreadableException if the bytes are none that this version can read
     */
    static List<LogEntry> decode(long epoch, long first, byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        List<LogEntry> entries = new ArrayList<>();
        try {
            long version = in.hasMore() ? in.number() : VERSION;
            if (version != VERSION) {
                throw new UnreadableException(
                        "a segment of format " + version + " was stored; this version of jobcast" + " reads format "
                                + VERSION + " only. Update this node",
                        null);
            }
            String prefix = epoch + "-";
            long millis = 0;
            for (long seq = first; in.hasMore(); seq++) {
                LogEntry entry = take(in, prefix, seq, millis);
                millis = entry.millis();
                entries.add(entry);
            }
        } catch (IndexOutOfBoundsException e) {
            throw new UnreadableException(
                    "a stored segment is damaged, behind event " + (first + entries.size() - 1), e);
        }
        return entries;
    }

    private static LogEntry take(ByteReader in, String prefix, long seq, long before) {
        int flags = in.length();
        long millis = before + in.signed();
        String own = (flags & KEY) == 0 ? null : in.text();
        int typeLength = in.length();
        int length = in.length();
        int from = in.skip(length);
        Frame frame = Frame.rebuild(prefix + seq, in.source(), from, from + length, typeLength);
        @Nullable String key = (flags & KEY_IS_TYPE) == 0 ? own : frame.type();
        return new LogEntry(seq, frame, millis, (flags & JSON) != 0, key);
    }
}
