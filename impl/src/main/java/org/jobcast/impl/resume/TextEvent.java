package org.jobcast.impl.resume;

import java.util.Objects;
import org.jobcast.impl.channel.LogEntry;
import org.jobcast.spi.JsonCodec;

/**
 * One chunk of text and its place.
 *
 * @param at how many characters come before it, in UTF-16 units
 * @param text the chunk
 */
record TextEvent(long at, String text) {
    static final String TYPE = "text";

    private static final String BEGIN = "{\"event\":\"text\",\"at\":";
    private static final String MIDDLE = ",\"text\":";

    long end() {
        return at + text.length();
    }

    /** The data of the event. */
    String toJson(JsonCodec json) {
        return BEGIN + at + MIDDLE + json.write(text) + '}';
    }

    static boolean is(LogEntry entry) {
        return entry.frame().type().equals(TYPE);
    }

    /**
     * Reads the data of an event. It was written by this class, so that it is not parsed as any JSON would be.
     *
     * @throws IllegalStateException if it was not
     */
    static TextEvent parse(String data, JsonCodec json) {
        int middle = data.indexOf(MIDDLE, BEGIN.length());
        if (!data.startsWith(BEGIN) || middle < 0 || !data.endsWith("\"}")) {
            throw new IllegalStateException("the log of a stream holds an event that is no chunk of text");
        }
        long at = Long.parseLong(data.substring(BEGIN.length(), middle));
        String quoted = data.substring(middle + MIDDLE.length(), data.length() - 1);
        String text = quoted.indexOf('\\') < 0
                ? quoted.substring(1, quoted.length() - 1)
                : Objects.requireNonNull(json.read(quoted, String.class));
        return new TextEvent(at, text);
    }

    /** What is left of the chunk behind a place in the text: a surrogate pair is not cut, it is left whole. */
    TextEvent behind(long skip) {
        if (skip <= at) {
            return this;
        }
        if (skip >= end()) {
            return new TextEvent(end(), "");
        }
        int from = (int) (skip - at);
        if (Character.isLowSurrogate(text.charAt(from)) && Character.isHighSurrogate(text.charAt(from - 1))) {
            from--;
        }
        return new TextEvent(at + from, text.substring(from));
    }
}
