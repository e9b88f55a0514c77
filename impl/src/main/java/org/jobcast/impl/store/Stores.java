package org.jobcast.impl.store;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import org.jobcast.impl.store.memory.MemoryStoreProvider;
import org.jobcast.spi.Store;
import org.jobcast.spi.StoreContext;
import org.jobcast.spi.StoreProvider;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the store by its name, and says what is missing if it cannot. Classes of optional client libraries are looked
 * for, never initialised.
 */
public final class Stores {
    private static final System.Logger LOG = System.getLogger(Stores.class.getName());

    /** What a known store needs on the class path. */
    private record Client(String className, String artifact) {}

    private static final Map<String, @Nullable Client> KNOWN = known();

    private Stores() {}

    private static Map<String, @Nullable Client> known() {
        Map<String, @Nullable Client> known = new LinkedHashMap<>();
        known.put(MemoryStoreProvider.NAME, null);
        known.put(
                "jpa",
                new Client("jakarta.persistence.EntityManagerFactory", "jakarta.persistence:jakarta.persistence-api"));
        known.put("redis", new Client("io.lettuce.core.RedisClient", "io.lettuce:lettuce-core"));
        known.put(
                "dynamodb",
                new Client(
                        "software.amazon.awssdk.services.dynamodb.DynamoDbClient", "software.amazon.awssdk:dynamodb"));
        return known;
    }

    /** What a store is told of the application. */
    private record Context(Map<String, String> settings, ClassLoader classLoader, InstantSource clock)
            implements StoreContext {
        @Override
        public Optional<String> setting(String name) {
            return Optional.ofNullable(settings.get(name));
        }
    }

    /**
     * Chooses a store and opens it.
     *
     * @param name the value of {@code jobcast.store}
     * @param settings the settings of stores that are set, by full name
     * @param clock the time of this node
     * @return the store, to be closed
     * @throws IllegalArgumentException if no store has that name; the message names those that are known; or if a setting
     *     makes no sense to the store
     * @throws IllegalStateException if its client library is missing, with the artifact to add, or if the store cannot be
     *     loaded or used as it is
     */
    public static Store open(String name, Map<String, String> settings, InstantSource clock) {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        ClassLoader loader = context == null ? Stores.class.getClassLoader() : context;
        return choose(name, loader).open(new Context(settings, loader, clock));
    }

    static StoreProvider choose(String name, ClassLoader loader) {
        Map<String, StoreProvider> present = providers(loader);
        Set<String> names = new LinkedHashSet<>(KNOWN.keySet());
        names.addAll(present.keySet());
        if (!names.contains(name)) {
            throw new IllegalArgumentException(
                    "jobcast.store=" + name + ": no such store; known are " + String.join(", ", names));
        }
        Client client = KNOWN.get(name);
        if (client != null && !isPresent(client.className(), loader)) {
            throw new IllegalStateException("jobcast.store=" + name + ": the class " + client.className()
                    + " is missing; add " + client.artifact() + " to the application");
        }
        StoreProvider provider = present.get(name);
        if (provider == null) {
            throw new IllegalStateException(
                    "jobcast.store=" + name + ": the store cannot be loaded, as a warning in the log"
                            + " says; there are " + String.join(", ", present.keySet()));
        }
        return provider;
    }

    private static Map<String, StoreProvider> providers(ClassLoader loader) {
        Map<String, StoreProvider> present = new TreeMap<>();
        for (ClassLoader from : List.of(loader, Stores.class.getClassLoader())) {
            ServiceLoader.load(StoreProvider.class, from).stream().forEach(provider -> add(present, provider));
        }
        present.putIfAbsent(MemoryStoreProvider.NAME, new MemoryStoreProvider());
        return present;
    }

    private static void add(Map<String, StoreProvider> present, ServiceLoader.Provider<StoreProvider> provider) {
        try {
            StoreProvider found = provider.get();
            present.putIfAbsent(found.name(), found);
        } catch (ServiceConfigurationError | LinkageError e) {
            LOG.log(System.Logger.Level.WARNING, "a store provider cannot be made; it is not available", e);
        }
    }

    private static boolean isPresent(String className, ClassLoader loader) {
        try {
            Class.forName(className, false, loader);
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
