package org.jobcast.impl.resume;

import org.jobcast.test.PostgresServer;

class PostgresSharedStreamsTest extends JpaSharedStreamsTest {
    @Override
    String newDatabase() {
        return PostgresServer.shared().newDatabase();
    }
}
