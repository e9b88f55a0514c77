package org.jobcast.impl.store.memory;

import java.time.Duration;
import java.time.Instant;
import org.jobcast.spi.Store;
import org.jobcast.spi.StoreContract;
import org.jobcast.test.ManualClock;

class MemoryStoreTest extends StoreContract {
    private ManualClock clock = newClock();

    private static ManualClock newClock() {
        return new ManualClock(Instant.parse("2026-06-01T00:00:00Z"));
    }

    @Override
    protected Store open() {
        clock = newClock();
        return new MemoryStore(clock);
    }

    @Override
    protected void letTimePass(Duration time) {
        clock.advance(time);
    }
}
