package org.jobcast.impl.store.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What Redis was asked for, and has confirmed, on one connection for pub/sub. Thread-safe. */
final class Subscriptions extends RedisPubSubAdapter<byte[], byte[]> implements RedisConnectionStateListener {
    private static final System.Logger LOG = System.getLogger(Subscriptions.class.getName());

    /** After so long without an answer a connection is dead; it is asked as often. */
    private static final long SIGN_OF_LIFE = Duration.ofSeconds(5).toNanos();

    private final StatefulRedisPubSubConnection<byte[], byte[]> connection;
    private final String signOfLife;
    private final Pace pace;
    private final Listeners listeners;
    private final Set<String> confirmed = ConcurrentHashMap.newKeySet();
    private final Set<String> asked = ConcurrentHashMap.newKeySet();
    private volatile long lastSign = System.nanoTime();
    private volatile boolean awaitsSign;

    /** Those who want to know. */
    interface Listeners {
        /** Calls those of a channel; false if there are none any more. */
        boolean tell(String channel);
    }

    /** How often a Redis is asked that has refused: less and less. Outlives connections. Thread-safe. */
    static final class Pace {
        private static final long SHORTEST = Duration.ofSeconds(1).toNanos();
        private static final long LONGEST = Duration.ofMinutes(1).toNanos();

        private long pause;
        private long refused;
        private boolean warned;

        synchronized boolean mayAsk() {
            return pause == 0 || System.nanoTime() - refused >= pause;
        }

        synchronized void granted() {
            pause = 0;
        }

        /** One warning is enough. */
        synchronized void refused(Throwable why) {
            System.Logger.Level level = warned ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING;
            warned = true;
            LOG.log(
                    level,
                    "Redis refuses subscriptions, so this node sees what others do when it looks next, not at once; the"
                            + " user needs the right to SUBSCRIBE to the channels that begin like the keys",
                    why);
            refused = System.nanoTime();
            pause = pause == 0 ? SHORTEST : Math.min(2 * pause, LONGEST);
        }
    }

    /**
     * Uses a connection.
     *
     * @param signOfLife a channel of which nobody is told
     * @param listeners are told when something is there
     */
    Subscriptions(
            StatefulRedisPubSubConnection<byte[], byte[]> connection,
            String signOfLife,
            Pace pace,
            Listeners listeners) {
        this.connection = connection;
        this.signOfLife = signOfLife;
        this.pace = pace;
        this.listeners = listeners;
        connection.addListener((RedisPubSubAdapter<byte[], byte[]>) this);
        connection.addListener((RedisConnectionStateListener) this);
    }

    /** Asks for a channel, again if it was confirmed before. */
    void add(String channel) {
        if (pace.mayAsk()) {
            subscribe(List.of(channel));
        }
    }

    /** Asks for those that were neither confirmed nor asked for. */
    void addMissing(List<String> channels) {
        List<String> missing = new ArrayList<>(channels);
        missing.removeAll(confirmed);
        missing.removeAll(asked);
        if (!missing.isEmpty() && connection.isOpen() && pace.mayAsk()) {
            subscribe(missing);
        }
    }

    private void subscribe(List<String> channels) {
        asked.addAll(channels);
        try {
            connection
                    .async()
                    .subscribe(channels.stream().map(Subscriptions::bytes).toArray(byte[][]::new))
                    .whenComplete((done, failure) -> answered(channels, failure));
        } catch (RedisException e) {
            answered(channels, e);
        }
    }

    private void answered(List<String> channels, @Nullable Throwable failure) {
        channels.forEach(asked::remove);
        Throwable cause = failure == null || failure.getCause() == null ? failure : failure.getCause();
        if (cause instanceof RedisCommandExecutionException refusal && !Exchange.isPassing(refusal)) {
            sign();
            pace.refused(refusal);
        }
    }

    void remove(String channel) {
        confirmed.remove(channel);
        try {
            connection.async().unsubscribe(bytes(channel));
        } catch (RedisException e) {
            LOG.log(System.Logger.Level.DEBUG, "there is no connection, and no subscription either", e);
        }
    }

    /** A subscription is answered in every mode of a connection, however often it is asked for. */
    void askForSignOfLife() {
        if (!awaitsSign && connection.isOpen() && pace.mayAsk() && System.nanoTime() - lastSign >= SIGN_OF_LIFE) {
            lastSign = System.nanoTime();
            awaitsSign = true;
            subscribe(List.of(signOfLife));
        }
    }

    private void sign() {
        awaitsSign = false;
        lastSign = System.nanoTime();
    }

    /** Whether the connection is there, but nobody answers. */
    boolean isSilent() {
        return awaitsSign && System.nanoTime() - lastSign >= SIGN_OF_LIFE;
    }

    @Override
    public void message(byte[] channel, byte[] message) {
        listeners.tell(text(channel));
    }

    @Override
    public void subscribed(byte[] channel, long count) {
        sign();
        pace.granted();
        String name = text(channel);
        if (name.equals(signOfLife) || listeners.tell(name)) {
            confirmed.add(name);
        }
    }

    @Override
    public void onRedisDisconnected(RedisChannelHandler<?, ?> gone) {
        confirmed.clear();
        sign();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    void closeAsync() {
        connection.closeAsync();
    }

    void close() {
        connection.close();
    }
}
