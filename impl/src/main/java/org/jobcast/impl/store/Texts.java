package org.jobcast.impl.store;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Text as stores take it. PostgreSQL refuses NUL, and no encoding knows half a surrogate pair, but both may be in a message
 * of an exception. They are kept as {@code U+001A} (SUBSTITUTE) and four hex digits, and so is {@code U+001A} itself; all other
 * text is kept as it is.
 */
public final class Texts {
    private static final char ESCAPE = '\u001A';
    private static final int DIGITS = 4;

    private Texts() {}

    /**
     * Encodes text that may be missing.
     *
     * @param text the text, or null
     * @return as it is kept, or null
     */
    public static @Nullable String encodeOrNull(@Nullable String text) {
        return text == null ? null : encode(text);
    }

    /**
     * Encodes text.
     *
     * @param text any text
     * @return as it is kept
     */
    public static String encode(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && isLow(text, i + 1)) {
                i++;
            } else if (isRefused(c)) {
                return encodeFrom(text, i);
            }
        }
        return text;
    }

    private static String encodeFrom(String text, int first) {
        StringBuilder encoded = new StringBuilder(text.length() + 16).append(text, 0, first);
        for (int i = first; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && isLow(text, i + 1)) {
                encoded.append(c).append(text.charAt(++i));
            } else if (isRefused(c)) {
                encoded.append(ESCAPE).append(HexFormat.of().toHexDigits(c));
            } else {
                encoded.append(c);
            }
        }
        return encoded.toString();
    }

    private static boolean isLow(String text, int index) {
        return index < text.length() && Character.isLowSurrogate(text.charAt(index));
    }

    private static boolean isRefused(char c) {
        return c == 0 || c == ESCAPE || Character.isSurrogate(c);
    }

    /**
     * Decodes text that may be missing.
     *
     * @param column what was kept, or null
     * @return the text, or null
     */
    public static @Nullable String decodeOrNull(@Nullable String column) {
        return column == null ? null : decode(column);
    }

    /**
     * Decodes text.
     *
     * @param column what was kept
     * @return the text
     */
    public static String decode(String column) {
        int escape = column.indexOf(ESCAPE);
        if (escape < 0) {
            return column;
        }
        StringBuilder text = new StringBuilder(column.length());
        int from = 0;
        for (; escape >= 0; escape = column.indexOf(ESCAPE, from)) {
            int end = escape + 1 + DIGITS;
            text.append(column, from, escape).append((char) Integer.parseInt(column.substring(escape + 1, end), 16));
            from = end;
        }
        return text.append(column, from, column.length()).toString();
    }
}
