package org.jobcast.client.transport;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where the body of an answer ends: by length, by chunks, or with the connection. */
abstract class Framing {
    private static final int MAX_CHUNK_LINE = 4096;
    private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");
    private static final Pattern CHUNK_SIZE = Pattern.compile("[0-9a-fA-F]{1,15}");

    /** The next bytes, null at the end. */
    abstract @Nullable ByteBuffer next(SocketReader connection, long deadline) throws IOException, InterruptedException;

    static Framing of(int status, Map<String, String> headers) throws IOException {
        String coding = headers.get("Transfer-Encoding");
        String length = headers.get("Content-Length");
        if (status == 204 || status == 304) {
            return new Fixed(0);
        }
        if (coding != null) {
            if (!coding.toLowerCase(Locale.ROOT).equals("chunked")) {
                throw new IOException("the answer has the transfer coding " + coding + ", which was not asked for");
            }
            return new Chunked();
        }
        if (length != null && !LENGTH.matcher(length).matches()) {
            throw new IOException("the answer has the length " + length);
        }
        return length == null ? new UntilClose() : new Fixed(Long.parseLong(length));
    }

    private static EOFException cutOff() {
        return new EOFException("the connection was closed in the middle of the answer");
    }

    private static final class UntilClose extends Framing {
        @Override
        @Nullable ByteBuffer next(SocketReader connection, long deadline) throws IOException, InterruptedException {
            return connection.fill(deadline) ? connection.take(Long.MAX_VALUE) : null;
        }
    }

    /** Knows how many bytes are left of what it reads. */
    private abstract static class Counted extends Framing {
        long left;

        ByteBuffer some(SocketReader connection, long deadline) throws IOException, InterruptedException {
            if (!connection.fill(deadline)) {
                throw cutOff();
            }
            ByteBuffer bytes = connection.take(left);
            left -= bytes.remaining();
            return bytes;
        }
    }

    private static final class Fixed extends Counted {
        Fixed(long length) {
            this.left = length;
        }

        @Override
        @Nullable ByteBuffer next(SocketReader connection, long deadline) throws IOException, InterruptedException {
            return left == 0 ? null : some(connection, deadline);
        }
    }

    private static final class Chunked extends Counted {
        private boolean inside;
        private boolean ended;

        @Override
        @Nullable ByteBuffer next(SocketReader connection, long deadline) throws IOException, InterruptedException {
            if (ended) {
                return null;
            }
            if (left == 0) {
                beginChunk(connection, deadline);
            }
            if (left == 0) {
                ended = true;
                UnixAnswer.headers(connection, deadline);
                return null;
            }
            return some(connection, deadline);
        }

        private void beginChunk(SocketReader connection, long deadline) throws IOException, InterruptedException {
            if (inside && !connection.line(1, deadline).isEmpty()) {
                throw new IOException("a chunk of the answer is longer than it says");
            }
            inside = true;
            String line = connection.line(MAX_CHUNK_LINE, deadline);
            int semicolon = line.indexOf(';');
            String size = (semicolon < 0 ? line : line.substring(0, semicolon)).strip();
            if (!CHUNK_SIZE.matcher(size).matches()) {
                throw new IOException("the answer has a chunk of the size " + size);
            }
            left = Long.parseLong(size, 16);
        }
    }
}
