package org.jobcast.test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * HTTP/1.1 over a plain socket, byte for byte: it sends exactly what it is given and keeps exactly what it gets, where a
 * proper client would repair both. One connection, one request at a time. Not thread-safe, but {@link #abort} and
 * {@link #close} may be called from anywhere.
 */
public final class RawHttp implements AutoCloseable {
    /** How long a read waits unless it is told otherwise. */
    public static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** A header as it was sent; names keep their case. */
    public record Header(String name, String value) {}

    /** The head of a response, duplicates and order kept. */
    public record Head(String statusLine, int status, List<Header> headers) {
        /** The values of a header, compared without case. */
        public List<String> values(String name) {
            return headers.stream()
                    .filter(header -> header.name().equalsIgnoreCase(name))
                    .map(Header::value)
                    .toList();
        }

        /** The only value of a header; two of them are a fault of the server. */
        public Optional<String> value(String name) {
            List<String> values = values(name);
            if (values.size() > 1) {
                throw new AssertionError("Header " + name + " was sent " + values.size() + " times: " + values);
            }
            return values.stream().findFirst();
        }
    }

    private final Socket socket;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final byte[] buffer = new byte[64 * 1024];
    private int at;
    private int end;
    private boolean eof;
    private boolean headRequest;
    private HttpBody body = HttpBody.ofLength(0);

    private RawHttp(Socket socket) {
        this.socket = socket;
    }

    /** Connects. */
    public static RawHttp open(String host, int port) {
        return open(host, port, 0);
    }

    /**
     * Connects with a receive buffer of the given size, which makes a client that does not read stall its server soon.
     *
     * @param receiveBuffer bytes, 0 for the default of the system
     */
    public static RawHttp open(String host, int port, int receiveBuffer) {
        Socket socket = new Socket();
        try {
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(host, port), (int) TIMEOUT.toMillis());
            return new RawHttp(socket);
        } catch (IOException e) {
            close(socket);
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a request without a body: the line and the headers exactly as given, each ended by CRLF, then an empty line. */
    public RawHttp send(String requestLine, String... headers) {
        return send(new byte[0], requestLine, headers);
    }

    /** Sends a request with a body; a Content-Length is not added. */
    public RawHttp send(byte[] content, String requestLine, String... headers) {
        headRequest = requestLine.startsWith("HEAD ");
        StringBuilder head = new StringBuilder(requestLine).append("\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        request.writeBytes(content);
        return sendBytes(request.toByteArray());
    }

    /** Sends bytes as they are. */
    public RawHttp sendBytes(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the head of the next response and prepares to read its body. */
    public Head readHead() {
        return readHead(TIMEOUT);
    }

    /** Reads the head of the next response within the given time. */
    public Head readHead(Duration within) {
        long deadline = System.nanoTime() + within.toNanos();
        String statusLine = readLine(deadline);
        if (!statusLine.matches("HTTP/1\\.[01] \\d{3}( .*)?")) {
            throw new AssertionError("Not a status line: " + statusLine);
        }
        List<Header> headers = new ArrayList<>();
        for (String line = readLine(deadline); !line.isEmpty(); line = readLine(deadline)) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new AssertionError("Not a header: " + line);
            }
            headers.add(new Header(
                    line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        Head head = new Head(statusLine, Integer.parseInt(statusLine.substring(9, 12)), List.copyOf(headers));
        body = bodyOf(head);
        return head;
    }

    private HttpBody bodyOf(Head head) {
        if (headRequest || head.status() < 200 || head.status() == 204 || head.status() == 304) {
            return HttpBody.ofLength(0);
        }
        Optional<String> coding = head.value("Transfer-Encoding");
        if (coding.isPresent()) {
            if (!coding.get().toLowerCase(Locale.ROOT).equals("chunked")) {
                throw new AssertionError("Unknown transfer coding " + coding.get());
            }
            return HttpBody.chunked();
        }
        Optional<String> length = head.value("Content-Length");
        return length.map(text -> HttpBody.ofLength(Long.parseLong(text))).orElseGet(HttpBody::untilClose);
    }

    /** Reads the whole body as text. */
    public String readText() {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        while (!bodyEnded()) {
            text.writeBytes(readSome(TIMEOUT));
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    /**
     * Waits for more of the body and returns it without its coding. What was read before a timeout is not lost: the next
     * call goes on from there.
     *
     * @return the next bytes, empty if only coding arrived or the body ended
     * @throws AssertionError if nothing arrives in time, or the connection closes in the middle of the body
     */
    public byte[] readSome(Duration within) {
        if (bodyEnded()) {
            return new byte[0];
        }
        if (at == end && !fill(within)) {
            if (!body.mayClose()) {
                throw new AssertionError("The connection closed in the middle of the body");
            }
            return new byte[0];
        }
        while (at < end && !body.ended()) {
            body.push(buffer[at++] & 0xFF);
        }
        return body.drain();
    }

    /** Whether more of the body can be read without waiting. */
    public boolean hasMore() {
        try {
            return !bodyEnded() && (at < end || socket.getInputStream().available() > 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the body was read to its end. */
    public boolean bodyEnded() {
        return body.ended() || (eof && at == end);
    }

    /** Waits until the server closes the connection; bytes that arrive before that are a fault. */
    public void awaitClose(Duration within) {
        if (at < end || fill(within)) {
            throw new AssertionError("The server sent more instead of closing the connection");
        }
    }

    /** Every byte received so far, transfer coding included. */
    public byte[] received() {
        return received.toByteArray();
    }

    /** Closes the connection by RST, as a crashed client does. */
    public void abort() {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        close();
    }

    @Override
    public void close() {
        close(socket);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String readLine(long deadline) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            if (at == end && !fill(Duration.ofNanos(deadline - System.nanoTime()))) {
                throw new AssertionError("The connection closed in the head, after: " + line);
            }
            byte b = buffer[at++];
            if (b == '\n') {
                String text = line.toString(StandardCharsets.UTF_8);
                if (!text.endsWith("\r")) {
                    throw new AssertionError("A line of the head ends without CR: " + text);
                }
                return text.substring(0, text.length() - 1);
            }
            line.write(b);
        }
    }

    /** Waits for bytes; false at the end of the stream. */
    private boolean fill(Duration within) {
        try {
            socket.setSoTimeout((int) Math.max(1, within.toMillis()));
            int count = eof ? -1 : socket.getInputStream().read(buffer);
            eof = count < 0;
            at = 0;
            end = Math.max(0, count);
            received.write(buffer, 0, end);
            return !eof;
        } catch (SocketTimeoutException e) {
            throw new AssertionError("Nothing arrived within " + within, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
