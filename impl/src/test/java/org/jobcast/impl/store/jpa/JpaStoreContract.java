package org.jobcast.impl.store.jpa;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jobcast.spi.Store;
import org.jobcast.spi.StoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.jspecify.annotations.Nullable;

/** The contract of stores on one database through one JPA provider. One store for all tests, emptied before each. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class JpaStoreContract extends StoreContract {
    static final String HIBERNATE = "org.hibernate.jpa.HibernatePersistenceProvider";
    static final String ECLIPSELINK = "org.eclipse.persistence.jpa.PersistenceProvider";

    private final Map<String, String> settings;
    private @Nullable TestDatabase database;
    private @Nullable Store store;

    JpaStoreContract(String provider, Map<String, String> settings) {
        this.settings = new HashMap<>(settings);
        this.settings.put("jobcast.jpa.provider", provider);
    }

    @Override
    protected Store open() {
        if (store == null) {
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
