package org.jobcast.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One stream of {@link NioClients}. Only their selector's thread touches it, except for the fields that are volatile. */
final class NioStream {
    private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private enum State {
        HEAD,
        SIZE,
        DATA,
        AFTER_DATA,
        END
    }

    private final SocketChannel channel;
    private final ByteBuffer request;
    private final NioClients.Listener listener;
    private final LineScanner lines = new LineScanner();
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private String id = "";
    private String start = "";
    private State state = State.HEAD;
    private int matched;
    private int left;
    private boolean untilClose;
    private volatile boolean open;
    private volatile boolean ended;

    NioStream(SocketChannel channel, String request, NioClients.Listener listener) {
        this.channel = channel;
        this.request = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
        this.listener = listener;
    }

    /** Whether the head of a successful answer has arrived. */
    boolean isOpen() {
        return open;
    }

    /** Whether the server, or the network, has ended it. */
    boolean isEnded() {
        return ended;
    }

    SocketChannel channel() {
        return channel;
    }

    void connected(SelectionKey key) throws IOException {
        channel.finishConnect();
        key.interestOps(SelectionKey.OP_WRITE);
    }

    void writable(SelectionKey key) throws IOException {
        channel.write(request);
        if (!request.hasRemaining()) {
            key.interestOps(SelectionKey.OP_READ);
        }
    }

    void readable(ByteBuffer buffer) throws IOException {
        for (int n = channel.read(buffer.clear()); n != 0; n = channel.read(buffer.clear())) {
            if (n < 0) {
                end();
                return;
            }
            buffer.flip();
            while (buffer.hasRemaining() && state != State.END) {
                take(buffer);
            }
            if (state == State.END) {
                return;
            }
        }
    }

    void end() {
        ended = true;
        listener.ended(this);
    }

    private void take(ByteBuffer buffer) throws IOException {
        switch (state) {
            case HEAD -> head(buffer.get());
            case SIZE -> size(buffer.get());
            case DATA -> data(buffer);
            case AFTER_DATA -> {
                if (buffer.get() == '\n') {
                    state = State.SIZE;
                }
            }
            case END -> throw new AssertionError("unreachable");
        }
    }

    private void head(byte b) throws IOException {
        text.write(b);
        matched = b == END_OF_HEAD[matched] ? matched + 1 : b == END_OF_HEAD[0] ? 1 : 0;
        if (matched == END_OF_HEAD.length) {
            String head = text.toString(StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
            text.reset();
            if (!head.startsWith("http/1.1 200") || !head.contains("content-type: text/event-stream")) {
                throw new IOException("not a stream: " + head);
            }
            untilClose = !head.contains("transfer-encoding: chunked");
            left = Integer.MAX_VALUE;
            state = untilClose ? State.DATA : State.SIZE;
            open = true;
            listener.opened(this);
        }
    }

    private void size(byte b) {
        text.write(b);
        if (b == '\n') {
            left = Integer.parseInt(text.toString(StandardCharsets.US_ASCII).strip(), 16);
            text.reset();
            state = left == 0 ? State.END : State.DATA;
            if (state == State.END) {
                end();
            }
        }
    }

    private void data(ByteBuffer buffer) {
        int length = Math.min(left, buffer.remaining());
        lines.push(buffer.array(), buffer.position(), length, this::line);
        buffer.position(buffer.position() + length);
        left -= untilClose ? 0 : length;
        state = left == 0 ? State.AFTER_DATA : State.DATA;
    }

    private void line(String line) {
        if (line.isEmpty()) {
            if (!start.isEmpty()) {
                listener.received(this, id, start);
            }
            start = "";
        } else if (line.startsWith("id: ")) {
            id = line.substring(4);
        } else if (line.startsWith("data: ")) {
            start = line.substring(6);
        }
    }
}
