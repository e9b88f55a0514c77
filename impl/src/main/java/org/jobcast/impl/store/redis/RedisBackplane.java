package org.jobcast.impl.store.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jobcast.impl.concurrent.Threads;
import org.jobcast.spi.Backplane;
import org.jobcast.spi.BackplanePublisher;
import org.jobcast.spi.BackplaneSubscriber;
import org.jobcast.spi.StoreContext;
import org.jobcast.spi.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * The backplane of the npm package {@code resumable-stream} on Redis: its keys and channels as they are, without a prefix.
 * What was sent when a connection broke is sent again, and counts once.
 */
final class RedisBackplane implements Backplane, BackplanePublisher, BackplaneSubscriber {
    private static final System.Logger LOG = System.getLogger(RedisBackplane.class.getName());
    private static final int QUEUE = 16_384;

    private final RedisSettings settings;
    private final ClientThreads threads;
    private final Wiring wiring;
    private final Map<String, Subscription> listeners = new ConcurrentHashMap<>();

    /** A listener may publish, and must not wait for an answer on the thread that reads it. */
    private final ThreadPoolExecutor deliveries = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(QUEUE),
            Threads.factory("jobcast-backplane-"),
            RedisBackplane::whenThereIsRoom);

    /** Who listens to a channel, and whether Redis has confirmed that before. */
    private static final class Subscription {
        final Consumer<String> listener;
        final Runnable again;
        volatile boolean confirmed;

        Subscription(Consumer<String> listener, Runnable again) {
            this.listener = listener;
            this.again = again;
        }
    }

    private @Nullable Redis redis;
    private @Nullable StatefulRedisPubSubConnection<byte[], byte[]> connection;

    private RedisBackplane(RedisSettings settings, ClientThreads threads, Wiring wiring) {
        this.settings = settings;
        this.threads = threads;
        this.wiring = wiring;
    }

    static RedisBackplane open(StoreContext context) {
        RedisSettings settings = RedisSettings.of(context);
        ClientThreads threads = new ClientThreads();
        try {
            return new RedisBackplane(settings, threads, Wirings.create(settings, threads.resources()));
        } catch (RuntimeException | Error e) {
            threads.close();
            throw e;
        }
    }

    /** Reads no more from Redis until the listeners have caught up. */
    private static void whenThereIsRoom(Runnable delivery, ThreadPoolExecutor deliveries) {
        try {
            if (!deliveries.isShutdown()) {
                deliveries.getQueue().put(delivery);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public BackplanePublisher publisher() {
        return this;
    }

    @Override
    public BackplaneSubscriber subscriber() {
        return this;
    }

    /** Called for each side; the first one connects both. */
    @Override
    public synchronized void connect() {
        if (redis == null) {
            redis = new Redis(wiring, settings);
            connection = wiring.connectPubSub();
            connection.addListener(new Messages());
        }
    }

    private synchronized Redis redis() {
        return Objects.requireNonNull(redis, "connect comes first");
    }

    private synchronized StatefulRedisPubSubConnection<byte[], byte[]> connection() {
        return Objects.requireNonNull(connection, "connect comes first");
    }

    /** Begins as the key does, and is on the same server of a Cluster. */
    private static String token(String key) {
        String sameSlot = key.contains("{") ? ":once:" : ":once:{" + key + "}:";
        return key + sameSlot + UUID.randomUUID();
    }

    /** A script that counts how often it runs, though it may be sent again. */
    private Request once(Script script, String key) {
        return Request.of(script).key(token(key));
    }

    private long memory() {
        return 2 * settings.timeout().toMillis();
    }

    @Override
    public long publish(String channel, String message) {
        return publishAll(channel, List.of(message));
    }

    /** The server of a Cluster that is asked knows only of those who listen there. */
    @Override
    public long publishAll(String channel, List<String> messages) {
        long heard = redis().call(
                        once(Script.PUBLISH, channel).arg(memory()).arg(channel).args(messages))
                .number(0);
        return redis().isCluster() ? -1 : heard;
    }

    @Override
    public void set(String key, String value, Duration ttl) {
        redis().call(Request.of(CommandType.SET, key).args(List.of(value, "PX", Long.toString(milliseconds(ttl)))));
    }

    @Override
    public Optional<String> get(String key) {
        return Optional.ofNullable(
                redis().call(Request.of(CommandType.GET, key)).textOrNull(0));
    }

    @Override
    public boolean renew(String key, Duration ttl) {
        return redis().call(Request.of(CommandType.PEXPIRE, key).arg(milliseconds(ttl)))
                        .number(0)
                != 0;
    }

    private static long milliseconds(Duration ttl) {
        return Math.max(1, ttl.toMillis());
    }

    @Override
    public OptionalLong increment(String key, Duration ttl) {
        try {
            Request request = once(Script.COUNT, key).key(key).arg(memory()).arg(milliseconds(ttl));
            return OptionalLong.of(redis().call(request).number(0));
        } catch (StoreException e) {
            String refusal = e.getCause() == null ? null : e.getCause().getMessage();
            if (refusal != null && refusal.contains("not an integer")) {
                return OptionalLong.empty();
            }
            throw e;
        }
    }

    @Override
    public void subscribe(String channel, Consumer<String> listener) {
        subscribe(channel, listener, () -> {});
    }

    @Override
    public void subscribe(String channel, Consumer<String> listener, Runnable again) {
        Subscription subscription = new Subscription(listener, again);
        listeners.put(channel, subscription);
        try {
            connection().sync().subscribe(bytes(channel));
        } catch (RedisException e) {
            listeners.remove(channel, subscription);
            throw new StoreException("Redis does not confirm that it was asked for messages", e);
        }
    }

    @Override
    public void unsubscribe(String channel) {
        if (listeners.remove(channel) != null) {
            connection().async().unsubscribe(bytes(channel));
        }
    }

    private void deliver(String channel, Consumer<Subscription> what) {
        Subscription subscription = listeners.get(channel);
        if (subscription == null) {
            return;
        }
        try {
            what.accept(subscription);
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "a listener of the backplane failed; it goes on with the next", e);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public synchronized void close() {
        if (connection != null) {
            connection.close();
        }
        if (redis != null) {
            redis.close();
        }
        deliveries.shutdownNow();
        wiring.close();
        threads.close();
    }

    private final class Messages extends RedisPubSubAdapter<byte[], byte[]> {
        @Override
        public void message(byte[] channel, byte[] message) {
            deliveries.execute(() -> deliver(text(channel), to -> to.listener.accept(text(message))));
        }

        @Override
        public void subscribed(byte[] channel, long count) {
            deliveries.execute(() -> deliver(text(channel), to -> {
                if (to.confirmed) {
                    to.again.run();
                }
                to.confirmed = true;
            }));
        }
    }
}
