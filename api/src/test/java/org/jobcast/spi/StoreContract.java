package org.jobcast.spi;

import java.time.Duration;
import org.junit.jupiter.api.Nested;

/**
 * All that a {@link Store} has to do: the contract of each of its parts. Whoever writes a store extends this one class.
 *
 * <p>{@link #open} is called once for each test, and {@link #letTimePass} is about the store that it gave last.
 */
public abstract class StoreContract {
    /**
     * Opens a store.
     *
     * @return a store that holds nothing
     */
    protected abstract Store open();

    /**
     * Moves the store's clock on, or the leases in it back in time.
     *
     * @param time by how much
     */
    protected abstract void letTimePass(Duration time);

    @Nested
    class Jobs extends JobStoreContract {
        @Override
        protected JobStore open() {
            return StoreContract.this.open().jobs();
        }
    }

    @Nested
    class Events extends EventStoreContract {
        @Override
        protected EventStore open() {
            return StoreContract.this.open().events();
        }
    }

    @Nested
    class EventsOfManyWriters extends EventStoreRaceContract {
        @Override
        protected EventStore open() {
            return StoreContract.this.open().events();
        }
    }

    @Nested
    class Nodes extends NodeStoreContract {
        @Override
        protected Store open() {
            return StoreContract.this.open();
        }

        @Override
        protected void letTimePass(Duration time) {
            StoreContract.this.letTimePass(time);
        }
    }

    @Nested
    class Steps extends StepStoreContract {
        @Override
        protected Store open() {
            return StoreContract.this.open();
        }
    }

    @Nested
    class Signals extends SignalStoreContract {
        @Override
        protected Store open() {
            return StoreContract.this.open();
        }
    }
}
