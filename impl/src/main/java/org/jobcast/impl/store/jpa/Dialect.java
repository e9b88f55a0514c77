package org.jobcast.impl.store.jpa;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import javax.sql.DataSource;

/** What differs between databases beyond what JPA hides: the tables, and the time as a number. */
enum Dialect {
    H2("EXTRACT(EPOCH FROM CURRENT_TIMESTAMP)"),
    POSTGRESQL("EXTRACT(EPOCH FROM clock_timestamp())");

    private final String now;

    Dialect(String seconds) {
        this.now = "CAST(" + seconds + " * 1000000 AS BIGINT)";
    }

    /** The database's time in microseconds since 1970, as an SQL expression. */
    String now() {
        return now;
    }

    /** The name of the script with the tables, beside this class. */
    String script() {
        return name().toLowerCase(Locale.ROOT) + ".sql";
    }

    /** A doorbell for the nodes of the database. */
    PostgresBus bus(ConnectionPool.Connector connections) {
        if (this != POSTGRESQL) {
            throw new IllegalArgumentException(
                    JpaSettings.PREFIX + "notify=true: only PostgreSQL has NOTIFY, and the database is " + this);
        }
        return PostgresBus.open(connections);
    }

    static Dialect of(DataSource dataSource) {
        try (Connection connection = dataSource.getConnection()) {
            String product = connection.getMetaData().getDatabaseProductName();
            for (Dialect dialect : values()) {
                if (dialect.name().equalsIgnoreCase(product)) {
                    return dialect;
                }
            }
            throw new IllegalStateException("jobcast.store=jpa: the database is " + product
                    + "; this version of jobcast knows H2 and PostgreSQL");
        } catch (SQLException e) {
            throw new IllegalStateException("jobcast.store=jpa: the database cannot be reached: " + e.getMessage(), e);
        }
    }
}
