package org.jobcast.impl.durable;

import java.nio.charset.StandardCharsets;

/** Reads what {@link ByteWriter} wrote; whatever the bytes are, it never leaves them. */
final class ByteReader {
    private final byte[] source;
    private int at;

    ByteReader(byte[] source) {
        this.source = source;
    }

    boolean hasMore() {
        return at < source.length;
    }

    byte[] source() {
        return source;
    }

    /**
     * Reads a number.
     *
     * @throws IndexOutOfBoundsException if it does not end in time
     */
    long number() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = source[at++];
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IndexOutOfBoundsException("a number of more than ten bytes");
    }

    long signed() {
        long value = number();
        return (value >>> 1) ^ -(value & 1);
    }

    /** Reads a number that is a length, or small. */
    int length() {
        long value = number();
        if (value < 0 || value > source.length) {
            throw new IndexOutOfBoundsException("a length of " + value + " in " + source.length + " bytes");
        }
        return (int) value;
    }

    /** Goes on behind some bytes and tells where they begin. */
    int skip(int length) {
        int from = at;
        if (length > source.length - from) {
            throw new IndexOutOfBoundsException(length + " bytes at " + from + " of " + source.length);
        }
        at += length;
        return from;
    }

    String text() {
        int length = length();
        return new String(source, skip(length), length, StandardCharsets.UTF_8);
    }
}
