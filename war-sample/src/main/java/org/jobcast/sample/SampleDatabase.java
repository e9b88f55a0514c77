package org.jobcast.sample;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.Driver;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Where the readings are: in the database that jobcast keeps its jobs in, or that is named beside another store, else in an H2
 * database in memory.
 *
 * @param dataSource gives connections
 * @param onClose what has to be done at the end
 */
record SampleDatabase(DataSource dataSource, Runnable onClose) {
    private static final String TABLE = """
            CREATE TABLE IF NOT EXISTS reading (
              id VARCHAR(160) NOT NULL PRIMARY KEY, import_id VARCHAR(128) NOT NULL, station VARCHAR(16) NOT NULL,
              measured_on DATE NOT NULL, temperature NUMERIC(5, 2) NOT NULL, rainfall NUMERIC(6, 2) NOT NULL,
              note VARCHAR(500) NOT NULL)""";
    private static final String INDEX = "CREATE INDEX IF NOT EXISTS reading_import ON reading (import_id)";
    private static final int ATTEMPTS = 3;

    /** Opens the database of the setting {@code jobcast.jpa.url}, and makes its table. */
    static SampleDatabase open() {
        SampleDatabase database = of(System.getProperty("jobcast.jpa.url"));
        database.createTable();
        return database;
    }

    private static SampleDatabase of(@Nullable String url) {
        if (url == null) {
            // A name of its own, because a server may run the application twice in one process.
            JdbcConnectionPool pool =
                    JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
            return new SampleDatabase(pool, () -> shutDown(pool));
        }
        String user = System.getProperty("jobcast.jpa.user", "");
        String password = System.getProperty("jobcast.jpa.password", "");
        if (url.startsWith("jdbc:h2:")) {
            JdbcConnectionPool pool = JdbcConnectionPool.create(url, user, password);
            return new SampleDatabase(pool, () -> dispose(pool));
        }
        if (url.startsWith("jdbc:postgresql:")) {
            return new SampleDatabase(PostgresAccess.dataSource(url, user, password), () -> {});
        }
        throw new IllegalStateException("The sample knows H2 and PostgreSQL, not " + url.replaceFirst("\\?.*", ""));
    }

    /** A class of its own, since the driver is not in the plain WAR. */
    private static final class PostgresAccess {
        /** Without a pool: an import takes one connection for 500 rows. */
        static DataSource dataSource(String url, String user, String password) {
            PGSimpleDataSource dataSource = new PGSimpleDataSource();
            dataSource.setUrl(url);
            if (!user.isEmpty()) {
                dataSource.setUser(user);
                dataSource.setPassword(password);
            }
            return dataSource;
        }
    }

    /** Two nodes may do that at once, and PostgreSQL then refuses one of them. */
    private void createTable() {
        for (int attempt = 1; ; attempt++) {
            try {
                execute(dataSource, TABLE, INDEX);
                return;
            } catch (SQLException e) {
                if (attempt == ATTEMPTS) {
                    throw new IllegalStateException("The table of the sample cannot be made", e);
                }
            }
        }
    }

    private static void execute(DataSource dataSource, String... statements) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** By command: otherwise a database in memory waits for the end of the JVM, and holds this application. */
    private static void shutDown(JdbcConnectionPool pool) {
        try {
            execute(pool, "SHUTDOWN");
        } catch (SQLException e) {
            System.getLogger(SampleDatabase.class.getName())
                    .log(System.Logger.Level.WARNING, "The database could not be closed", e);
        }
        dispose(pool);
    }

    private static void dispose(JdbcConnectionPool pool) {
        pool.dispose();
        Driver.unload();
    }
}
