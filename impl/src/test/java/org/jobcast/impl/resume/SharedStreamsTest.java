package org.jobcast.impl.resume;

import java.time.InstantSource;
import java.util.function.Supplier;
import org.jobcast.impl.store.memory.MemoryStore;
import org.jobcast.spi.Store;

class SharedStreamsTest extends SharedStreamsContract {
    @Override
    Supplier<Store> newStore() {
        Store shared = new MemoryStore(InstantSource.system());
        return () -> shared;
    }
}
