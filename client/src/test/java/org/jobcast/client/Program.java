package org.jobcast.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The runnable sample as a process of its own, listening to a port and to a Unix domain socket. */
final class Program implements AutoCloseable {
    private static final String READY = "jobcast sample is running at ";

    private final Process process;
    private final URI root;
    private final Path socket;

    private Program(Process process, URI root, Path socket) {
        this.process = process;
        this.root = root;
        this.socket = socket;
    }

    /** Starts the sample on a port, 0 for any free one. */
    static Program sample(Path directory, int port) throws IOException {
        Path temporary = Files.createDirectories(directory.resolve("tmp"));
        Path errors = directory.resolve("err.log");
        Path socket = directory.resolve("s");
        Process process = new ProcessBuilder(java(
                        "-Xmx512m",
                        "-Djava.io.tmpdir=" + temporary,
                        "-Djobcast.stream.retry=200ms",
                        "-jar",
                        System.getProperty("sample.jar"),
                        "--port",
                        Integer.toString(port),
                        "--socket",
                        socket.toString()))
                .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
                .start();
        try {
            BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith(READY)) {
                    String address = line.substring(READY.length()).replaceFirst(" .*", "");
                    return new Program(process, URI.create(address), socket);
                }
            }
            throw new AssertionError("The sample did not start: " + Files.readString(errors));
        } catch (IOException | RuntimeException | Error e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static List<String> java(String... args) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(List.of(args));
        return command;
    }

    URI tcp() {
        return root.resolve("jobcast");
    }

    URI unix() {
        return URI.create("unix:" + socket);
    }

    /** Starts a job of so many steps and answers its id. */
    String startJob(String query) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(root.resolve("demo/jobs?" + query))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 202) {
            throw new AssertionError(answer.statusCode() + ": " + answer.body());
        }
        return Requests.JSON.readTree(answer.body()).get("id").asText();
    }

    /** How a program ended, and what it said. */
    record Ended(int code, String out, String err) {}

    /** Runs the command line program to its end. */
    static Ended jobcast(URI base, String... args) throws IOException, InterruptedException {
        List<String> command = java("-jar", System.getProperty("client.jar"));
        command.addAll(List.of(args));
        return run(command, Map.of("JOBCAST_URL", base.toString()));
    }

    /** Runs a program to its end; neither of its streams is a terminal. */
    static Ended run(List<String> command, Map<String, String> environment) throws IOException, InterruptedException {
        Path err = Files.createTempFile("jobcast-it", ".err");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command + " does not end");
        }
        Ended ended = new Ended(process.exitValue(), out, Files.readString(err));
        Files.delete(err);
        return ended;
    }

    /** Ends it as a crash does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                // Its directory is removed next: it must not write there any more.
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
