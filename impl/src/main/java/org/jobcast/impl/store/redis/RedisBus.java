package org.jobcast.impl.store.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.protocol.CommandType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jobcast.impl.concurrent.Threads;
import org.jobcast.spi.Bus;
import org.jspecify.annotations.Nullable;

/**
 * The doorbell as pub/sub, on a connection of its own. Which subscriptions Redis has confirmed is forgotten with the
 * connection; a timer asks for those that are missing, and each confirmation rings, for nobody knows what came before it. A
 * connection that has fallen silent is replaced.
 */
final class RedisBus implements Bus, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RedisBus.class.getName());
    private static final long CHECK_MILLIS = 500;

    private final Redis redis;
    private final Keyspace keys;
    private final Wiring wiring;
    private final Subscriptions.Pace pace = new Subscriptions.Pace();
    private final Map<String, List<Runnable>> listeners = new ConcurrentHashMap<>();
    private final AtomicBoolean replacing = new AtomicBoolean();
    private volatile @Nullable Subscriptions subscriptions;
    private volatile boolean closed;

    /** Connects; waits for the network. */
    RedisBus(Redis redis, Keyspace keys, Wiring wiring, ScheduledThreadPoolExecutor timer) {
        this.redis = redis;
        this.keys = keys;
        this.wiring = wiring;
        this.subscriptions = connect();
        timer.scheduleWithFixedDelay(this::check, CHECK_MILLIS, CHECK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private Subscriptions connect() {
        return new Subscriptions(wiring.connectPubSub(), keys.signOfLife(), pace, this::tell);
    }

    @Override
    public void ring(String topic) {
        redis.link()
                .ifPresent(link -> link.send(List.of(Request.of(CommandType.PUBLISH)
                        .arg(keys.channel(topic))
                        .arg("")
                        .toCommand(false))));
    }

    @Override
    public Listening listen(String topic, Runnable listener) {
        String channel = keys.channel(topic);
        // An object of its own: the same listener may listen twice.
        Runnable own = () -> listener.run();
        listeners.compute(channel, (key, present) -> {
            List<Runnable> all = present == null ? new CopyOnWriteArrayList<>() : present;
            all.add(own);
            return all;
        });
        Subscriptions now = subscriptions;
        if (now != null) {
            // Redis confirms what is subscribed already as well, so every new listener is called.
            now.add(channel);
        }
        return () -> remove(channel, own);
    }

    private void remove(String channel, Runnable own) {
        listeners.computeIfPresent(channel, (key, present) -> {
            present.remove(own);
            if (present.isEmpty()) {
                Subscriptions now = subscriptions;
                if (now != null) {
                    now.remove(channel);
                }
                return null;
            }
            return present;
        });
    }

    private void check() {
        try {
            Subscriptions now = subscriptions;
            if (now == null || now.isSilent()) {
                replace(now);
            } else if (!listeners.isEmpty()) {
                now.addMissing(new ArrayList<>(listeners.keySet()));
                now.askForSignOfLife();
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "subscriptions have to wait for the next look", e);
        }
    }

    private void replace(@Nullable Subscriptions silent) {
        if (replacing.compareAndSet(false, true)) {
            Threads.daemon("jobcast-redis-subscribe", () -> connectInsteadOf(silent))
                    .start();
        }
    }

    /** The timer asks for all subscriptions again. */
    private void connectInsteadOf(@Nullable Subscriptions silent) {
        try {
            subscriptions = null;
            if (silent != null) {
                silent.closeAsync();
            }
            Subscriptions next = connect();
            subscriptions = next;
            if (closed) {
                next.closeAsync();
            }
        } catch (RedisException e) {
            LOG.log(System.Logger.Level.DEBUG, "no new connection for subscriptions; the next look tries again", e);
        } finally {
            replacing.set(false);
        }
    }

    /** False if nobody listens there any more. */
    private boolean tell(String channel) {
        List<Runnable> all = listeners.get(channel);
        if (all == null) {
            return false;
        }
        for (Runnable listener : all) {
            try {
                listener.run();
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.ERROR, "a listener of the bus failed; it is called again", e);
            }
        }
        return true;
    }

    @Override
    public void close() {
        closed = true;
        Subscriptions now = subscriptions;
        if (now != null) {
            now.close();
        }
    }
}
