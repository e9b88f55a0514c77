package org.jobcast.impl.store.jpa;

import org.jobcast.test.PostgresServer;

class HibernatePostgresTest extends JpaStoreContract {
    HibernatePostgresTest() {
        super(HIBERNATE);
    }

    @Override
    String newDatabase() {
        return PostgresServer.shared().newDatabase();
    }
}
