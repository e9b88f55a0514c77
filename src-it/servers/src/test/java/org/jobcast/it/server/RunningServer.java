package org.jobcast.it.server;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.stream.Stream;

/** A server that runs, and the applications on it. */
final class RunningServer implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration DEPLOY = Duration.ofMinutes(5);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final ServerUnderTest server;
    private final ServerUnderTest.Setup setup;
    private final ServerProcess process;

    private RunningServer(ServerUnderTest server, ServerUnderTest.Setup setup, ServerProcess process) {
        this.server = server;
        this.setup = setup;
        this.process = process;
    }

    /** Starts a server and waits until it answers requests. */
    static RunningServer start(ServerUnderTest server) throws IOException {
        Path work = Path.of(System.getProperty("work.directory"), server.id());
        FileTrees.delete(work);
        Files.createDirectories(work);
        ServerUnderTest.Setup setup =
                new ServerUnderTest.Setup(home(server.id()), work.toRealPath(), server.choosePort());
        RunningServer running = new RunningServer(server, setup, server.start(setup));
        try {
            await(server.id() + " answers")
                    .atMost(START)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> running.isAnswering());
            return running;
        } catch (RuntimeException | Error e) {
            running.close();
            throw new AssertionError(server.id() + " did not start:\n" + running.process.logTail(), e);
        }
    }

    /** The directory that was unpacked: the only one there, or its parent. */
    private static Path home(String id) throws IOException {
        Path unpacked = Path.of(System.getProperty("servers.directory"), id).toRealPath();
        try (Stream<Path> content = Files.list(unpacked)) {
            return content.filter(path -> Files.isDirectory(path)
                            && !path.getFileName().toString().equals("META-INF"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private boolean isAnswering() {
        if (!process.isAlive()) {
            throw new AssertionError("the process has ended");
        }
        return status(uri("no-such-application/")).isPresent();
    }

    ServerUnderTest server() {
        return server;
    }

    /** An empty directory below which it and its applications may write. */
    Path work() {
        return setup.work();
    }

    ServerProcess process() {
        return process;
    }

    /** An address below the root of the server. */
    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + setup.port() + "/" + path);
    }

    /** Deploys an application and waits until it answers with 200 at the path below its own. */
    App deploy(WarFile war, String ready) throws IOException {
        Path file = war.write(setup.work(), server.full());
        return deploy(war.name(), file, ready);
    }

    /** Deploys a file as the application of a name. */
    App deploy(String name, Path file, String ready) throws IOException {
        int before = process.log().length();
        drop(name, file);
        App app = new App(this, name);
        await(name + " is ready")
                .atMost(DEPLOY)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    failureSince(name, before).ifPresent(line -> {
                        throw new AssertionError(name + " failed to start: " + line + tail());
                    });
                    return status(app.uri(ready)).filter(code -> code == 200).isPresent();
                });
        return app;
    }

    /** Deploys an application that must not start; the log since then. */
    String deployFailing(WarFile war) throws IOException {
        Path file = war.write(setup.work(), server.full());
        int before = process.log().length();
        drop(war.name(), file);
        await(war.name() + " fails")
                .atMost(DEPLOY)
                .until(() -> failureSince(war.name(), before).isPresent());
        return process.log().substring(before);
    }

    private void drop(String name, Path file) throws IOException {
        // Complete when it appears: a server may look at any time.
        Path beside = server.deployments().resolveSibling(name + ".war.part");
        Files.copy(file, beside, StandardCopyOption.REPLACE_EXISTING);
        Files.move(beside, server.deployments().resolve(name + ".war"), StandardCopyOption.ATOMIC_MOVE);
    }

    private Optional<String> failureSince(String application, int position) throws IOException {
        Matcher failure = server.failure(application).matcher(process.log().substring(position));
        return failure.find() ? Optional.of(failure.group()) : Optional.empty();
    }

    private String tail() {
        try {
            return "\n" + process.logTail();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes an application and waits until nothing answers at its path. */
    void undeploy(String name, String ready) throws IOException {
        Files.deleteIfExists(server.deployments().resolve(name + ".war"));
        URI path = uri(name + "/" + ready);
        await(name + " is gone")
                .atMost(DEPLOY)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> status(path).filter(code -> code == 404).isPresent());
    }

    /** The status of an answer, empty if there was none. */
    private Optional<Integer> status(URI uri) {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(60)).build();
            return Optional.of(
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode());
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted", e);
        }
    }

    HttpClient http() {
        return http;
    }

    @Override
    public void close() {
        process.close();
    }
}
