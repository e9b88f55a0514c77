package org.jobcast.impl.resume;

import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jobcast.impl.store.Stores;
import org.jobcast.spi.Store;

/** An H2 has no doorbell: nodes look from time to time. */
class JpaSharedStreamsTest extends SharedStreamsContract {
    String newDatabase() {
        return "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    }

    @Override
    Supplier<Store> newStore() {
        Map<String, String> settings = Map.of("jobcast.jpa.url", newDatabase());
        return () -> Stores.open("jpa", settings, InstantSource.system());
    }
}
