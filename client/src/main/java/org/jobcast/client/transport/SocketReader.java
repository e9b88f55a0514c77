package org.jobcast.client.transport;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** A connection to a Unix domain socket, with deadlines. One thread reads; {@link #close} may come from any. */
final class SocketReader implements AutoCloseable {
    private static final int BUFFER = 16 * 1024;

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).flip();
    private volatile boolean closed;

    private SocketReader(SocketChannel channel, Selector selector) throws IOException {
        this.channel = channel;
        this.selector = selector;
        this.key = channel.register(selector, 0);
    }

    /** Connects at once or not at all: a listener takes a connection before it is accepted, unless too many wait. */
    static SocketReader connect(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.configureBlocking(false);
            if (!channel.connect(UnixDomainSocketAddress.of(socket))) {
                throw new ConnectException("too many connections wait at " + socket);
            }
            Selector selector = Selector.open();
            try {
                return new SocketReader(channel, selector);
            } catch (IOException | RuntimeException e) {
                selector.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    void write(byte[] bytes, long deadline) throws IOException, InterruptedException {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            if (channel.write(rest) == 0) {
                await(SelectionKey.OP_WRITE, deadline);
            }
        }
    }

    /** What has been read and not taken yet; waits for more if there is nothing. False at the end of the stream. */
    boolean fill(long deadline) throws IOException, InterruptedException {
        while (!buffer.hasRemaining()) {
            buffer.clear();
            int count;
            try {
                count = channel.read(buffer);
            } finally {
                buffer.flip();
            }
            if (count < 0) {
                return false;
            }
            if (count == 0) {
                await(SelectionKey.OP_READ, deadline);
            }
        }
        return true;
    }

    /** Takes up to so many of the bytes that are there. */
    ByteBuffer take(long atMost) {
        byte[] bytes = new byte[(int) Math.min(atMost, buffer.remaining())];
        buffer.get(bytes);
        return ByteBuffer.wrap(bytes);
    }

    /** Reads a line that ends by LF or CRLF. */
    String line(int maxBytes, long deadline) throws IOException, InterruptedException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (fill(deadline)) {
            byte b = buffer.get();
            if (b == '\n') {
                String text = line.toString(StandardCharsets.ISO_8859_1);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
            line.write(b);
            if (line.size() > maxBytes) {
                throw new IOException("a line of the answer is longer than " + maxBytes + " bytes");
            }
        }
        throw new EOFException("the connection was closed before the answer was complete");
    }

    private void await(int operation, long deadline) throws IOException, InterruptedException {
        try {
            key.interestOps(operation);
            long left = deadline - System.nanoTime();
            if (left > 0) {
                selector.select(Duration.ofNanos(left).toMillis() + 1);
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (closed) {
                throw new AsynchronousCloseException();
            }
            if (selector.selectedKeys().isEmpty() && deadline - System.nanoTime() <= 0) {
                throw new SocketTimeoutException("nothing happened in time");
            }
            selector.selectedKeys().clear();
        } catch (ClosedSelectorException | java.nio.channels.CancelledKeyException e) {
            throw (IOException) new AsynchronousCloseException().initCause(e);
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            selector.close();
            channel.close();
        } catch (IOException e) {
            System.getLogger(SocketReader.class.getName())
                    .log(System.Logger.Level.DEBUG, "a connection did not close cleanly", e);
        }
    }
}
