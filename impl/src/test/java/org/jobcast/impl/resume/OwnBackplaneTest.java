package org.jobcast.impl.resume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jobcast.impl.concurrent.Threads;
import org.jobcast.resume.ResumableStreams;
import org.jobcast.spi.Backplane;
import org.jobcast.spi.BackplaneProvider;
import org.jobcast.spi.BackplanePublisher;
import org.jobcast.spi.BackplaneSubscriber;
import org.jobcast.spi.StoreContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams over a backplane that an application brings: found by its name, and no more than the interfaces ask for. */
class OwnBackplaneTest extends ResumableStreamsContract {
    @TempDir
    Path application;

    private StreamEngine a;
    private StreamEngine b;

    @BeforeEach
    void start() throws IOException {
        OwnProvider.values.clear();
        Path services = Files.createDirectories(application.resolve("META-INF/services"));
        Files.writeString(services.resolve(BackplaneProvider.class.getName()), OwnProvider.class.getName());
        a = BackplaneNodes.on(open("own"), "own");
        b = BackplaneNodes.on(open("own"), "own");
    }

    /** As a server has it: the class loader of the application is that of the thread. */
    private Backplane open(String name) throws IOException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        URL[] here = {application.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(here, getClass().getClassLoader())) {
            thread.setContextClassLoader(loader);
            return Backplanes.open(name, Map.of("own.setting", "known"), InstantSource.system());
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @AfterEach
    void stop() {
        a.close();
        b.close();
    }

    @Override
    ResumableStreams here() {
        return a;
    }

    @Override
    ResumableStreams there() {
        return b;
    }

    @Test
    void anUnknownOneIsRefusedWithTheNamesOfTheKnownOnes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open("nope"))
                .withMessageContaining("jobcast.resume.backplane=nope")
                .withMessageContaining("memory, own, redis");
    }

    /** The provider of the application. */
    public static final class OwnProvider implements BackplaneProvider {
        static final Map<String, String> values = new ConcurrentHashMap<>();
        static final Map<Own, Map<String, Consumer<String>>> listeners = new ConcurrentHashMap<>();

        @Override
        public String name() {
            return "own";
        }

        @Override
        public Backplane open(StoreContext context) {
            assertThat(context.setting("own.setting")).hasValue("known");
            return new Own();
        }
    }

    /** Nothing expires, and who listens is not known. */
    private static final class Own implements Backplane, BackplanePublisher, BackplaneSubscriber {
        private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Threads.factory("test-own-"),
                new ThreadPoolExecutor.DiscardPolicy());

        @Override
        public BackplanePublisher publisher() {
            return this;
        }

        @Override
        public BackplaneSubscriber subscriber() {
            return this;
        }

        @Override
        public void connect() {
            OwnProvider.listeners.putIfAbsent(this, new ConcurrentHashMap<>());
        }

        @Override
        public long publish(String channel, String message) {
            OwnProvider.listeners.forEach((own, channels) -> {
                if (channels.containsKey(channel)) {
                    own.thread.execute(
                            () -> channels.getOrDefault(channel, nobody -> {}).accept(message));
                }
            });
            return -1;
        }

        @Override
        public void set(String key, String value, Duration ttl) {
            OwnProvider.values.put(key, value);
        }

        @Override
        public Optional<String> get(String key) {
            return Optional.ofNullable(OwnProvider.values.get(key));
        }

        @Override
        public OptionalLong increment(String key, Duration ttl) {
            String next = OwnProvider.values.compute(
                    key,
                    (same, value) -> value == null || value.matches("\\d+")
                            ? Long.toString(value == null ? 1 : Long.parseLong(value) + 1)
                            : value);
            return next.matches("\\d+") ? OptionalLong.of(Long.parseLong(next)) : OptionalLong.empty();
        }

        @Override
        public void subscribe(String channel, Consumer<String> listener) {
            OwnProvider.listeners.get(this).put(channel, listener);
        }

        @Override
        public void unsubscribe(String channel) {
            OwnProvider.listeners.get(this).remove(channel);
        }

        @Override
        public void close() {
            OwnProvider.listeners.remove(this);
            thread.shutdown();
        }
    }
}
