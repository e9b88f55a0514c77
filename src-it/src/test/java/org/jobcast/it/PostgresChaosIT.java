package org.jobcast.it;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.jobcast.test.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** On one PostgreSQL, whose connections are cut, and that crashes and is started again. */
class PostgresChaosIT extends Chaos {
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
    List<String> options(int node) {
        return List.of("--jdbc-url", url);
    }

    @Override
    Map<String, Fault> storeFaults() {
        return Map.of("connections of PostgreSQL are cut", this::cutConnections, "PostgreSQL crashes", () -> {
            postgres.stop();
            postgres.start("on");
        });
    }

    private void cutConnections() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
        }
    }
}
