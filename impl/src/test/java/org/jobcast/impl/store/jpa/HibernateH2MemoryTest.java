package org.jobcast.impl.store.jpa;

import java.util.Map;

class HibernateH2MemoryTest extends JpaStoreContract {
    HibernateH2MemoryTest() {
        super(HIBERNATE, Map.of("jobcast.jpa.url", "jdbc:h2:mem:hibernate;DB_CLOSE_DELAY=-1"));
    }
}
