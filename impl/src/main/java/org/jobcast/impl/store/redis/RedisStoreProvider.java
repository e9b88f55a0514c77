package org.jobcast.impl.store.redis;

import org.jobcast.spi.Store;
import org.jobcast.spi.StoreContext;
import org.jobcast.spi.StoreProvider;

/** Provides the store {@code redis}. Loads without Lettuce: only {@link #open} touches it. */
public final class RedisStoreProvider implements StoreProvider {
    /** The name of the store. */
    public static final String NAME = "redis";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Store open(StoreContext context) {
        return RedisStore.open(context);
    }
}
