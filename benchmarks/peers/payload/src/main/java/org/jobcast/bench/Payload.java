package org.jobcast.bench;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The events every peer publishes: JSON text of a given size that holds a number and the time of publication,
 * {@code {"n":1,"ns":123456789,"pad":"xxx"}}. The time is that of {@link System#nanoTime()}, which on Linux is
 * CLOCK_MONOTONIC, so a client on the same machine can subtract it from its own clock.
 *
 * <p>Thread-safe.
 */
public final class Payload {
    /** A comment that opens a stream, so that the response head leaves the server at once. */
    public static final String GREETING = "ok";

    private static final AtomicLong LAST = new AtomicLong();

    private Payload() {}

    /**
     * One event.
     *
     * @param number 1 for the first event of the process; also its SSE id
     * @param data the JSON text
     */
    public record Event(long number, String data) {
        /** {@return the SSE id} */
        public String id() {
            return Long.toString(number);
        }

        /** {@return the whole event as it goes over the wire} */
        public byte[] frame() {
            return ("id: " + number + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.US_ASCII);
        }
    }

    /**
     * Makes the next event.
     *
     * @param size length of the data in bytes; what is missing is padded, a size too small is exceeded
     */
    public static Event next(int size) {
        long number = LAST.incrementAndGet();
        String head = "{\"n\":" + number + ",\"ns\":" + System.nanoTime() + ",\"pad\":\"";
        return new Event(number, head + "x".repeat(Math.max(0, size - head.length() - 2)) + "\"}");
    }
}
