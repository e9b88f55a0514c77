package org.jobcast.impl.store.jpa;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A few connections for where there is no server to pool them. Bounded; a caller waits for a free connection, up to ten
 * seconds. One that was idle is asked whether it still lives before it is given out, so that a restart of the database costs
 * nothing but the connections. Thread-safe.
 */
final class ConnectionPool implements DataSource {
    private static final long WAIT_SECONDS = 10;
    private static final long TRUSTED_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int VALIDATION_SECONDS = 2;

    private final Connector connector;
    private final Semaphore permits;
    private final Deque<Idle> idle = new ArrayDeque<>();
    private boolean closed;

    /** Makes a connection. */
    interface Connector {
        Connection connect() throws SQLException;
    }

    private record Idle(Connection connection, long since) {}

    ConnectionPool(Connector connector, int max) {
        this.connector = connector;
        this.permits = new Semaphore(max);
    }

    @Override
    public Connection getConnection() throws SQLException {
        acquire();
        try {
            Connection physical = take();
            return lend(physical == null ? connector.connect() : physical);
        } catch (SQLException | RuntimeException | Error e) {
            permits.release();
            throw e;
        }
    }

    private void acquire() throws SQLException {
        try {
            if (!permits.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new SQLTransientConnectionException(
                        "all connections were in use for " + WAIT_SECONDS + " s", "08001");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLTransientConnectionException("interrupted while waiting for a connection", "08001", e);
        }
    }

    private @Nullable Connection take() throws SQLException {
        for (; ; ) {
            Idle candidate;
            synchronized (idle) {
                if (closed) {
                    throw new SQLException("the store is closed", "08003");
                }
                candidate = idle.pollFirst();
            }
            if (candidate == null) {
                return null;
            }
            if (System.nanoTime() - candidate.since() < TRUSTED_NANOS || isAlive(candidate.connection())) {
                return candidate.connection();
            }
            discard(candidate.connection());
        }
    }

    private static boolean isAlive(Connection connection) {
        try {
            return connection.isValid(VALIDATION_SECONDS);
        } catch (SQLException e) {
            return false;
        }
    }

    private static void discard(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            System.getLogger(ConnectionPool.class.getName())
                    .log(System.Logger.Level.DEBUG, "a connection could not be closed", e);
        }
    }

    private Connection lend(Connection physical) {
        AtomicBoolean returned = new AtomicBoolean();
        return (Connection) Proxy.newProxyInstance(
                ConnectionPool.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "close", "abort" -> {
                            if (returned.compareAndSet(false, true)) {
                                giveBack(physical);
                            }
                            return null;
                        }
                        case "isClosed" -> {
                            return returned.get() || physical.isClosed();
                        }
                        case "equals" -> {
                            return proxy == arguments[0];
                        }
                        case "hashCode" -> {
                            return System.identityHashCode(proxy);
                        }
                        default -> {
                            return call(physical, method, arguments);
                        }
                    }
                });
    }

    private static @Nullable Object call(Connection physical, Method method, Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(physical, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private void giveBack(Connection physical) {
        boolean keep = isClean(physical);
        synchronized (idle) {
            keep &= !closed;
            if (keep) {
                idle.addFirst(new Idle(physical, System.nanoTime()));
            }
        }
        if (!keep) {
            discard(physical);
        }
        permits.release();
    }

    /** Leaves no transaction behind. */
    private static boolean isClean(Connection physical) {
        try {
            if (physical.isClosed()) {
                return false;
            }
            if (!physical.getAutoCommit()) {
                physical.rollback();
                physical.setAutoCommit(true);
            }
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    /** Closes idle connections now and the others when they come back. */
    void close() {
        synchronized (idle) {
            closed = true;
            idle.forEach(each -> discard(each.connection()));
            idle.clear();
        }
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("the user is given by the settings");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) {}

    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("System.Logger is used");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("wraps nothing");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
