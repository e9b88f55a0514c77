package org.jobcast.test;

import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jobcast.impl.store.redis.RedisStoreProvider;
import org.jobcast.spi.Store;
import org.jobcast.spi.StoreContext;

/** Stores on {@link RedisServer#shared}. */
public final class SharedRedis {
    private SharedRedis() {}

    private record Context(Map<String, String> settings) implements StoreContext {
        @Override
        public Optional<String> setting(String name) {
            return Optional.ofNullable(settings.get(name));
        }

        @Override
        public InstantSource clock() {
            return InstantSource.system();
        }

        @Override
        public ClassLoader classLoader() {
            return SharedRedis.class.getClassLoader();
        }
    }

    /**
     * Opens a store of one node.
     *
     * @param prefix the same for all nodes of a test
     */
    public static Store open(String prefix) {
        return open(RedisServer.shared().url(), prefix);
    }

    /** The same on another Redis. */
    public static Store open(String url, String prefix) {
        return new RedisStoreProvider()
                .open(new Context(Map.of("jobcast.redis.url", url, "jobcast.redis.prefix", prefix)));
    }
}
