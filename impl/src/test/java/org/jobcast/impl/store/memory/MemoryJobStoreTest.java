package org.jobcast.impl.store.memory;

import org.jobcast.spi.JobStore;
import org.jobcast.spi.JobStoreContract;

class MemoryJobStoreTest extends JobStoreContract {
    @Override
    protected JobStore open() {
        return new MemoryJobStore();
    }
}
