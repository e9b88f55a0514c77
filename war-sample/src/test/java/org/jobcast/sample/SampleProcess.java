package org.jobcast.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The runnable jar as a process of its own, with a temporary directory of its own. */
final class SampleProcess implements AutoCloseable {
    private static final String READY = "jobcast sample is running at ";

    private final Path directory;
    private final Process process;
    private final BufferedReader out;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    private SampleProcess(Path directory, Process process) {
        this.directory = directory;
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
    }

    static SampleProcess start(Path directory, String... args) throws IOException {
        Path temporary = Files.createDirectories(directory.resolve("tmp"));
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx512m",
                "-Djava.io.tmpdir=" + temporary,
                "-jar",
                System.getProperty("sample.jar")));
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command)
                .redirectError(directory.resolve("err.log").toFile())
                .start();
        return new SampleProcess(directory, process);
    }

    /** Waits until it says where it listens. */
    URI awaitUri() throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(READY)) {
                return URI.create(line.substring(READY.length()).replaceFirst(" .*", ""));
            }
        }
        throw new AssertionError("It did not start: " + errors());
    }

    String output() throws IOException {
        return String.join("\n", out.lines().toList());
    }

    String errors() throws IOException {
        return Files.readString(directory.resolve("err.log"));
    }

    HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        return client.send(request(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> post(URI uri, String contentType, byte[] body) throws IOException, InterruptedException {
        HttpRequest request = request(uri)
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(URI uri) {
        return HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(60));
    }

    /** Sends SIGTERM and waits for at most the given time. */
    int terminate(Duration within) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("It still runs after " + within);
        }
        return process.exitValue();
    }

    int awaitExit() throws InterruptedException {
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            throw new AssertionError("It still runs after two minutes");
        }
        return process.exitValue();
    }

    /** What it has left in its temporary directory. The JVM's own performance data is not its doing. */
    List<String> leftovers() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("tmp"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("hsperfdata"))
                    .toList();
        }
    }

    /** Returns when it has gone: its directory is removed next, and it must not write there any more. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
