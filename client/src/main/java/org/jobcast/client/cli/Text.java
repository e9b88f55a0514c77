package org.jobcast.client.cli;

import java.util.stream.Collectors;

/** What jobs say, made safe for a terminal. */
final class Text {
    private Text() {}

    /** Without control characters, with which a job's text could move the cursor or worse; tabs become blanks. */
    static String printable(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> safe.appendCodePoint(isSafe(c) ? c : c == '\t' || c == '\n' ? ' ' : 0xFFFD));
        return safe.toString();
    }

    /** Like {@link #printable}, line by line. */
    static String lines(String text) {
        return text.lines().map(Text::printable).collect(Collectors.joining(System.lineSeparator()));
    }

    private static boolean isSafe(int c) {
        int type = Character.getType(c);
        return type != Character.CONTROL
                && type != Character.FORMAT
                && type != Character.SURROGATE
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR;
    }

    /** At most so many characters, cut in no surrogate pair. */
    static String cut(String text, int width) {
        if (text.codePointCount(0, text.length()) <= width) {
            return text;
        }
        return width < 1 ? "" : text.substring(0, text.offsetByCodePoints(0, width - 1)) + "…";
    }
}
