package org.jobcast.impl.store.jpa;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalInt;
import javax.sql.DataSource;

/** Creates or checks the tables. Plain JDBC, before there is a persistence unit. */
final class Schema {
    /** The version of the tables that this code works with. */
    static final int VERSION = 1;

    private static final List<String> TABLES =
            List.of("jobcast_node", "jobcast_job", "jobcast_step", "jobcast_signal", "jobcast_log", "jobcast_segment");
    private static final int ATTEMPTS = 20;
    private static final long POSTGRESQL_LOCK = 0x6A6F62636173740AL;

    private final DataSource dataSource;
    private final Dialect dialect;

    Schema(DataSource dataSource, Dialect dialect) {
        this.dataSource = dataSource;
        this.dialect = dialect;
    }

    void prepare(JpaSettings.SchemaMode mode) {
        if (mode == JpaSettings.SchemaMode.NONE) {
            return;
        }
        OptionalInt version = version();
        if (version.isEmpty() && mode == JpaSettings.SchemaMode.CREATE) {
            create();
            version = version();
        }
        check(version);
    }

    private void check(OptionalInt version) {
        if (version.isEmpty()) {
            throw new IllegalStateException("jobcast.store=jpa: the tables are missing; run the script " + scriptPath()
                    + " of the jobcast jar, or set " + JpaSettings.PREFIX + "schema=create");
        }
        if (version.getAsInt() > VERSION) {
            throw new IllegalStateException("jobcast.store=jpa: the tables are of version " + version.getAsInt()
                    + ", newer than version " + VERSION
                    + " of this jobcast; use the jobcast that made them, or a newer one,"
                    + " on every node");
        }
        if (version.getAsInt() < VERSION) {
            throw new IllegalStateException("jobcast.store=jpa: the tables are of version " + version.getAsInt()
                    + " and nobody knows how to bring them to version " + VERSION);
        }
        checkTables();
    }

    /** The version alone would let a restore or a script that stopped half-way be found out by the first job. */
    private void checkTables() {
        try (Connection connection = dataSource.getConnection()) {
            for (String table : TABLES) {
                if (!exists(connection, table)) {
                    throw new IllegalStateException("jobcast.store=jpa: the table " + table
                            + " is missing, though others are there; restore it, or run the script " + scriptPath());
                }
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private String scriptPath() {
        return Schema.class.getPackageName().replace('.', '/') + "/" + dialect.script();
    }

    /** Empty if there are no tables. */
    private OptionalInt version() {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            if (!exists(connection, "jobcast_schema")) {
                return OptionalInt.empty();
            }
            try (ResultSet row = statement.executeQuery("SELECT MAX(version) FROM jobcast_schema")) {
                row.next();
                int version = row.getInt(1);
                return row.wasNull() ? OptionalInt.empty() : OptionalInt.of(version);
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Asked of the catalogue: a select from a missing table would be an error in somebody's log. */
    private boolean exists(Connection connection, String table) throws SQLException {
        String schema = connection.getSchema();
        for (String name : List.of(table, table.toUpperCase(Locale.ROOT))) {
            try (ResultSet found = connection
                    .getMetaData()
                    .getTables(connection.getCatalog(), schema, name, new String[] {"TABLE", "BASE TABLE"})) {
                if (found.next()) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Several nodes may begin at once on an empty database. PostgreSQL lets one of them create; H2 has no such lock, its nodes
     * are mostly in one JVM, and the script can be run again after one of another JVM came in between.
     */
    private void create() {
        synchronized (Schema.class) {
            for (int attempt = 1; version().isEmpty(); attempt++) {
                try {
                    runScript();
                } catch (SQLException e) {
                    if (attempt == ATTEMPTS) {
                        throw failed(e);
                    }
                }
            }
        }
    }

    private void runScript() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            try {
                if (dialect == Dialect.POSTGRESQL) {
                    statement.execute("SELECT pg_advisory_xact_lock(" + POSTGRESQL_LOCK + ")");
                }
                for (String sql : statements()) {
                    statement.execute(sql);
                }
                connection.commit();
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private List<String> statements() {
        try (InputStream in = Objects.requireNonNull(Schema.class.getResourceAsStream(dialect.script()))) {
            String script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            String bare = script.replaceAll("(?m)^--.*$", "");
            return Arrays.stream(bare.split(";\\R"))
                    .map(String::strip)
                    .filter(sql -> !sql.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static IllegalStateException failed(SQLException e) {
        return new IllegalStateException(
                "jobcast.store=jpa: the tables could not be created or checked: " + e.getMessage(), e);
    }
}
