package org.jobcast.impl.channel;

/** Encoded events that go out in one write; shared by all subscribers at the same position. */
record Chunk(byte[] bytes, long last) {}
