package org.jobcast.impl.store.memory;

import org.jobcast.spi.Store;
import org.jobcast.spi.StoreContext;
import org.jobcast.spi.StoreProvider;

/** Provides the store {@code memory}. */
public final class MemoryStoreProvider implements StoreProvider {
    /** The name of the store. */
    public static final String NAME = "memory";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Store open(StoreContext context) {
        return new MemoryStore(context.clock());
    }
}
