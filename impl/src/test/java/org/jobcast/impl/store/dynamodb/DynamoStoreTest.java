package org.jobcast.impl.store.dynamodb;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jobcast.spi.Store;
import org.jobcast.spi.StoreContract;
import org.jobcast.test.DynamoServer;
import org.junit.jupiter.api.AfterEach;

/** The contract of stores on DynamoDB Local: a new table for each test. */
class DynamoStoreTest extends StoreContract {
    private final AtomicLong passed = new AtomicLong();
    private Store store;

    @Override
    protected Store open() {
        closeStore();
        passed.set(0);
        store = TestDynamo.open(
                () -> System.nanoTime() + passed.get(), DynamoServer.shared().endpoint(), DynamoServer.newTable());
        return store;
    }

    @Override
    protected void letTimePass(Duration time) {
        passed.addAndGet(time.toNanos());
    }

    @AfterEach
    void closeStore() {
        if (store != null) {
            store.close();
        }
    }
}
