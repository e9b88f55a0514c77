package org.jobcast.impl.http;

import java.util.List;
import org.jobcast.test.PostgresServer;

class PostgresDurableHttpTest extends DurableHttpContract {
    private final String url = PostgresServer.shared().newDatabase();

    @Override
    List<String> store() {
        return List.of("store=jpa", "jpa.url=" + url);
    }
}
