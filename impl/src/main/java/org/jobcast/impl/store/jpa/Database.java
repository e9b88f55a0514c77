package org.jobcast.impl.store.jpa;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Properties;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/**
 * The database of a store: the server's data source, or a pool of own connections where there is none.
 *
 * @param dataSource gives connections
 * @param dedicated makes a connection that is kept for as long as the store is open
 * @param batches whether statements may be sent in batches: the PostgreSQL driver quotes the values of a batch that failed,
 *     unless it was told not to, so it is not done where the connections are the server's
 * @param onClose ends an own pool
 */
record Database(DataSource dataSource, ConnectionPool.Connector dedicated, boolean batches, Runnable onClose)
        implements AutoCloseable {
    /**
     * Durable as far as the process goes: {@code WRITE_DELAY=0} has each commit in the file before it is answered. The hook
     * that H2 would register for the end of the JVM would keep the application's classes after it was stopped.
     */
    private static final String EMBEDDED = "jdbc:h2:file:~/.jobcast/jobcast;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";

    /**
     * A node that is stopped in the middle of a transaction keeps its locks; PostgreSQL takes them away after this time, so
     * that the node that takes over is not held up. The paused one finds its transaction gone and begins it again.
     */
    private static final String POSTGRESQL_GUARD = "SET idle_in_transaction_session_timeout = 2000";

    static Database of(JpaSettings settings, ClassLoader loader) {
        if (!settings.dataSource().isEmpty()) {
            DataSource found = lookUp(settings.dataSource());
            return new Database(found, found::getConnection, false, () -> {});
        }
        String url = settings.url().isEmpty() ? EMBEDDED : settings.url();
        Driver driver = driver(url, loader);
        Properties login = new Properties();
        if (!settings.user().isEmpty()) {
            login.setProperty("user", settings.user());
            login.setProperty("password", settings.password());
        }
        boolean postgresql = url.startsWith("jdbc:postgresql:");
        if (postgresql) {
            // Else what a batch could not store is quoted in the message of the exception, and that ends in a log.
            login.setProperty("logServerErrorDetail", "false");
            // Else a network that swallows packets stops a node for ever. What the URL says goes before.
            login.setProperty("connectTimeout", "5");
            login.setProperty("socketTimeout", "30");
            login.setProperty("tcpKeepAlive", "true");
        }
        ConnectionPool pool = new ConnectionPool(
                () -> connect(driver, url, login, postgresql ? POSTGRESQL_GUARD : ""), settings.connections());
        return new Database(pool, () -> connect(driver, url, login, ""), true, pool::close);
    }

    /** The name is a setting of the deployment, and the setting's pattern lets no URL pass. */
    @SuppressWarnings("BanJNDI")
    private static DataSource lookUp(String name) {
        try {
            Object found = new InitialContext().lookup(name);
            if (found instanceof DataSource dataSource) {
                return dataSource;
            }
            throw new IllegalArgumentException(JpaSettings.PREFIX + "data-source=" + name + ": this is no data source");
        } catch (NamingException e) {
            throw new IllegalArgumentException(
                    JpaSettings.PREFIX + "data-source=" + name + ": the server has no data source of that name", e);
        }
    }

    /** Not by the DriverManager: it knows only drivers that were there when it began, and keeps the application's classes. */
    private static Driver driver(String url, ClassLoader loader) {
        for (ServiceLoader.Provider<Driver> provider :
                ServiceLoader.load(Driver.class, loader).stream().toList()) {
            try {
                Driver driver = provider.get();
                if (driver.acceptsURL(url)) {
                    return driver;
                }
            } catch (SQLException | ServiceConfigurationError | LinkageError e) {
                System.getLogger(Database.class.getName())
                        .log(System.Logger.Level.DEBUG, "a JDBC driver cannot be used", e);
            }
        }
        String kind = url.replaceFirst("^(jdbc:[^:]*):.*", "$1");
        throw new IllegalStateException(
                "jobcast.store=jpa: no JDBC driver for " + kind + " is on the class path; add one, or"
                        + " name a data source of the server by " + JpaSettings.PREFIX + "data-source");
    }

    private static Connection connect(Driver driver, String url, Properties login, String first) throws SQLException {
        Connection connection = driver.connect(url, login);
        if (connection == null) {
            throw new SQLException("the driver does not take the URL");
        }
        if (!first.isEmpty()) {
            try (var statement = connection.createStatement()) {
                statement.execute(first);
            }
        }
        return connection;
    }

    @Override
    public void close() {
        onClose.run();
    }
}
