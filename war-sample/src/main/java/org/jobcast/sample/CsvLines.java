package org.jobcast.sample;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The physical lines of a UTF-8 file. A line that is too long or no UTF-8 is reported and the next one is read. */
final class CsvLines implements AutoCloseable {
    static final int MAX_LINE_BYTES = 64 * 1024;

    private final InputStream in;
    private final byte[] buffer = new byte[64 * 1024];
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    private int position;
    private int limit;
    private long number;

    CsvLines(InputStream in) {
        this.in = in;
    }

    /** A line without its end; the problem says why the text cannot be used. */
    record Line(long number, String text, @Nullable String problem) {}

    @Nullable Line next() throws IOException {
        line.reset();
        boolean any = false;
        boolean tooLong = false;
        while (position < limit || fill()) {
            any = true;
            int end = position;
            while (end < limit && buffer[end] != '\n') {
                end++;
            }
            int length = end - position;
            tooLong |= line.size() + length > MAX_LINE_BYTES;
            if (!tooLong) {
                line.write(buffer, position, length);
            }
            boolean complete = end < limit;
            position = complete ? end + 1 : end;
            if (complete) {
                break;
            }
        }
        return any ? decode(tooLong) : null;
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, in.read(buffer));
        return limit > 0;
    }

    private Line decode(boolean tooLong) {
        number++;
        if (tooLong) {
            return new Line(number, "", "longer than " + MAX_LINE_BYTES + " bytes");
        }
        byte[] bytes = line.toByteArray();
        int length = bytes.length;
        if (length > 0 && bytes[length - 1] == '\r') {
            length--;
        }
        try {
            // A new decoder reports what is not UTF-8 where String's constructor would replace it.
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
            if (number == 1 && text.startsWith("\uFEFF")) {
                text = text.substring(1);
            }
            return new Line(number, text, text.indexOf('\0') >= 0 ? "holds a NUL character" : null);
        } catch (CharacterCodingException e) {
            return new Line(number, "", "not UTF-8");
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
