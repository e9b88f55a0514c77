package org.jobcast.impl.store.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.api.sync.RedisKeyCommands;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jobcast.impl.concurrent.Threads;
import org.jobcast.spi.StoreException;
import org.jspecify.annotations.Nullable;

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
    private final Semaphore turn = new Semaphore(1, true);

    /** Null while there is none that is worth a try. */
    private volatile @Nullable Link link;

    private volatile boolean closed;

    /** Connects; waits for the network. */
    Redis(Wiring wiring, RedisSettings settings) {
        this.wiring = wiring;
        this.timeout = settings.timeout();
        this.replicas = settings.replicas();
        this.link = new Link(wiring.connect());
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

    /** The connection to be used now; empty while a new one is being made, which a caller has to wait for. */
    Optional<Link> link() {
        Link now = link;
        if (now == null) {
            connect(null);
        }
        return Optional.ofNullable(now);
    }

    /** Held by the one who has Redis wait for replicas again: what others want of it has to wait as well. */
    Semaphore turn() {
        return turn;
    }

    /** The servers that hold keys. Their commands wait for the network. */
    List<RedisKeyCommands<byte[], byte[]>> servers() {
        Link now = link().orElseThrow(() -> new RedisException("there is no connection to Redis"));
        return wiring.servers(now.connection());
    }

    /**
     * Makes another connection, since this one is silent or leads to a server that takes no writes. Whatever is under way on
     * the old one fails. Does not wait.
     */
    void replace(Link old) {
        if (link == old) {
            connect(old);
        }
    }

    private void connect(@Nullable Link old) {
        if (!closed && replacing.compareAndSet(false, true)) {
            Threads.daemon("jobcast-redis-connect", () -> connectInsteadOf(old)).start();
        }
    }

    /** What waits on a silent connection takes memory, so it goes first; that of a Cluster is silent in part, as a rule. */
    private void connectInsteadOf(@Nullable Link old) {
        try {
            if (link != old) {
                return;
            }
            if (!wiring.isCluster()) {
                exchange(old, null);
            }
            Link next = new Link(wiring.connect());
            exchange(old, next);
            if (closed) {
                next.close();
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "no new connection to Redis; the next call tries again", e);
            exchange(old, null);
        } finally {
            replacing.set(false);
        }
    }

    private void exchange(@Nullable Link old, @Nullable Link next) {
        link = next;
        if (old != null) {
            old.close();
        }
    }

    /** Ends connection and threads. */
    @Override
    public void close() {
        closed = true;
        Link now = link;
        if (now != null) {
            now.connection().close();
        }
    }
}
