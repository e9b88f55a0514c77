package org.jobcast.impl.sse;

import java.util.Locale;

/**
 * What may stand in the one-line fields of an event stream. A line break in one of them would start a new field, so it
 * is refused here instead of being escaped: the format has no escape.
 *
 * <p>Messages name the position and the code point of the offending character, never the character itself, so that a
 * refused value cannot forge log lines.
 */
public final class SseSyntax {
    /** The longest event type, in UTF-16 units. */
    public static final int MAX_TYPE_LENGTH = 128;

    /** The longest event id, in characters: positions in many logs on one connection, still a small part of a header. */
    public static final int MAX_ID_LENGTH = 2048;

    private SseSyntax() {}

    /**
     * Accepts an event type: 1 to {@value #MAX_TYPE_LENGTH} UTF-16 units without CR, LF, NUL or a lone surrogate.
     *
     * @param type the type to check
     * @return {@code type}
     * @throws IllegalArgumentException if it is anything else
     */
    public static String requireType(String type) {
        requireLength("type", type, MAX_TYPE_LENGTH);
        requireOneLine("type", type);
        return type;
    }

    /**
     * Accepts an event id: 1 to {@value #MAX_ID_LENGTH} visible ASCII characters, because clients send it back in a
     * request header, where anything else is lost or refused.
     *
     * @param id the id to check
     * @return {@code id}
     * @throws IllegalArgumentException if it is anything else
     */
    public static String requireId(String id) {
        requireLength("id", id, MAX_ID_LENGTH);
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if (c <= ' ' || c >= 0x7F) {
                throw refused("id", "visible ASCII only", c, i);
            }
        }
        return id;
    }

    /**
     * Accepts a comment: any text, the empty one included, without CR, LF, NUL or a lone surrogate.
     *
     * @param comment the comment to check
     * @return {@code comment}
     * @throws IllegalArgumentException if it is anything else
     */
    public static String requireComment(String comment) {
        requireOneLine("comment", comment);
        return comment;
    }

    private static void requireLength(String what, String value, int max) {
        if (value.isEmpty() || value.length() > max) {
            throw new IllegalArgumentException(
                    "The event " + what + " must have 1 to " + max + " characters, not " + value.length());
        }
    }

    private static void requireOneLine(String what, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\n' || c == '\r' || c == 0) {
                throw refused(what, "no CR, LF or NUL", c, i);
            }
            if (Character.isSurrogate(c)) {
                if (Utf8.isPairAt(value, i)) {
                    i++;
                } else {
                    throw refused(what, "no lone surrogate", c, i);
                }
            }
        }
    }

    private static IllegalArgumentException refused(String what, String rule, char c, int at) {
        return new IllegalArgumentException("The event " + what + " allows " + rule + ": found U+"
                + Integer.toHexString(0x10000 | c).substring(1).toUpperCase(Locale.ROOT) + " at position "
                + at);
    }
}
