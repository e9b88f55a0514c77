package org.jobcast.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A network between a client and its server that can be torn, which both learn at once, as from a proxy that restarts; or that
 * holds back what is sent, which nobody learns, as from a network that is split.
 */
final class Relay implements AutoCloseable {
    private final URI target;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final int port;
    private volatile ServerSocket listener;
    private volatile CountDownLatch gate = new CountDownLatch(0);

    private Relay(URI target) throws IOException {
        this.target = target;
        this.listener = listen(0);
        this.port = listener.getLocalPort();
    }

    static Relay to(URI target) throws IOException {
        return new Relay(target);
    }

    URI resolve(String path) {
        return URI.create("http://127.0.0.1:" + port + "/").resolve(path);
    }

    /** Drops every connection and refuses new ones. */
    void cut() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    /** Takes connections again, at the same address. */
    void mend() throws IOException {
        listener = listen(port);
    }

    /** From now on nothing passes, and nobody is told: connections stay, and new ones are never answered. */
    void hold() {
        gate = new CountDownLatch(1);
    }

    /** Ends {@link #hold}: what was held back passes now, as what is sent again when a network is whole again. */
    void release() {
        gate.countDown();
    }

    private ServerSocket listen(int at) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), at));
        threads.execute(() -> accept(socket));
        return socket;
    }

    private void accept(ServerSocket from) {
        while (!from.isClosed()) {
            try {
                Socket client = from.accept();
                open.add(client);
                threads.execute(() -> connect(client, from));
            } catch (IOException cut) {
                // The listener is closed, or the client has gone.
            }
        }
    }

    private void connect(Socket client, ServerSocket from) {
        try {
            gate.await();
            Socket server = new Socket(target.getHost(), target.getPort());
            open.add(server);
            if (from.isClosed()) {
                // It came at the moment of the cut, which did not see it.
                client.close();
                server.close();
                return;
            }
            threads.execute(() -> pass(client, server));
            pass(server, client);
        } catch (IOException refused) {
            open.remove(client);
            close(client);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] buffer = new byte[64 * 1024];
        try (from;
                to) {
            for (int count = from.getInputStream().read(buffer);
                    count >= 0;
                    count = from.getInputStream().read(buffer)) {
                gate.await();
                to.getOutputStream().write(buffer, 0, count);
            }
            gate.await();
        } catch (IOException cut) {
            // Both ends are closed by now.
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            cut();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            threads.shutdownNow();
        }
    }
}
