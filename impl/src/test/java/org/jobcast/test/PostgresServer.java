package org.jobcast.test;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A PostgreSQL of its own for tests, made from the programs of the Debian package {@code postgresql}: a new cluster below the
 * directory for temporary files, on a port of the loopback address that was free. It ends with {@link #close}, at the latest
 * with this JVM. PostgreSQL refuses to run as root, so root starts it as the user {@code nobody}.
 */
public final class PostgresServer implements AutoCloseable {
    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String USER = "jobcast";
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private static PostgresServer shared;

    private final Path programs;
    private final Path home;
    private final int port;
    private final Thread atExit = new Thread(this::remove);

    private PostgresServer(Path programs) {
        this.programs = programs;
        this.port = Ports.free();
        this.home = newHome();
        Runtime.getRuntime().addShutdownHook(atExit);
        run("initdb", "-D", data(), "-U", USER, "--auth=trust", "--encoding=UTF8", "--no-sync");
        start("on");
    }

    /**
     * The server of this JVM, started when it is needed first. Without PostgreSQL the calling test is skipped, or fails where
     * the environment variable {@code CI} is set.
     */
    public static synchronized PostgresServer shared() {
        if (shared == null) {
            shared = start();
        }
        return shared;
    }

    /** A server of the caller's own, which may be stopped and started again. */
    public static PostgresServer start() {
        Optional<Path> programs = programs();
        if (programs.isEmpty() && System.getenv("CI") != null) {
            throw new IllegalStateException("no PostgreSQL below " + INSTALLED + "; install the package postgresql");
        }
        Assumptions.assumeTrue(programs.isPresent(), "no PostgreSQL below " + INSTALLED);
        return new PostgresServer(programs.orElseThrow());
    }

    private static Optional<Path> programs() {
        if (!Files.isDirectory(INSTALLED)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(INSTALLED)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.comparingInt(bin -> Integer.parseInt(
                            bin.getParent().getFileName().toString().replaceAll("\\D.*", ""))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The URL of a new, empty database. */
    public String newDatabase() {
        String name = "test" + DATABASES.incrementAndGet();
        try (Connection connection = DriverManager.getConnection(url("postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return url(name);
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=" + USER;
    }

    /**
     * Starts the server again after {@link #stop}.
     *
     * @param fsync {@code on}, or {@code off} for a test that measures something else
     */
    public void start(String fsync) {
        String options = "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories='" + home
                + "' -c fsync=" + fsync + " -c max_connections=200 -c shared_buffers=64MB";
        run("pg_ctl", "-D", data(), "-l", home.resolve("log").toString(), "-o", options, "-w", "-t", "110", "start");
    }

    /** Ends the server at once, as a crash of it would; what was committed stays. */
    public void stop() {
        if (Files.exists(home.resolve("data/postmaster.pid"))) {
            run("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
        }
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        remove();
    }

    private void remove() {
        stop();
        try (Stream<Path> files = Files.walk(home)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String data() {
        return home.resolve("data").toString();
    }

    private void run(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        Path output = home.resolve(program + ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(home.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroy();
                throw new IllegalStateException(command + " failed: " + Files.readString(output));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static Path newHome() {
        try {
            Path home = Files.createTempDirectory("jobcast-postgres");
            Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"));
            return home;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
