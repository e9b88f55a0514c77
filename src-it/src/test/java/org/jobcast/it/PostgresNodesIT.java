package org.jobcast.it;

import java.util.List;
import org.jobcast.test.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Two nodes on one PostgreSQL. */
class PostgresNodesIT extends AnyNode {
    private PostgresServer postgres;
    private String url;

    @BeforeAll
    void startDatabase() {
        postgres = PostgresServer.start();
        url = postgres.newDatabase();
    }

    @AfterAll
    void stopDatabase() {
        if (postgres != null) {
            postgres.close();
        }
    }

    @Override
    List<String> options() {
        return List.of("--jdbc-url", url);
    }
}
