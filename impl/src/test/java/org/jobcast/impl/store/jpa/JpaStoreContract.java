package org.jobcast.impl.store.jpa;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jobcast.spi.Store;
import org.jobcast.spi.StoreContract;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

/** The contract of stores on one database through one JPA provider. One store for all tests, emptied before each. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class JpaStoreContract extends StoreContract {
    static final String HIBERNATE = "org.hibernate.jpa.HibernatePersistenceProvider";
    static final String ECLIPSELINK = "org.eclipse.persistence.jpa.PersistenceProvider";

    private final Map<String, String> settings = new HashMap<>();
    private @Nullable TestDatabase database;
    private @Nullable Store store;

    JpaStoreContract(String provider) {
        settings.put("jobcast.jpa.provider", provider);
    }

    /** The URL of an empty database. */
    abstract String newDatabase();

    @Override
    protected Store open() {
        if (store == null) {
            settings.put("jobcast.jpa.url", newDatabase());
            store = new JpaStoreProvider().open(TestDatabase.context(settings));
            database = new TestDatabase(settings);
        }
        database.execute("DELETE FROM jobcast_segment", "DELETE FROM jobcast_log", "DELETE FROM jobcast_job");
        database.execute("DELETE FROM jobcast_node");
        return store;
    }

    @Override
    protected void letTimePass(Duration time) {
        String micros = " - " + time.toMillis() * 1000;
        database.execute("UPDATE jobcast_node SET since = since" + micros + ", expires = expires" + micros);
    }

    @AfterAll
    void closeStore() {
        if (store != null) {
            store.close();
        }
    }
}
