package org.jobcast.impl.store.jpa;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jobcast.spi.StoreContext;

/** A second way into the database of a store under test. */
record TestDatabase(Map<String, String> settings) {
    /** What a store is told of its application. */
    record Context(Map<String, String> settings, ClassLoader classLoader) implements StoreContext {
        @Override
        public Optional<String> setting(String name) {
            return Optional.ofNullable(settings.get(name));
        }

        @Override
        public InstantSource clock() {
            throw new AssertionError("a shared store must not ask for the time of a node");
        }
    }

    static StoreContext context(Map<String, String> settings) {
        return new Context(settings, TestDatabase.class.getClassLoader());
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(
                settings.get("jobcast.jpa.url"),
                settings.getOrDefault("jobcast.jpa.user", ""),
                settings.getOrDefault("jobcast.jpa.password", ""));
    }

    void execute(String... statements) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** The first column of all rows. */
    List<String> query(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
