package org.jobcast.impl.durable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Numbers and bytes one after the other, in an array that grows. */
final class ByteWriter {
    private byte[] target;
    private int length;

    ByteWriter(int size) {
        target = new byte[size];
    }

    /** Writes seven bits a byte, the lowest first; small numbers take one byte. */
    void number(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            target[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        target[length++] = (byte) rest;
    }

    /** Writes a number that may be negative. */
    void signed(long value) {
        number((value << 1) ^ (value >> 63));
    }

    void text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        number(utf8.length);
        bytes(utf8, 0, utf8.length);
    }

    void bytes(byte[] source, int from, int to) {
        room(to - from);
        System.arraycopy(source, from, target, length, to - from);
        length += to - from;
    }

    private void room(int more) {
        if (target.length - length < more) {
            target = Arrays.copyOf(target, Math.max(length + more, target.length * 2));
        }
    }

    byte[] toBytes() {
        return Arrays.copyOf(target, length);
    }
}
