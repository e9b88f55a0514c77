package org.jobcast.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A Redis of its own for tests, made from the program of the Debian package {@code redis-server}: no data at first, below the
 * directory for temporary files, on a port of the loopback address that was free. It ends with {@link #close}, at the latest
 * with this JVM.
 */
public final class RedisServer implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/bin/redis-server");
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final AtomicInteger PREFIXES = new AtomicInteger();

    private static RedisServer shared;

    private final Path home = newHome();
    private final int port = Ports.free();
    private final @Nullable Path file;
    private final List<String> options;
    private final Thread atExit = new Thread(this::remove);
    private Process process;

    private RedisServer(@Nullable Path file, String... options) {
        this.file = file;
        this.options = List.of(options);
        Runtime.getRuntime().addShutdownHook(atExit);
        resume();
    }

    /**
     * The server of this JVM, started when it is needed first. Without Redis the calling test is skipped, or fails where the
     * environment variable {@code CI} is set.
     */
    public static synchronized RedisServer shared() {
        if (shared == null) {
            shared = start();
        }
        return shared;
    }

    /**
     * A server of the caller's own, which may be killed and started again. It keeps what it was told more than two seconds
     * before, and everything with {@code --appendfsync always}.
     *
     * @param options more words for its command line
     */
    public static RedisServer start(String... options) {
        boolean present = Files.isExecutable(PROGRAM);
        if (!present && System.getenv("CI") != null) {
            throw new IllegalStateException("no " + PROGRAM + "; install the package redis-server");
        }
        Assumptions.assumeTrue(present, "no " + PROGRAM);
        return new RedisServer(null, options);
    }

    /**
     * A Sentinel that looks after a server under the name {@code main}, and is alone to decide.
     *
     * @param more lines of its configuration
     */
    public static RedisServer startSentinel(RedisServer watched, String... more) {
        try {
            Path file = Files.createTempFile("jobcast-sentinel", ".conf");
            Files.writeString(
                    file,
                    "sentinel monitor main 127.0.0.1 " + watched.port + " 1\n"
                            + "sentinel down-after-milliseconds main 10000\nsentinel failover-timeout main 20000\n"
                            + String.join("\n", more) + "\n");
            return new RedisServer(file, "--sentinel");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A beginning of keys that no other test uses. */
    public static String newPrefix() {
        return "test" + PREFIXES.incrementAndGet();
    }

    public int port() {
        return port;
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** The value of an option that it was started with. */
    String option(String name) {
        return options.get(options.indexOf(name) + 1);
    }

    /** Where its files are. */
    public Path home() {
        return home;
    }

    /** Starts the server again after {@link #kill}. */
    public void resume() {
        List<String> command = new ArrayList<>(List.of(PROGRAM.toString()));
        if (file != null) {
            command.add(file.toString());
        }
        command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1", "--dir", home.toString()));
        if (file == null) {
            command.addAll(List.of("--appendonly", "yes", "--save", ""));
        }
        command.addAll(options);
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(home.resolve("log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Awaitility.await().atMost(PATIENCE).until(this::answers);
    }

    private boolean answers() {
        if (!process.isAlive()) {
            throw new IllegalStateException("Redis ended at once: " + log());
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            int first = socket.getInputStream().read();
            String rest = new String(socket.getInputStream().readNBytes(6), StandardCharsets.US_ASCII);
            return first == '+' || !rest.startsWith("LOADIN");
        } catch (IOException e) {
            return false;
        }
    }

    private String log() {
        try {
            return Files.readString(home.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes all connections of clients. */
    public void killConnections() {
        for (String type : List.of("normal", "pubsub")) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                String command = "CLIENT KILL TYPE " + type + " SKIPME yes\r\n";
                socket.getOutputStream().write(command.getBytes(StandardCharsets.US_ASCII));
                if (socket.getInputStream().read() != ':') {
                    throw new IllegalStateException("Redis does not close connections");
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Ends the server at once, as {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Stops the process where it is; its connections stay open. */
    public void pause() {
        ProcessSignal.send(process, "STOP");
    }

    /** Lets a paused process go on. */
    public void goOn() {
        ProcessSignal.send(process, "CONT");
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("Redis does not end: " + log());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        remove();
    }

    private void remove() {
        kill();
        try (Stream<Path> files = Files.walk(home)) {
            if (file != null) {
                Files.delete(file);
            }
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path newHome() {
        try {
            return Files.createTempDirectory("jobcast-redis");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
