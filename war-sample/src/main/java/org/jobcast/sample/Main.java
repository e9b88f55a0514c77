package org.jobcast.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.logging.LogManager;
import java.util.stream.Stream;
import org.apache.catalina.LifecycleException;

/**
 * Runs the sample: unpacks the web application that this jar holds into a temporary directory, serves it by an embedded
 * Tomcat, and removes the directory at the end.
 */
public final class Main {
    private static final String WEBAPP = "webapp/";
    private static final int STOP_SECONDS = 5;

    private Main() {}

    /**
     * Starts the server and returns when it has stopped, which it does by SIGTERM or Ctrl+C. Exits with 2 if an option is
     * wrong and with 1 if the server cannot start.
     *
     * @param args see {@code --help}
     * @throws InterruptedException never: nobody interrupts the main thread
     */
    public static void main(String[] args) throws InterruptedException {
        MainOptions options;
        try {
            options = MainOptions.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.print(e.getMessage() + "\n" + MainOptions.USAGE);
            System.exit(2);
            return;
        }
        switch (options.action()) {
            case HELP -> System.out.print(MainOptions.USAGE);
            case VERSION ->
                System.out.println("jobcast sample " + Main.class.getPackage().getImplementationVersion());
            case RUN -> run(options);
        }
    }

    private static void run(MainOptions options) throws InterruptedException {
        Path base = null;
        try {
            configureLogging();
            base = Files.createTempDirectory("jobcast-sample-").toRealPath();
            MainServer server = new MainServer(options, unpack(base));
            Path directory = base;
            CountDownLatch stopped = new CountDownLatch(1);
            Runtime.getRuntime()
                    .addShutdownHook(
                            Executors.defaultThreadFactory().newThread(() -> stop(server, directory, stopped)));
            server.start();
            System.out.println("jobcast sample is running at " + server.address() + " (Ctrl+C stops it)");
            stopped.await();
        } catch (IOException | URISyntaxException | LifecycleException e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            System.err.println("jobcast sample cannot start: " + cause.getMessage());
            System.exit(1);
        }
    }

    /** Takes {@value #STOP_SECONDS} seconds at most: whoever sent SIGTERM may send SIGKILL soon after. */
    private static void stop(MainServer server, Path base, CountDownLatch stopped) {
        CountDownLatch done = new CountDownLatch(1);
        Executors.defaultThreadFactory()
                .newThread(() -> {
                    try {
                        server.stop();
                    } catch (LifecycleException | RuntimeException e) {
                        System.err.println("jobcast sample did not stop cleanly: " + e.getMessage());
                    } finally {
                        done.countDown();
                    }
                })
                .start();
        try {
            if (!done.await(STOP_SECONDS - 1, TimeUnit.SECONDS)) {
                System.err.println("jobcast sample did not stop in time");
            }
            delete(base);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            stopped.countDown();
        }
    }

    private static void configureLogging() throws IOException {
        if (System.getProperty("java.util.logging.config.file") == null) {
            try (InputStream in = Main.class.getResourceAsStream("/logging.properties")) {
                LogManager.getLogManager().readConfiguration(Objects.requireNonNull(in));
            }
        }
    }

    private static Path unpack(Path base) throws IOException, URISyntaxException {
        Path self = Path.of(
                Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (JarFile jar = new JarFile(self.toFile())) {
            for (JarEntry entry :
                    (Iterable<JarEntry>) jar.stream().filter(e -> e.getName().startsWith(WEBAPP))::iterator) {
                Path target = base.resolve(entry.getName()).normalize();
                if (entry.isDirectory() || !target.startsWith(base)) {
                    continue;
                }
                Files.createDirectories(Objects.requireNonNull(target.getParent()));
                try (InputStream in = jar.getInputStream(entry)) {
                    Files.copy(in, target);
                }
            }
        }
        return base;
    }

    private static void delete(Path base) {
        try (Stream<Path> paths = Files.walk(base)) {
            List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            System.err.println("jobcast sample left " + base + ": " + e.getMessage());
        }
    }
}
