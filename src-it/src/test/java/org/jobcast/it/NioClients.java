package org.jobcast.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Thousands of streams on one thread: what many browsers are to a server. */
final class NioClients implements AutoCloseable {
    /** Called on the thread of the clients; must not block. */
    interface Listener {
        /** The head of a successful answer has arrived. */
        default void opened(NioStream stream) {}

        /**
         * An event has arrived.
         *
         * @param start the first 100 bytes or so of its data
         */
        void received(NioStream stream, String id, String start);

        /** The stream has ended, or could not be opened. */
        default void ended(NioStream stream) {}
    }

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Selector selector;
    private final Queue<NioStream> added = new ConcurrentLinkedQueue<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    private NioClients(Selector selector) {
        this.selector = selector;
    }

    static NioClients start() throws IOException {
        NioClients clients = new NioClients(Selector.open());
        clients.thread.execute(clients::run);
        return clients;
    }

    /** Begins to connect; the listener says how it goes on. */
    NioStream open(URI uri, Listener listener) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String request = "GET " + uri.getRawPath() + query + " HTTP/1.1\r\nHost: " + uri.getAuthority()
                + "\r\nAccept: text/event-stream\r\n\r\n";
        NioStream stream = new NioStream(channel, request, listener);
        added.add(stream);
        selector.wakeup();
        return stream;
    }

    List<NioStream> open(int count, URI uri, Listener listener) throws IOException {
        List<NioStream> streams = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            streams.add(open(uri, listener));
        }
        return streams;
    }

    /** Closes streams by RST, as clients that lose their power do not even do. */
    void vanish(List<NioStream> streams) throws IOException {
        for (NioStream stream : streams) {
            stream.channel().setOption(StandardSocketOptions.SO_LINGER, 0);
            stream.channel().close();
        }
        selector.wakeup();
    }

    /** What went wrong with any of them, in words. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    private void run() {
        ByteBuffer buffer = ByteBuffer.allocate(256 * 1024);
        try {
            while (!closed) {
                selector.select();
                register();
                for (SelectionKey key : selector.selectedKeys()) {
                    handle(key, buffer);
                }
                selector.selectedKeys().clear();
            }
        } catch (IOException | RuntimeException | Error e) {
            failures.add("the clients' thread has ended: " + e);
            throw e instanceof IOException io ? new UncheckedIOException(io) : new IllegalStateException(e);
        }
    }

    private void register() throws IOException {
        for (NioStream stream = added.poll(); stream != null; stream = added.poll()) {
            if (stream.channel().isOpen()) {
                stream.channel().register(selector, SelectionKey.OP_CONNECT, stream);
            }
        }
    }

    private void handle(SelectionKey key, ByteBuffer buffer) {
        NioStream stream = (NioStream) key.attachment();
        try {
            if (!key.isValid()) {
                return;
            }
            if (key.isConnectable()) {
                stream.connected(key);
            } else if (key.isWritable()) {
                stream.writable(key);
            } else {
                stream.readable(buffer);
            }
        } catch (IOException | RuntimeException | AssertionError e) {
            if (stream.channel().isOpen()) {
                failures.add(String.valueOf(e));
                stream.end();
            }
        }
        if (stream.isEnded()) {
            close(stream.channel());
        }
    }

    private void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            failures.add(String.valueOf(e));
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        thread.shutdown();
        try {
            if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
                throw new IOException("the clients' thread does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
