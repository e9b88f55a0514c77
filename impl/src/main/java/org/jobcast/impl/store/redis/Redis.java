package org.jobcast.impl.store.redis;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.sync.RedisKeyCommands;
import io.lettuce.core.protocol.RedisCommand;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jobcast.impl.concurrent.Threads;
import org.jobcast.spi.StoreException;

/**
 * Sends requests over one connection that all threads share, and waits for the answers. What fails because of the connection,
 * or because Redis is not ready, is sent again until the time for a call is over: every request is made so that doing it twice
 * is the same as doing it once. Thread-safe.
 */
final class Redis implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Redis.class.getName());

    private final Wiring wiring;
    private final Duration timeout;
    private final int replicas;
    private final AtomicBoolean replacing = new AtomicBoolean();
    private volatile StatefulConnection<byte[], byte[]> connection;
    private volatile boolean closed;

    /** Connects; waits for the network. */
    Redis(Wiring wiring, RedisSettings settings) {
        this.wiring = wiring;
        this.timeout = settings.timeout();
        this.replicas = settings.replicas();
        this.connection = wiring.connect();
    }

    /** How many replicas must have a change before it counts. */
    int replicas() {
        return replicas;
    }

    boolean isClosed() {
        return closed;
    }

    boolean isCluster() {
        return wiring.isCluster();
    }

    /**
     * Sends one request.
     *
     * @throws StoreException if Redis refuses it, or does not answer in time
     */
    Answer call(Request request) {
        return callAll(List.of(request)).get(0);
    }

    /**
     * Sends requests, all before the first answer; they may be done in any order.
     *
     * @return their answers, in the same order
     * @throws StoreException if Redis refuses one, or does not answer in time; what became of the others is unknown
     */
    List<Answer> callAll(List<Request> requests) {
        if (requests.isEmpty()) {
            return List.of();
        }
        return new Exchange(requests, this).await(timeout);
    }

    /** Hands commands to the connection. Those that it does not take fail. */
    void send(Collection<? extends RedisCommand<byte[], byte[], ?>> commands) {
        try {
            connection.dispatch(commands);
        } catch (RuntimeException e) {
            commands.forEach(command -> command.completeExceptionally(e));
        }
    }

    /** The servers that hold keys. Their commands wait for the network. */
    List<RedisKeyCommands<byte[], byte[]>> servers() {
        return wiring.servers(connection);
    }

    /**
     * Makes another connection, since this one is silent or leads to a server that takes no writes. Whatever is under way on
     * the old one fails. Does not wait.
     */
    void replaceConnection() {
        if (!closed && replacing.compareAndSet(false, true)) {
            Threads.daemon("jobcast-redis-connect", this::replace).start();
        }
    }

    private void replace() {
        try {
            StatefulConnection<byte[], byte[]> old = connection;
            connection = wiring.connect();
            old.closeAsync();
            if (closed) {
                connection.closeAsync();
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "no new connection to Redis; the old one stays", e);
        } finally {
            replacing.set(false);
        }
    }

    /** Ends connection and threads. */
    @Override
    public void close() {
        closed = true;
        connection.close();
    }
}
