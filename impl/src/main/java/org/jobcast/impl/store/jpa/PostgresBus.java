package org.jobcast.impl.store.jpa;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jobcast.impl.store.Texts;
import org.jobcast.spi.Bus;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * The doorbell as NOTIFY, on two connections of its own: one that listens, one that rings. All topics share one channel, and
 * rings wait for no transaction: what came while the last ones were on their way goes out together. Whoever begins to listen
 * rings for itself, and so hears when rings do arrive.
 */
final class PostgresBus implements Bus, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PostgresBus.class.getName());
    private static final String RING = "SELECT pg_notify('jobcast', topic) FROM unnest(?) AS topic";

    /** A ring needs no disk: who hears it reads what has been committed before. */
    private static final String NO_DISK = "SET synchronous_commit = off";

    private static final int CHECK_MILLIS = 5_000;
    private static final int VALIDATION_SECONDS = 2;

    /** Rings that wait for the database at most; what is more is lost, as rings may be. */
    private static final int MAX_PENDING = 10_000;

    private final Map<String, List<Runnable>> listeners = new ConcurrentHashMap<>();
    private final Set<String> pending = ConcurrentHashMap.newKeySet();
    private final DedicatedConnection ear;
    private final DedicatedConnection hand;

    private PostgresBus(ConnectionPool.Connector connections) {
        this.ear = new DedicatedConnection("jobcast-bus-listen", connections, this::hear);
        this.hand = new DedicatedConnection("jobcast-bus-ring", connections, this::ringPending);
    }

    /**
     * Begins, if the connections are PostgreSQL's own. Waits for the database.
     *
     * @throws IllegalStateException if they are not, or the database cannot be reached
     */
    static PostgresBus open(ConnectionPool.Connector connections) {
        try (Connection first = connections.connect()) {
            first.unwrap(PGConnection.class);
        } catch (SQLException | LinkageError e) {
            throw new IllegalStateException(
                    JpaSettings.PREFIX + "notify=true: no connection of PostgreSQL's own driver can be had: "
                            + e.getMessage(),
                    e);
        }
        PostgresBus bus = new PostgresBus(connections);
        bus.ear.start();
        bus.hand.start();
        return bus;
    }

    @Override
    public void ring(String topic) {
        if (pending.size() < MAX_PENDING && pending.add(Texts.encode(topic))) {
            hand.wake();
        }
    }

    @Override
    public Listening listen(String topic, Runnable listener) {
        String encoded = Texts.encode(topic);
        // An object of its own: the same listener may listen twice.
        Runnable own = () -> listener.run();
        listeners.compute(encoded, (key, present) -> {
            List<Runnable> all = present == null ? new CopyOnWriteArrayList<>() : present;
            all.add(own);
            return all;
        });
        ring(topic);
        return () -> listeners.computeIfPresent(encoded, (key, present) -> {
            present.remove(own);
            return present.isEmpty() ? null : present;
        });
    }

    private void hear(Connection connection) throws SQLException {
        execute(connection, "LISTEN jobcast");
        listeners.keySet().forEach(this::tell);
        PGConnection postgres = connection.unwrap(PGConnection.class);
        while (ear.isOpen()) {
            PGNotification[] heard = postgres.getNotifications(CHECK_MILLIS);
            if (heard != null && heard.length > 0) {
                Set<String> topics = new LinkedHashSet<>();
                for (PGNotification each : heard) {
                    topics.add(each.getParameter());
                }
                topics.forEach(this::tell);
            } else if (!connection.isValid(VALIDATION_SECONDS)) {
                throw new SQLException("the connection that listens is dead");
            }
        }
    }

    private void tell(String topic) {
        for (Runnable listener : listeners.getOrDefault(topic, List.of())) {
            try {
                listener.run();
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.ERROR, "a listener of the bus failed; it is called again", e);
            }
        }
    }

    private void ringPending(Connection connection) throws SQLException {
        execute(connection, NO_DISK);
        try (PreparedStatement ring = connection.prepareStatement(RING)) {
            while (hand.isOpen()) {
                List<String> topics = new ArrayList<>(pending);
                if (topics.isEmpty()) {
                    LockSupport.park(this);
                } else {
                    topics.forEach(pending::remove);
                    send(connection, ring, topics);
                }
            }
        }
    }

    private void send(Connection connection, PreparedStatement ring, List<String> topics) throws SQLException {
        try {
            Array array = connection.createArrayOf("text", topics.toArray());
            ring.setArray(1, array);
            ring.execute();
            array.free();
        } catch (SQLException e) {
            pending.addAll(topics);
            throw e;
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Ends both connections; rings that wait are lost. */
    @Override
    public void close() {
        hand.close();
        ear.close();
    }
}
