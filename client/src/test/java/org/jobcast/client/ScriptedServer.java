package org.jobcast.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A server that sends, byte for byte, what a test says: each connection takes the next script. */
public final class ScriptedServer implements AutoCloseable {
    /** What happens on a connection after its request was read; the connection is closed after it. */
    @FunctionalInterface
    public interface Script {
        void serve(Peer peer) throws Exception;
    }

    /** A request as it came. */
    public record Request(String line, Map<String, String> headers) {
        public String header(String name) {
            return headers.getOrDefault(name, "(none)");
        }
    }

    /** The other end of a connection. */
    public static final class Peer {
        private final SocketChannel channel;

        private Peer(SocketChannel channel) {
            this.channel = channel;
        }

        public void send(String text) throws IOException {
            send(text.getBytes(StandardCharsets.UTF_8));
        }

        public void send(byte[] bytes) throws IOException {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
        }

        /** The same to a client that may have lost its patience by now. */
        public void sendIfThere(String text) throws IOException {
            try {
                send(text);
            } catch (ClosedChannelException e) {
                throw e;
            } catch (IOException gone) {
                // It has.
            }
        }

        /** Returns when the client has closed the connection. */
        public void awaitClose() throws IOException {
            try {
                while (channel.read(ByteBuffer.allocate(1024)) >= 0) {}
            } catch (ClosedChannelException e) {
                throw e;
            } catch (IOException reset) {
                // A client may close by RST too.
            }
        }
    }

    private final ServerSocketChannel listener;
    private final URI base;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final BlockingQueue<Script> scripts = new LinkedBlockingQueue<>();
    private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
    private final List<SocketChannel> open = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();

    private ScriptedServer(ServerSocketChannel listener, URI base) {
        this.listener = listener;
        this.base = base;
        threads.execute(this::accept);
    }

    public static ScriptedServer tcp() {
        try {
            ServerSocketChannel listener =
                    bound(ServerSocketChannel.open(), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            int port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
            return new ScriptedServer(listener, URI.create("http://127.0.0.1:" + port + "/base"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static ScriptedServer unix(Path directory) {
        Path file = directory.resolve("s" + System.nanoTime());
        try {
            ServerSocketChannel listener =
                    bound(ServerSocketChannel.open(StandardProtocolFamily.UNIX), UnixDomainSocketAddress.of(file));
            return new ScriptedServer(listener, URI.create("unix:" + file + ":/base"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ServerSocketChannel bound(ServerSocketChannel channel, SocketAddress address) throws IOException {
        return channel.bind(address);
    }

    public URI base() {
        return base;
    }

    public ScriptedServer then(Script script) {
        scripts.add(script);
        return this;
    }

    /** The next connection gets these bytes and is closed. */
    public ScriptedServer thenSend(String answer) {
        return then(peer -> peer.send(answer));
    }

    /** The next connection gets an answer with a body and a length. */
    public ScriptedServer thenAnswer(int status, String type, String body, String... headers) {
        return thenSend(answer(status, type, body, headers));
    }

    public static String answer(int status, String type, String body, String... headers) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Said\r\nConnection: close\r\n");
        if (status != 204) {
            head.append("Content-Type: " + type + "\r\n");
            head.append("Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n");
        }
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head + "\r\n" + body;
    }

    public static String json(String body) {
        return answer(200, "application/json", body);
    }

    /** The head of a stream that ends with its connection. */
    public static String streamHead() {
        return "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream;charset=UTF-8\r\nConnection: close\r\n\r\n";
    }

    /** The next request that came. */
    public Request request() throws InterruptedException {
        Request request = requests.poll(10, TimeUnit.SECONDS);
        if (request == null) {
            throw new AssertionError("no request came");
        }
        return request;
    }

    public int unseenRequests() {
        return requests.size();
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel channel = listener.accept();
                open.add(channel);
                threads.execute(() -> serve(channel));
            }
        } catch (ClosedChannelException closed) {
            // The test is over.
        } catch (IOException e) {
            failures.add(e);
        }
    }

    private void serve(SocketChannel channel) {
        try (channel) {
            Request request = read(channel);
            if (request == null) {
                return;
            }
            Script script = scripts.poll();
            requests.add(request);
            if (script == null) {
                throw new AssertionError("nothing is scripted for " + request.line());
            }
            script.serve(new Peer(channel));
        } catch (ClosedChannelException over) {
            // The test is over.
        } catch (Exception | AssertionError e) {
            failures.add(e);
        }
    }

    private static Request read(SocketChannel channel) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            one.clear();
            if (channel.read(one) < 0) {
                return null;
            }
            head.write(one.get(0));
        }
        List<String> lines = new ArrayList<>(
                head.toString(StandardCharsets.ISO_8859_1).lines().toList());
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line : lines.subList(1, lines.size() - 1)) {
            headers.put(
                    line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT),
                    line.substring(line.indexOf(':') + 1).strip());
        }
        return new Request(lines.get(0), headers);
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (SocketChannel channel : open) {
                channel.close();
            }
            threads.shutdown();
            if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
                throw new AssertionError("a script does not end");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!failures.isEmpty()) {
            throw new AssertionError("the script failed", failures.get(0));
        }
        if (!scripts.isEmpty()) {
            throw new AssertionError(scripts.size() + " scripts were not used");
        }
    }
}
