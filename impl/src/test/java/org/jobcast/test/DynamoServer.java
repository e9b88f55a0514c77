package org.jobcast.test;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Amazon's DynamoDB Local, a process of its own on a port of the loopback address that was free. Maven brings it and writes its
 * class path down, see {@code dynamodb-local} in the POM. It ends with {@link #close}, at the latest with this JVM.
 */
public final class DynamoServer implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;
    private static final AtomicInteger TABLES = new AtomicInteger();

    private static DynamoServer shared;

    private final @Nullable Path home;
    private final Thread atExit = new Thread(this::remove);
    private Process process;
    private int port;

    private DynamoServer(@Nullable Path home) {
        this.home = home;
        Runtime.getRuntime().addShutdownHook(atExit);
        resume();
    }

    /** The server of this JVM, started when it is needed first; keeps its tables in memory. */
    public static synchronized DynamoServer shared() {
        if (shared == null) {
            shared = new DynamoServer(null);
        }
        return shared;
    }

    /** A server of the caller's own, which may be stopped and started again, with its tables in a file. */
    public static DynamoServer start() {
        try {
            return new DynamoServer(Files.createTempDirectory("jobcast-dynamodb"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The name of a table that no other test uses. */
    public static String newTable() {
        return "test" + TABLES.incrementAndGet();
    }

    public String endpoint() {
        return "http://127.0.0.1:" + port;
    }

    /** The settings of an application on a table, without the beginning that all have. */
    public static List<String> settings(String endpoint, String table) {
        return List.of(
                "store=dynamodb",
                "dynamodb.endpoint=" + endpoint,
                "dynamodb.region=eu-central-1",
                "dynamodb.access-key=test",
                "dynamodb.secret-key=test",
                "dynamodb.timeout=30s",
                "dynamodb.table=" + table);
    }

    /** Starts the server, again on the same port after {@link #stop}. */
    public void resume() {
        List<String> classPath = classPath();
        classPath.add(here().toString());
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Dsqlite4java.library.path=" + nativeLibraries(classPath),
                "-cp",
                String.join(File.pathSeparator, classPath),
                DynamoServerMain.class.getName(),
                Integer.toString(port)));
        if (home != null) {
            command.add(home.toString());
        }
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
            port = readPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int readPort() throws IOException {
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        List<String> said = new ArrayList<>();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith("PORT ")) {
                return Integer.parseInt(line.substring(5));
            }
            said.add(line);
        }
        throw new IllegalStateException("DynamoDB Local ended at once: " + said);
    }

    private static List<String> classPath() {
        try {
            return new ArrayList<>(Files.readAllLines(here().getParent().resolve("dynamodb-local.classpath")));
        } catch (IOException e) {
            throw new IllegalStateException("run the phase generate-test-resources of Maven first", e);
        }
    }

    /** Where the classes of the tests are. */
    private static Path here() {
        try {
            return Path.of(DynamoServer.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Maven has the native libraries beside the jars; those of other systems are there, too. */
    private static Path nativeLibraries(List<String> classPath) {
        String library = System.mapLibraryName("");
        String suffix = library.substring(library.lastIndexOf('.'));
        return classPath.stream()
                .filter(entry -> entry.endsWith(suffix) && !entry.contains("i386") && !entry.contains("x86-1"))
                .map(entry -> Path.of(entry).getParent())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("DynamoDB Local has no library for this system"));
    }

    /**
     * Cuts off all clients and ends the server. Not by {@code kill -9}: DynamoDB Local acknowledges a moment before its file
     * has what it acknowledges, and DynamoDB itself never loses that.
     */
    public void stop() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("DynamoDB Local does not end");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Stops the process where it is; its connections stay open. */
    public void pause() {
        ProcessSignal.send(process, "STOP");
    }

    /** Lets a paused process go on. */
    public void goOn() {
        ProcessSignal.send(process, "CONT");
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        remove();
    }

    private void remove() {
        process.destroyForcibly().onExit().join();
        if (home == null) {
            return;
        }
        try (Stream<Path> files = Files.walk(home)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
