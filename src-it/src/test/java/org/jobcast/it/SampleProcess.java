package org.jobcast.it;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The runnable jar as a process of its own on a free port of 127.0.0.1, and what the operating system says about it. */
final class SampleProcess implements AutoCloseable {
    private static final String READY = "jobcast sample is running at ";
    private static final JsonMapper JSON = new JsonMapper();

    /**
     * How it is run.
     *
     * @param program what runs the JVM by becoming it, as {@code nice} does; empty for nothing
     * @param libraries libraries that it lacks
     */
    record Launch(List<String> program, List<String> libraries) {
        static final Launch PLAIN = new Launch(List.of(), List.of());

        private List<String> what() {
            String jar = System.getProperty("sample.jar");
            return libraries.isEmpty()
                    ? List.of("-jar", jar)
                    : List.of("-cp", jar + File.pathSeparator + String.join(File.pathSeparator, libraries), MAIN_CLASS);
        }
    }

    private static final String MAIN_CLASS = "org.jobcast.sample.Main";

    private final Process process;
    private final Path errors;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final URI base;

    private SampleProcess(Process process, Path errors) throws IOException {
        this.process = process;
        this.errors = errors;
        this.base = awaitAddress();
    }

    /**
     * Starts it and waits until it says where it listens.
     *
     * @param directory for its log and its temporary files
     * @param jvm options of the JVM, {@code -Djobcast.…} included
     */
    static SampleProcess start(Path directory, String... jvm) throws IOException {
        return start(directory, 0, Launch.PLAIN, List.of(jvm), List.of());
    }

    /**
     * The same with options of the program.
     *
     * @param directory for its log and its temporary files
     * @param jvm options of the JVM
     * @param options options of the sample besides the port
     */
    static SampleProcess start(Path directory, List<String> jvm, List<String> options) throws IOException {
        return start(directory, 0, Launch.PLAIN, jvm, options);
    }

    /** The same, run in a way of its own. */
    static SampleProcess start(Path directory, Launch launch, List<String> jvm, List<String> options)
            throws IOException {
        return start(directory, 0, launch, jvm, options);
    }

    /** Starts another one where this one was: what a restart is to those who stay connected. */
    SampleProcess startAgain(Path directory, String... jvm) throws IOException {
        return start(directory, base.getPort(), Launch.PLAIN, List.of(jvm), List.of());
    }

    /** The same with options of the program. */
    SampleProcess startAgain(Path directory, List<String> jvm, List<String> options) throws IOException {
        return start(directory, base.getPort(), Launch.PLAIN, jvm, options);
    }

    private static SampleProcess start(Path directory, int port, Launch launch, List<String> jvm, List<String> options)
            throws IOException {
        Path temporary = Files.createDirectories(directory.resolve("tmp"));
        Path errors = directory.resolve("err.log");
        List<String> command = new ArrayList<>(launch.program());
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(jvm);
        command.add("-Djava.io.tmpdir=" + temporary);
        command.addAll(launch.what());
        command.addAll(List.of("--port", Integer.toString(port)));
        command.addAll(options);
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        try {
            return new SampleProcess(process, errors);
        } catch (IOException | RuntimeException | Error e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private URI awaitAddress() throws IOException {
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(READY)) {
                return URI.create(line.substring(READY.length()).replaceFirst(" .*", ""));
            }
        }
        throw new AssertionError("The sample did not start: " + log());
    }

    /** Where it listens, with a slash at the end. */
    URI base() {
        return base;
    }

    URI resolve(String path) {
        return base.resolve(path);
    }

    /** Everything it has logged. */
    String log() {
        try {
            return Files.readString(errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The names of its threads, as the operating system knows them: 15 characters at most. */
    List<String> threads() {
        try (Stream<Path> tasks = Files.list(proc("task"))) {
            return tasks.flatMap(SampleProcess::name).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A thread may end while they are listed. */
    private static Stream<String> name(Path task) {
        try {
            return Stream.of(Files.readString(task.resolve("comm")).strip());
        } catch (NoSuchFileException ended) {
            return Stream.empty();
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    /** How many descriptors it has open. */
    int descriptors() {
        try (Stream<Path> open = Files.list(proc("fd"))) {
            return (int) open.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path proc(String kind) {
        return Path.of("/proc", Long.toString(process.pid()), kind);
    }

    /** Its health as JSON. */
    JsonNode health() throws IOException, InterruptedException {
        HttpRequest request = request("jobcast/health")
                .header("Accept", "application/json")
                .GET()
                .build();
        return JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
    }

    /** How many clients its health says are connected. */
    int connections() throws IOException, InterruptedException {
        return health().get("connections").asInt();
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(request(path).GET().build(), BodyHandlers.ofString());
    }

    /** Asks for plain text. */
    HttpResponse<String> text(String path) throws IOException, InterruptedException {
        return http.send(request(path).header("Accept", "text/plain").GET().build(), BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path) throws IOException, InterruptedException {
        return post(path, new byte[0]);
    }

    HttpResponse<String> post(String path, byte[] body) throws IOException, InterruptedException {
        HttpRequest request =
                request(path).POST(BodyPublishers.ofByteArray(body)).build();
        return http.send(request, BodyHandlers.ofString());
    }

    /** The id of the job that a request was answered with. */
    static String jobId(HttpResponse<String> accepted) {
        if (accepted.statusCode() != 202) {
            throw new AssertionError("Expected 202, got " + accepted.statusCode() + ": " + accepted.body());
        }
        try {
            return JSON.readTree(accepted.body()).get("id").asText();
        } catch (JsonProcessingException e) {
            throw new AssertionError(accepted.body(), e);
        }
    }

    /** The state of a job, lower case; empty if the server did not say. */
    String state(String job) throws IOException, InterruptedException {
        return JSON.readTree(get("jobcast/jobs/" + job).body()).path("state").asText();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(resolve(path)).timeout(Duration.ofSeconds(60));
    }

    /** Ends it by SIGKILL: it can do nothing about that. */
    void kill() {
        process.destroyForcibly();
    }

    /** Has the operating system give it no more time; its connections stay. */
    void pause() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** Ends {@link #pause}. */
    void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        if (kill.waitFor() != 0) {
            throw new AssertionError("no process " + process.pid());
        }
    }

    /** Ends it, by SIGKILL if it does not go in 10 seconds. */
    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                // Its directory is removed next, and its port may be wanted.
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        process.getInputStream().close();
    }
}
