package org.jobcast.impl.store.jpa;

import org.jobcast.test.PostgresServer;

class EclipseLinkPostgresTest extends JpaStoreContract {
    EclipseLinkPostgresTest() {
        super(ECLIPSELINK);
    }

    @Override
    String newDatabase() {
        return PostgresServer.shared().newDatabase();
    }
}
