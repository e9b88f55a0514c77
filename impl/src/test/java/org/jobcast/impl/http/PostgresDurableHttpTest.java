package org.jobcast.impl.http;

import org.jobcast.test.PostgresServer;

class PostgresDurableHttpTest extends DurableHttpContract {
    private final String url = PostgresServer.shared().newDatabase();

    @Override
    String url() {
        return url;
    }
}
