package org.jobcast.client;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Parses {@code text/event-stream} as the HTML standard says, wherever the network splits it: in the middle of a line end,
 * of the byte order mark or of a character. It reads no socket and starts no thread.
 *
 * <p>One parser outlives the connections of one stream: {@link #restart} drops what was incomplete and keeps the last event
 * id, also for events of the next connection that carry none, as browsers do. Memory is bounded: an event larger than the
 * limit is refused.
 *
 * <p>Not thread-safe.
 */
public final class SseParser {
    /** The limit unless said otherwise: 16 MiB. */
    public static final int DEFAULT_MAX_EVENT_BYTES = 16 * 1024 * 1024;

    private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final int MAX_RETRY_DIGITS = 18;
    private static final int KEPT_LINE = 64 * 1024;

    private final int maxEventBytes;
    private final StringBuilder data = new StringBuilder();
    private byte[] line = new byte[256];
    private int lineLength;
    private int blockBytes;
    private boolean atBeginning = true;
    private boolean afterCr;
    private String type = "";
    private String idBuffer = "";
    private String lastEventId = "";
    private Optional<Duration> retry = Optional.empty();

    /** A parser with the limit {@link #DEFAULT_MAX_EVENT_BYTES}. */
    public SseParser() {
        this(DEFAULT_MAX_EVENT_BYTES);
    }

    /**
     * A parser.
     *
     * @param maxEventBytes how many bytes the lines of one event may have together
     * @throws IllegalArgumentException if the limit is not positive
     */
    public SseParser(int maxEventBytes) {
        if (maxEventBytes < 1) {
            throw new IllegalArgumentException("maxEventBytes must be positive, not " + maxEventBytes);
        }
        this.maxEventBytes = maxEventBytes;
    }

    /**
     * Takes the next bytes of the stream.
     *
     * @param bytes all of its remaining bytes are read
     * @return the events that they complete, in order
     * @throws EventTooLargeException if an event is larger than the limit; the parser is of no use after that
     */
    public List<SseEvent> push(ByteBuffer bytes) {
        List<SseEvent> events = new ArrayList<>();
        while (bytes.hasRemaining()) {
            byte b = bytes.get();
            boolean endsCrLf = afterCr && b == '\n';
            afterCr = b == '\r';
            if (endsCrLf) {
                continue;
            }
            if (b == '\n' || b == '\r') {
                endLine(events);
            } else {
                append(b);
            }
        }
        return events;
    }

    /** Begins a new connection: what was not dispatched is dropped, the last event id and the retry hint stay. */
    public void restart() {
        clearBlock();
        lineLength = 0;
        idBuffer = lastEventId;
        atBeginning = true;
        afterCr = false;
    }

    /**
     * What to send as {@code Last-Event-ID} when connecting again.
     *
     * @return the id, empty if there was none
     */
    public String lastEventId() {
        return lastEventId;
    }

    /**
     * How long the server wants clients to wait before they connect again.
     *
     * @return the latest {@code retry:} of the stream
     */
    public Optional<Duration> retry() {
        return retry;
    }

    /** Sets what an earlier stream ended with. */
    void resumeAfter(String id) {
        lastEventId = id;
        idBuffer = id;
    }

    private void append(byte b) {
        if (++blockBytes > maxEventBytes) {
            throw new EventTooLargeException(maxEventBytes);
        }
        if (lineLength == line.length) {
            line = Arrays.copyOf(line, (int) Math.min(line.length * 2L, Integer.MAX_VALUE - 8));
        }
        line[lineLength++] = b;
    }

    private void endLine(List<SseEvent> events) {
        int from = atBeginning && lineLength >= BOM.length && Arrays.equals(line, 0, BOM.length, BOM, 0, BOM.length)
                ? BOM.length
                : 0;
        atBeginning = false;
        int length = lineLength;
        String text = new String(line, from, length - from, StandardCharsets.UTF_8);
        lineLength = 0;
        if (text.isEmpty()) {
            dispatch(events);
            return;
        }
        int colon = text.indexOf(':');
        if (colon < 0) {
            field(text, "");
        } else if (colon > 0) {
            int value = text.startsWith(" ", colon + 1) ? colon + 2 : colon + 1;
            field(text.substring(0, colon), text.substring(value));
        } else {
            // A comment is no part of an event, so keep-alives never add up to one that is too large.
            blockBytes -= length;
        }
    }

    private void field(String name, String value) {
        switch (name) {
            case "event" -> type = value;
            case "data" -> data.append(value).append('\n');
            case "id" -> idBuffer = value.indexOf('\0') < 0 ? value : idBuffer;
            case "retry" -> retry(value);
            default -> {
                // The standard ignores unknown fields.
            }
        }
    }

    private void retry(String value) {
        if (!value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            long millis = value.length() > MAX_RETRY_DIGITS ? Long.MAX_VALUE : Long.parseLong(value);
            retry = Optional.of(Duration.ofMillis(millis));
        }
    }

    private void dispatch(List<SseEvent> events) {
        lastEventId = idBuffer;
        if (data.length() > 0) {
            data.setLength(data.length() - 1);
            events.add(new SseEvent(lastEventId, type.isEmpty() ? "message" : type, data.toString()));
        }
        clearBlock();
    }

    private void clearBlock() {
        data.setLength(0);
        type = "";
        blockBytes = 0;
        if (line.length > KEPT_LINE) {
            line = new byte[KEPT_LINE];
            data.trimToSize();
        }
    }
}
