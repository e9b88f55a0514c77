package org.jobcast.impl.store.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jobcast.test.RedisServer;

/** Says to its first clients what a Redis says that still reads its files, whatever they ask; leads the others to one. */
final class LoadingServer implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger left;
    private final int target;

    LoadingServer(RedisServer server, int clients) throws IOException {
        left = new AtomicInteger(clients);
        target = server.port();
        threads.execute(this::accept);
    }

    String url() {
        return "redis://127.0.0.1:" + listener.getLocalPort();
    }

    /** How many clients more are told to wait. */
    int left() {
        return left.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                if (left.get() > 0) {
                    left.decrementAndGet();
                    threads.execute(() -> refuse(client));
                } else {
                    Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                    threads.execute(() -> pass(client, server));
                    threads.execute(() -> pass(server, client));
                }
            } catch (IOException closed) {
                // The listener is closed.
            }
        }
    }

    /** One answer for each command, which begins with the number of its words. */
    private static void refuse(Socket client) {
        try (client) {
            for (int read; (read = client.getInputStream().read()) >= 0; ) {
                if (read == '*') {
                    client.getOutputStream()
                            .write("-LOADING Redis is loading the dataset in memory\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
                }
            }
        } catch (IOException gone) {
            // The client has gone.
        }
    }

    private static void pass(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException gone) {
            // One of both has gone.
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            threads.shutdownNow();
        }
    }
}
