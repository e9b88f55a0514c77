package org.jobcast.impl.store.redis;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jobcast.test.RedisServer;
import org.jspecify.annotations.Nullable;

/**
 * A network between a store and its Redis that can fall silent: nothing passes any more, and nobody is told. What was held back
 * passes when it is released, as TCP sends again what was lost.
 */
final class Relay implements AutoCloseable {
    private final ServerSocket listener;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile int target;
    private volatile Gate gate = new Gate(null);

    /** What the connections made under it wait at. */
    private static final class Gate {
        private final @Nullable Gate before;
        private volatile CountDownLatch barrier = new CountDownLatch(0);
        private volatile @Nullable String trigger;

        Gate(@Nullable Gate before) {
            this.before = before;
        }

        void close() {
            barrier = new CountDownLatch(1);
            if (before != null) {
                before.close();
            }
        }

        void open() {
            barrier.countDown();
            if (before != null) {
                before.open();
            }
        }
    }

    Relay(RedisServer server) throws IOException {
        target = server.port();
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    String url() {
        return "redis://127.0.0.1:" + listener.getLocalPort();
    }

    int port() {
        return listener.getLocalPort();
    }

    /** How many connections there were. */
    int connections() {
        return connections.get();
    }

    /** From now on nothing passes, on the connections that there are and on new ones. */
    void hold() {
        gate.close();
    }

    /** The same as soon as a word comes by; what comes with it is held back. */
    void holdAt(String word) {
        gate.trigger = word;
    }

    /** From now on nothing passes on the connections that there are; new ones lead to a server, at once. */
    void holdPresent(RedisServer server) {
        hold();
        lead(server);
        gate = new Gate(gate);
    }

    /** New connections lead to another server. */
    void lead(RedisServer server) {
        target = server.port();
    }

    /** Lets pass what was held back. */
    void release() {
        gate.trigger = null;
        gate.open();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                connections.incrementAndGet();
                Gate own = gate;
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                open.add(client);
                open.add(server);
                threads.execute(() -> pass(client, server, own));
                threads.execute(() -> pass(server, client, own));
            } catch (IOException closed) {
                // The listener is closed, or the client or the server has gone.
            }
        }
    }

    private void pass(Socket from, Socket to, Gate at) {
        byte[] buffer = new byte[64 * 1024];
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        try (from;
                to) {
            for (int count; (count = from.getInputStream().read(buffer)) >= 0; ) {
                String trigger = at.trigger;
                if (trigger != null) {
                    seen.write(buffer, 0, count);
                    if (seen.toString(StandardCharsets.ISO_8859_1).contains(trigger)) {
                        at.trigger = null;
                        at.close();
                    }
                }
                at.barrier.await();
                to.getOutputStream().write(buffer, 0, count);
            }
        } catch (IOException cut) {
            // Both ends are closed by now.
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    /** Runs something on a thread of the relay. */
    <T> Future<T> inThread(Callable<T> call) {
        return threads.submit(call);
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            threads.shutdownNow();
        }
    }
}
