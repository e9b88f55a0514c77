package org.jobcast.impl.sse;

import java.nio.charset.StandardCharsets;

/** Turns fields into the bytes of a frame: one pass and one array where everything is ASCII on one line, else two. */
final class FrameEncoder {
    static final byte[] ID = ascii("id: ");
    static final byte[] EVENT = ascii("event: ");
    static final byte[] DATA = ascii("data: ");

    /** Leaves room for the longest id and type, so that no sum of lengths overflows. */
    private static final int MAX_CHARACTERS = Integer.MAX_VALUE - 4096;

    private FrameEncoder() {}

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static Frame encode(String id, String type, String data) {
        if (data.length() > MAX_CHARACTERS) {
            throw tooLong(data.length());
        }
        int typeStart = id.isEmpty() ? 0 : ID.length + id.length() + 1;
        int typeEnd = typeStart + EVENT.length + utf8Length(type) + 1;
        int ends = typeEnd + DATA.length + data.length() + 2;
        byte[] bytes = new byte[ends];
        if (!copyPlain(data, bytes, typeEnd + DATA.length)) {
            bytes = new byte[exactLength(typeEnd, data)];
            putData(data, bytes, typeEnd);
        } else {
            put(DATA, bytes, typeEnd);
            bytes[ends - 2] = '\n';
            bytes[ends - 1] = '\n';
        }
        putHead(id, type, bytes);
        return new Frame(bytes, typeStart, typeEnd);
    }

    static Frame rebuild(String id, byte[] source, int from, int to, int typeLength) {
        int typeStart = ID.length + id.length() + 1;
        byte[] bytes = new byte[typeStart + to - from];
        int at = put(ID, bytes, 0);
        for (int i = 0; i < id.length(); i++) {
            bytes[at++] = (byte) id.charAt(i);
        }
        bytes[at] = '\n';
        System.arraycopy(source, from, bytes, typeStart, to - from);
        return new Frame(bytes, typeStart, typeStart + typeLength);
    }

    /** Copies text that needs neither a second line nor a second byte; gives up at the first character that does. */
    private static boolean copyPlain(String data, byte[] target, int to) {
        for (int i = 0, n = data.length(); i < n; i++) {
            char c = data.charAt(i);
            if (c >= 0x80 || c == '\n' || c == '\r') {
                return false;
            }
            target[to + i] = (byte) c;
        }
        return true;
    }

    private static void putHead(String id, String type, byte[] target) {
        int at = 0;
        if (!id.isEmpty()) {
            at = putLine(ID, id, target, at);
        }
        putLine(EVENT, type, target, at);
    }

    private static int putLine(byte[] field, String value, byte[] target, int to) {
        int at = put(field, target, to);
        for (int i = 0; i < value.length(); i++) {
            int next = Utf8.put(value, i, target, at);
            i += next - at == 4 ? 1 : 0;
            at = next;
        }
        target[at] = '\n';
        return at + 1;
    }

    private static int put(byte[] source, byte[] target, int to) {
        System.arraycopy(source, 0, target, to, source.length);
        return to + source.length;
    }

    private static int utf8Length(String text) {
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            int size = Utf8.size(text, i);
            i += size == 4 ? 1 : 0;
            length += size;
        }
        return length;
    }

    private static int exactLength(int head, String data) {
        long length = (long) head + DATA.length + 2;
        for (int i = 0; i < data.length(); i++) {
            int next = afterBreak(data, i);
            if (next > i) {
                length += 1 + DATA.length;
                i = next - 1;
            } else {
                int size = Utf8.size(data, i);
                i += size == 4 ? 1 : 0;
                length += size;
            }
        }
        if (length > Integer.MAX_VALUE - 8) {
            throw tooLong(length);
        }
        return (int) length;
    }

    private static IllegalArgumentException tooLong(long length) {
        return new IllegalArgumentException("The event data has " + length + " bytes, more than one array can hold");
    }

    private static void putData(String data, byte[] target, int to) {
        int at = put(DATA, target, to);
        for (int i = 0; i < data.length(); i++) {
            int next = afterBreak(data, i);
            if (next > i) {
                target[at] = '\n';
                at = put(DATA, target, at + 1);
                i = next - 1;
            } else {
                int end = Utf8.put(data, i, target, at);
                i += end - at == 4 ? 1 : 0;
                at = end;
            }
        }
        target[at] = '\n';
        target[at + 1] = '\n';
    }

    /** The index after the line break at {@code at}, or {@code at} if there is none. */
    private static int afterBreak(String data, int at) {
        char c = data.charAt(at);
        if (c == '\n') {
            return at + 1;
        }
        if (c != '\r') {
            return at;
        }
        boolean pair = at + 1 < data.length() && data.charAt(at + 1) == '\n';
        return pair ? at + 2 : at + 1;
    }
}
