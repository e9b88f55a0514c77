package org.jobcast.test;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Parses {@code text/event-stream} as the HTML standard says, one byte at a time, so that it cannot matter where the
 * network splits the stream. Written from the standard and independent of the code under test. Not thread-safe.
 */
public final class SseParser {
    private static final int[] BOM = {0xEF, 0xBB, 0xBF};

    /**
     * A dispatched event.
     *
     * @param id the last event id at the time of dispatch, empty if there was none
     * @param type the event type, {@code message} if the stream named none
     * @param data the data lines joined by LF
     */
    public record Event(String id, String type, String data) {}

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final StringBuilder data = new StringBuilder();
    private final List<String> comments = new ArrayList<>();
    private final List<Long> retries = new ArrayList<>();
    private List<Event> events = new ArrayList<>();
    private String type = "";
    private String idBuffer = "";
    private String lastEventId = "";
    private int bomMatched;
    private boolean afterCr;

    /** Takes the next bytes of the stream and returns the events that they complete. */
    public List<Event> push(byte[] bytes) {
        return push(bytes, 0, bytes.length);
    }

    /** Takes the next bytes of the stream and returns the events that they complete. */
    public List<Event> push(byte[] bytes, int from, int length) {
        for (int i = from; i < from + length; i++) {
            first(bytes[i]);
        }
        List<Event> completed = events;
        events = new ArrayList<>();
        return completed;
    }

    /** The id that a client sends as {@code Last-Event-ID} when it connects again. */
    public String lastEventId() {
        return lastEventId;
    }

    /** Every comment so far, without the colon, in order. */
    public List<String> comments() {
        return List.copyOf(comments);
    }

    /** Every valid {@code retry:} in milliseconds so far, in order. */
    public List<Long> retries() {
        return List.copyOf(retries);
    }

    /** The reconnection time in force. */
    public Optional<Long> retry() {
        return retries.isEmpty() ? Optional.empty() : Optional.of(retries.get(retries.size() - 1));
    }

    /** Swallows one byte order mark at the very beginning, and only there. */
    private void first(byte b) {
        if (bomMatched < BOM.length) {
            if ((b & 0xFF) == BOM[bomMatched]) {
                bomMatched++;
                return;
            }
            int matched = bomMatched;
            bomMatched = BOM.length;
            for (int i = 0; i < matched; i++) {
                next((byte) BOM[i]);
            }
        }
        next(b);
    }

    private void next(byte b) {
        if (b == '\n' && afterCr) {
            afterCr = false;
            return;
        }
        afterCr = b == '\r';
        if (b == '\n' || b == '\r') {
            String text = line.toString(StandardCharsets.UTF_8);
            line.reset();
            line(text);
        } else {
            line.write(b);
        }
    }

    private void line(String text) {
        if (text.isEmpty()) {
            dispatch();
            return;
        }
        int colon = text.indexOf(':');
        if (colon == 0) {
            comments.add(text.substring(1));
        } else if (colon < 0) {
            field(text, "");
        } else {
            boolean space = text.startsWith(" ", colon + 1);
            field(text.substring(0, colon), text.substring(space ? colon + 2 : colon + 1));
        }
    }

    private void field(String name, String value) {
        switch (name) {
            case "event" -> type = value;
            case "data" -> data.append(value).append('\n');
            case "id" -> idBuffer = value.indexOf(0) < 0 ? value : idBuffer;
            case "retry" -> retry(value);
            default -> {
                // The standard ignores unknown fields.
            }
        }
    }

    private void retry(String value) {
        if (!value.isEmpty() && value.length() < 19 && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            retries.add(Long.parseLong(value));
        }
    }

    private void dispatch() {
        lastEventId = idBuffer;
        if (data.length() > 0) {
            data.setLength(data.length() - 1);
            events.add(new Event(lastEventId, type.isEmpty() ? "message" : type, data.toString()));
        }
        data.setLength(0);
        type = "";
    }
}
