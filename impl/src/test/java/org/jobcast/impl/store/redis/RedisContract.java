package org.jobcast.impl.store.redis;

import io.lettuce.core.api.sync.RedisHashCommands;
import java.time.Duration;
import java.util.Locale;
import org.jobcast.spi.Store;
import org.jobcast.spi.StoreContract;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

/** The contract of stores on one Redis. One store for all tests, emptied before each. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RedisContract extends StoreContract {
    private static final int SINCE = 0;
    private static final int EXPIRES = 1;

    private @Nullable Store store;

    /** Opens a store for all tests. */
    abstract Store openOnce();

    /** Empties what the store keeps. */
    abstract void clear();

    abstract RedisHashCommands<String, String> hashes();

    abstract String leases();

    @Override
    protected Store open() {
        if (store == null) {
            store = openOnce();
        }
        clear();
        return store;
    }

    @Override
    protected void letTimePass(Duration time) {
        hashes().hgetall(leases()).forEach((node, lease) -> {
            String[] parts = lease.split(" ");
            for (int i : new int[] {SINCE, EXPIRES}) {
                parts[i] = String.format(Locale.ROOT, "%d", Long.parseLong(parts[i]) - time.toMillis());
            }
            hashes().hset(leases(), node, String.join(" ", parts));
        });
    }

    @AfterAll
    void closeStore() {
        if (store != null) {
            store.close();
        }
    }
}
