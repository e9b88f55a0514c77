package org.jobcast.impl.channel;

/** Encoded events that go out in one write; shared by all subscribers at the same position, so nobody changes the bytes. */
final class Chunk {
    private final byte[] bytes;
    private final long last;

    Chunk(byte[] bytes, long last) {
        this.bytes = bytes;
        this.last = last;
    }

    byte[] bytes() {
        return bytes;
    }

    /** The sequence number of the last event in it. */
    long last() {
        return last;
    }
}
