package org.jobcast.impl.store.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jobcast.spi.Bus;

/**
 * The doorbell as pub/sub, on a connection of its own. Which subscriptions Redis has confirmed is forgotten with the
 * connection; a timer asks for those that are missing, and each confirmation rings, for nobody knows what came before it.
 */
final class RedisBus implements Bus, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RedisBus.class.getName());
    private static final Duration CHECK = Duration.ofMillis(500);

    private final Redis redis;
    private final Keyspace keys;
    private final StatefulRedisPubSubConnection<byte[], byte[]> connection;
    private final Map<String, List<Runnable>> listeners = new ConcurrentHashMap<>();
    private final Set<String> confirmed = ConcurrentHashMap.newKeySet();

    /** Connects; waits for the network. */
    RedisBus(Redis redis, Keyspace keys, Wiring wiring, ScheduledThreadPoolExecutor timer) {
        this.redis = redis;
        this.keys = keys;
        this.connection = wiring.connectPubSub();
        connection.addListener(new Subscriptions());
        connection.addListener(new Connections());
        timer.scheduleWithFixedDelay(this::subscribeMissing, CHECK.toMillis(), CHECK.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void ring(String topic) {
        redis.send(List.of(
                Request.of(CommandType.PUBLISH).arg(keys.channel(topic)).arg("").toCommand(false)));
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
        // Redis confirms what is subscribed already as well, so every new listener is called.
        subscribe(List.of(channel));
        return () -> remove(channel, own);
    }

    private void remove(String channel, Runnable own) {
        listeners.computeIfPresent(channel, (key, present) -> {
            present.remove(own);
            if (present.isEmpty()) {
                confirmed.remove(channel);
                send(() -> connection.async().unsubscribe(bytes(channel)));
                return null;
            }
            return present;
        });
    }

    private void subscribe(List<String> channels) {
        byte[][] names = channels.stream().map(RedisBus::bytes).toArray(byte[][]::new);
        send(() -> connection.async().subscribe(names));
    }

    /** What fails is done again by the timer, or does not matter. */
    private static void send(Runnable command) {
        try {
            command.run();
        } catch (RedisException e) {
            LOG.log(System.Logger.Level.DEBUG, "a subscription has to wait for a connection", e);
        }
    }

    private void subscribeMissing() {
        List<String> missing = new ArrayList<>(listeners.keySet());
        missing.removeAll(confirmed);
        if (!missing.isEmpty() && connection.isOpen()) {
            subscribe(missing);
        }
    }

    private void tell(String channel) {
        for (Runnable listener : listeners.getOrDefault(channel, List.of())) {
            try {
                listener.run();
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.ERROR, "a listener of the bus failed; it is called again", e);
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        connection.close();
    }

    private final class Subscriptions extends RedisPubSubAdapter<byte[], byte[]> {
        @Override
        public void message(byte[] channel, byte[] message) {
            tell(text(channel));
        }

        @Override
        public void subscribed(byte[] channel, long count) {
            String name = text(channel);
            if (listeners.containsKey(name)) {
                confirmed.add(name);
                tell(name);
            }
        }
    }

    private final class Connections implements RedisConnectionStateListener {
        @Override
        public void onRedisDisconnected(RedisChannelHandler<?, ?> gone) {
            confirmed.clear();
        }
    }
}
