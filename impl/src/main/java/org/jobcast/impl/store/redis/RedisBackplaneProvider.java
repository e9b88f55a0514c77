package org.jobcast.impl.store.redis;

import org.jobcast.spi.Backplane;
import org.jobcast.spi.BackplaneProvider;
import org.jobcast.spi.StoreContext;

/** Provides the backplane {@code redis}, over the Redis of the settings {@code jobcast.redis.*}. Loads without Lettuce. */
public final class RedisBackplaneProvider implements BackplaneProvider {
    @Override
    public String name() {
        return RedisStoreProvider.NAME;
    }

    @Override
    public Backplane open(StoreContext context) {
        try {
            return RedisBackplane.open(context);
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException(
                    "jobcast.resume.backplane=redis: the class " + e.getMessage()
                            + " is missing; add io.lettuce:lettuce-core to the application",
                    e);
        }
    }
}
