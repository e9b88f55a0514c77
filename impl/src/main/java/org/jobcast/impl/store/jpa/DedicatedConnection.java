package org.jobcast.impl.store.jpa;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jobcast.impl.concurrent.Threads;
import org.jspecify.annotations.Nullable;

/** A thread with a connection of its own, which is made again whenever it is lost. Thread-safe. */
final class DedicatedConnection implements AutoCloseable {
    /** What the thread does. */
    interface Work {
        /** Uses the connection until this is closed or the connection fails. */
        void with(Connection connection) throws SQLException;
    }

    private static final System.Logger LOG = System.getLogger(DedicatedConnection.class.getName());
    private static final long PAUSE = Duration.ofMillis(500).toNanos();
    private static final Duration STOP = Duration.ofMillis(500);

    private final ConnectionPool.Connector connector;
    private final Work work;
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable Connection current;

    /**
     * @param name the name of the thread
     */
    DedicatedConnection(String name, ConnectionPool.Connector connector, Work work) {
        this.connector = connector;
        this.work = work;
        this.thread = Threads.daemon(name, this::run);
    }

    void start() {
        thread.start();
    }

    boolean isOpen() {
        return !closed;
    }

    /** Wakes up work that has parked. */
    void wake() {
        LockSupport.unpark(thread);
    }

    private void run() {
        boolean failing = false;
        while (!closed) {
            try (Connection connection = connector.connect()) {
                current = connection;
                if (failing) {
                    LOG.log(System.Logger.Level.INFO, "{0} is connected again", thread.getName());
                    failing = false;
                }
                work.with(connection);
            } catch (SQLException | RuntimeException e) {
                if (!closed && !failing) {
                    failing = true;
                    LOG.log(
                            System.Logger.Level.WARNING,
                            thread.getName() + " has lost the database; it tries again",
                            e);
                }
            }
            pause();
        }
    }

    private void pause() {
        long end = System.nanoTime() + PAUSE;
        for (long left = PAUSE; left > 0 && !closed; left = end - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
    }

    /** Ends the connection under the thread, which may wait for the network in it. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        Connection open = current;
        try {
            if (open != null) {
                open.abort(Runnable::run);
            }
            thread.join(STOP.toMillis());
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.DEBUG, "a connection could not be ended", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
