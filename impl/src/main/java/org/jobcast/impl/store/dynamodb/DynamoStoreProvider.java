package org.jobcast.impl.store.dynamodb;

import org.jobcast.spi.Store;
import org.jobcast.spi.StoreContext;
import org.jobcast.spi.StoreProvider;

/** Provides the store {@code dynamodb}. Loads without the AWS SDK: only {@link #open} touches it. */
public final class DynamoStoreProvider implements StoreProvider {
    /** The name of the store. */
    public static final String NAME = "dynamodb";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Store open(StoreContext context) {
        return DynamoStore.open(context);
    }
}
