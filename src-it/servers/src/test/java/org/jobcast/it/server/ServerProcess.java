package org.jobcast.it.server;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process of a server with all its children; what it prints is in a file. */
final class ServerProcess implements AutoCloseable {
    private static final long STOP_SECONDS = 30;
    private static final int TAIL = 16 * 1024;

    private final Process process;
    private final Path log;

    private ServerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    static ServerProcess start(ServerUnderTest.Setup setup, List<String> command, Map<String, String> environment)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(setup.work().toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(setup.log().toFile()));
        // Not what Maven or an administrator has set for programs of their own.
        List.of("JAVA_OPTS", "JAVA_TOOL_OPTIONS", "MAVEN_OPTS", "CLASSPATH", "CATALINA_OPTS")
                .forEach(builder.environment()::remove);
        builder.environment().put("JAVA_HOME", Java.home().toString());
        builder.environment().putAll(environment);
        return new ServerProcess(builder.start(), setup.log());
    }

    /** Runs a command of the server to its end. */
    static void run(ServerUnderTest.Setup setup, List<String> command, Map<String, String> environment)
            throws IOException {
        try (ServerProcess process = start(setup, command, environment)) {
            if (!process.process.waitFor(5, TimeUnit.MINUTES) || process.process.exitValue() != 0) {
                throw new AssertionError(command + " failed:\n" + process.logTail());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted", e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String log() throws IOException {
        return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
    }

    String logTail() throws IOException {
        String all = log();
        return all.substring(Math.max(0, all.length() - TAIL));
    }

    /** The processes of the server; a script that has started a Java process is one of two. */
    private List<ProcessHandle> handles() {
        List<ProcessHandle> handles = new ArrayList<>();
        try (Stream<ProcessHandle> children = process.descendants()) {
            children.forEach(handles::add);
        }
        handles.add(process.toHandle());
        return handles;
    }

    /** The resident memory of the largest process in MiB, 0 if the system does not tell. */
    long residentMegabytes() {
        return handles().stream()
                .mapToLong(handle -> residentOf(handle.pid()))
                .max()
                .orElse(0);
    }

    private static long residentOf(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    /** The names of all threads of the server. */
    List<String> threads() throws IOException {
        List<String> names = new ArrayList<>();
        for (ProcessHandle handle : handles()) {
            Process dump = new ProcessBuilder(
                            Java.home().resolve("bin").resolve("jstack").toString(), Long.toString(handle.pid()))
                    .redirectErrorStream(true)
                    .start();
            // A shell has none.
            try (BufferedReader lines = dump.inputReader(StandardCharsets.UTF_8)) {
                lines.lines()
                        .filter(line -> line.startsWith("\""))
                        .map(line -> line.substring(1, line.indexOf('"', 1)))
                        .forEach(names::add);
            }
        }
        return names;
    }

    /** Asks all of them to end, and makes them if they do not. */
    @Override
    public void close() {
        List<ProcessHandle> handles = handles();
        handles.forEach(ProcessHandle::destroy);
        CompletableFuture<?> ended = CompletableFuture.allOf(
                handles.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new));
        try {
            ended.orTimeout(STOP_SECONDS, TimeUnit.SECONDS).join();
        } catch (RuntimeException e) {
            handles.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
