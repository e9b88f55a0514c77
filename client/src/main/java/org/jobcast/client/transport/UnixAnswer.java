package org.jobcast.client.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An answer of HTTP/1.1 on a connection of its own. */
final class UnixAnswer implements Answer {
    private static final int MAX_LINE = 32 * 1024;
    private static final int MAX_HEADERS = 200;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5]\\d\\d)(?: .*)?");

    private final SocketReader connection;
    private final int status;
    private final Map<String, String> headers;
    private final Framing framing;

    private UnixAnswer(SocketReader connection, int status, Map<String, String> headers) throws IOException {
        this.connection = connection;
        this.status = status;
        this.headers = headers;
        this.framing = Framing.of(status, headers);
    }

    static UnixAnswer read(SocketReader connection, long deadline) throws IOException, InterruptedException {
        while (true) {
            String line = connection.line(MAX_LINE, deadline);
            Matcher matcher = STATUS.matcher(line);
            if (!matcher.matches()) {
                throw new IOException("the answer is not HTTP/1.1");
            }
            Map<String, String> headers = headers(connection, deadline);
            int status = Integer.parseInt(matcher.group(1));
            if (status >= 200) {
                return new UnixAnswer(connection, status, headers);
            }
        }
    }

    /** The first of each name. */
    static Map<String, String> headers(SocketReader connection, long deadline)
            throws IOException, InterruptedException {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        int count = 0;
        for (String line = connection.line(MAX_LINE, deadline);
                !line.isEmpty();
                line = connection.line(MAX_LINE, deadline)) {
            int colon = line.indexOf(':');
            if (colon < 1 || ++count > MAX_HEADERS) {
                throw new IOException("the head of the answer is broken or too long");
            }
            headers.putIfAbsent(
                    line.substring(0, colon), line.substring(colon + 1).strip());
        }
        return headers;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    @Override
    public @Nullable ByteBuffer read(Duration within) throws IOException, InterruptedException {
        return framing.next(connection, System.nanoTime() + within.toNanos());
    }

    @Override
    public void close() {
        connection.close();
    }
}
