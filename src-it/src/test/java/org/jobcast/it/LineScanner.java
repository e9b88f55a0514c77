package org.jobcast.it;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Splits a stream into lines and keeps only the beginning of each, because a hundred clients with long events would
 * otherwise keep the client's processor busy and not the server's. What the server writes ends its lines with LF; that
 * it may be parsed as the standard says is tested elsewhere.
 */
final class LineScanner {
    private final byte[] start = new byte[128];
    private int length;

    void push(byte[] bytes, int from, int count, Consumer<String> lines) {
        for (int i = from; i < from + count; i++) {
            byte b = bytes[i];
            if (b == '\n') {
                lines.accept(new String(start, 0, length, StandardCharsets.UTF_8));
                length = 0;
            } else if (length < start.length) {
                start[length++] = b;
            }
        }
    }
}
