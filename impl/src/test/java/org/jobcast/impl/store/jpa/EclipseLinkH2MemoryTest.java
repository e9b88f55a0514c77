package org.jobcast.impl.store.jpa;

class EclipseLinkH2MemoryTest extends JpaStoreContract {
    EclipseLinkH2MemoryTest() {
        super(ECLIPSELINK);
    }

    @Override
    String newDatabase() {
        return "jdbc:h2:mem:eclipselink;DB_CLOSE_DELAY=-1";
    }
}
