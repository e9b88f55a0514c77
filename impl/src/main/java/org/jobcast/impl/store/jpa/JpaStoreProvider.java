package org.jobcast.impl.store.jpa;

import org.jobcast.spi.Store;
import org.jobcast.spi.StoreContext;
import org.jobcast.spi.StoreProvider;

/** Provides the store {@code jpa}. Loads without JPA: only {@link #open} touches it. */
public final class JpaStoreProvider implements StoreProvider {
    /** The name of the store. */
    public static final String NAME = "jpa";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Store open(StoreContext context) {
        return JpaStore.open(context);
    }
}
