package org.jobcast.impl.sse;

/**
 * UTF-8 into a given array. {@link String#getBytes} would need a second copy and turns a lone surrogate into a question
 * mark, which cannot be told from a real one; here it becomes U+FFFD.
 */
final class Utf8 {
    private static final char REPLACEMENT = '\uFFFD';

    private Utf8() {}

    /** Tells whether a surrogate pair begins at {@code at}. */
    static boolean isPairAt(CharSequence text, int at) {
        return at + 1 < text.length() && Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1));
    }

    /** The number of bytes that {@link #put} writes for the character at {@code at}: 4 for both halves of a pair. */
    static int size(String text, int at) {
        char c = text.charAt(at);
        if (c < 0x80) {
            return 1;
        }
        if (c < 0x800) {
            return 2;
        }
        return isPairAt(text, at) ? 4 : 3;
    }

    /** Writes the character at {@code at}, both halves if it is a pair, and returns the next free index. */
    static int put(String text, int at, byte[] target, int to) {
        char c = text.charAt(at);
        if (c < 0x80) {
            target[to] = (byte) c;
            return to + 1;
        }
        if (c < 0x800) {
            target[to] = (byte) (0xC0 | (c >> 6));
            target[to + 1] = continuation(c);
            return to + 2;
        }
        if (isPairAt(text, at)) {
            int point = Character.toCodePoint(c, text.charAt(at + 1));
            target[to] = (byte) (0xF0 | (point >> 18));
            target[to + 1] = continuation(point >> 12);
            target[to + 2] = continuation(point >> 6);
            target[to + 3] = continuation(point);
            return to + 4;
        }
        char sound = Character.isSurrogate(c) ? REPLACEMENT : c;
        target[to] = (byte) (0xE0 | (sound >> 12));
        target[to + 1] = continuation(sound >> 6);
        target[to + 2] = continuation(sound);
        return to + 3;
    }

    private static byte continuation(int bits) {
        return (byte) (0x80 | (bits & 0x3F));
    }
}
