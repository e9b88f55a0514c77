package org.jobcast.impl.store.jpa;

class HibernateH2MemoryTest extends JpaStoreContract {
    HibernateH2MemoryTest() {
        super(HIBERNATE);
    }

    @Override
    String newDatabase() {
        return "jdbc:h2:mem:hibernate;DB_CLOSE_DELAY=-1";
    }
}
