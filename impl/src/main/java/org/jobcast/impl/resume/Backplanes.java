package org.jobcast.impl.resume;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.jobcast.spi.Backplane;
import org.jobcast.spi.BackplaneProvider;
import org.jobcast.spi.StoreContext;

/** Chooses the backplane by its name. */
public final class Backplanes {
    private static final System.Logger LOG = System.getLogger(Backplanes.class.getName());

    private Backplanes() {}

    /** What a backplane is told of the application. */
    private record Context(Map<String, String> settings, ClassLoader classLoader, InstantSource clock)
            implements StoreContext {
        @Override
        public Optional<String> setting(String name) {
            return Optional.ofNullable(settings.get(name));
        }
    }

    /** The one that needs nothing. */
    private static final class InMemory implements BackplaneProvider {
        @Override
        public String name() {
            return "memory";
        }

        @Override
        public Backplane open(StoreContext context) {
            return new MemoryBackplane(new MemoryBackplane.Hub(context.clock()));
        }
    }

    /**
     * Opens a backplane.
     *
     * @param name the value of {@code jobcast.resume.backplane}
     * @param settings the settings that are set, by full name
     * @param clock the time of this node
     * @return the backplane, not connected yet
     * @throws IllegalArgumentException if there is none of that name; the message names those that there are
     */
    public static Backplane open(String name, Map<String, String> settings, InstantSource clock) {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        ClassLoader loader = context == null ? Backplanes.class.getClassLoader() : context;
        Map<String, BackplaneProvider> present = providers(loader);
        BackplaneProvider provider = present.get(name);
        if (provider == null) {
            throw new IllegalArgumentException("jobcast.resume.backplane=" + name + ": no such backplane; there are "
                    + String.join(", ", present.keySet()) + ". Name one, or set jobcast.resume.protocol=jobcast");
        }
        return provider.open(new Context(settings, loader, clock));
    }

    private static Map<String, BackplaneProvider> providers(ClassLoader loader) {
        Map<String, BackplaneProvider> present = new TreeMap<>();
        for (ClassLoader from : List.of(loader, Backplanes.class.getClassLoader())) {
            ServiceLoader.load(BackplaneProvider.class, from).stream().forEach(provider -> add(present, provider));
        }
        InMemory memory = new InMemory();
        present.putIfAbsent(memory.name(), memory);
        return present;
    }

    private static void add(
            Map<String, BackplaneProvider> present, ServiceLoader.Provider<BackplaneProvider> provider) {
        try {
            BackplaneProvider found = provider.get();
            present.putIfAbsent(found.name(), found);
        } catch (ServiceConfigurationError | LinkageError e) {
            LOG.log(System.Logger.Level.WARNING, "a backplane provider cannot be made; it is not available", e);
        }
    }
}
