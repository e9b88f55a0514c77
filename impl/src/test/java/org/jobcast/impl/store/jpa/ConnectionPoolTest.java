package org.jobcast.impl.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ConnectionPoolTest {
    private final List<Connection> made = new ArrayList<>();

    private synchronized Connection make() throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:h2:mem:pool;DB_CLOSE_DELAY=-1");
        made.add(connection);
        return connection;
    }

    @Test
    void givesTheSameConnectionAgainWithoutATransaction() throws SQLException {
        ConnectionPool pool = new ConnectionPool(this::make, 2);
        try (Connection first = pool.getConnection();
                Statement statement = first.createStatement()) {
            first.setAutoCommit(false);
            statement.execute("CREATE TABLE IF NOT EXISTS t (x INT)");
            statement.execute("INSERT INTO t VALUES (1)");
        }
        try (Connection second = pool.getConnection();
                Statement statement = second.createStatement()) {
            assertThat(second.getAutoCommit()).isTrue();
            assertThat(statement.executeQuery("SELECT * FROM t").next())
                    .as("rolled back")
                    .isFalse();
        }
        assertThat(made).hasSize(1);
        pool.close();
        assertThat(made.get(0).isClosed()).isTrue();
    }

    @Test
    void aConnectionThatDiedIsReplaced() throws SQLException {
        ConnectionPool pool = new ConnectionPool(this::make, 1);
        try (Connection first = pool.getConnection()) {
            made.get(0).close();
            assertThat(first.isClosed()).isTrue();
        }
        try (Connection second = pool.getConnection()) {
            assertThat(second.isValid(1)).isTrue();
        }
        assertThat(made).hasSize(2);
        pool.close();
    }

    @Test
    void closingTwiceGivesBackOnce() throws Exception {
        ConnectionPool pool = new ConnectionPool(this::make, 1);
        Connection only = pool.getConnection();
        CompletableFuture<Connection> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return pool.getConnection();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(waiting).isNotDone();
        only.close();
        only.close();
        Connection next = waiting.get();
        assertThat(only.isClosed()).isTrue();
        assertThat(next.isClosed()).isFalse();
        assertThat(made).hasSize(1);
        next.close();
        pool.close();
    }

    @Test
    void aClosedPoolGivesNothingAndClosesWhatComesBack() throws SQLException {
        ConnectionPool pool = new ConnectionPool(this::make, 2);
        Connection out = pool.getConnection();
        pool.close();
        assertThatExceptionOfType(SQLException.class).isThrownBy(pool::getConnection);
        assertThat(out.isValid(1)).isTrue();
        out.close();
        assertThat(made.get(0).isClosed()).isTrue();
    }

    @Test
    void aFailureToConnectTakesNoPlace() throws SQLException {
        boolean[] broken = {true};
        ConnectionPool pool = new ConnectionPool(
                () -> {
                    if (broken[0]) {
                        throw new SQLException("no");
                    }
                    return make();
                },
                1);
        for (int i = 0; i < 3; i++) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(pool::getConnection)
                    .withMessage("no");
        }
        broken[0] = false;
        pool.getConnection().close();
        pool.close();
    }
}
