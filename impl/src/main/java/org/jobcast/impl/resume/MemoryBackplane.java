package org.jobcast.impl.resume;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.jobcast.spi.Backplane;
import org.jobcast.spi.BackplanePublisher;
import org.jobcast.spi.BackplaneSubscriber;

/**
 * A connection to a hub in the memory of this process: for tests, and to try the protocol out. Messages are delivered on the
 * publisher's thread.
 */
public final class MemoryBackplane implements Backplane, BackplanePublisher, BackplaneSubscriber {
    private final Hub hub;
    private final ConcurrentMap<String, Consumer<String>> listeners = new ConcurrentHashMap<>();

    /**
     * Connects.
     *
     * @param hub what all connections share
     */
    public MemoryBackplane(Hub hub) {
        this.hub = hub;
        hub.connections.add(this);
    }

    /** Values and connections. Thread-safe. */
    public static final class Hub {
        private final InstantSource clock;
        private final Map<String, Value> values = new HashMap<>();
        private final Set<MemoryBackplane> connections = ConcurrentHashMap.newKeySet();

        private record Value(String text, Instant expires) {}

        /**
         * An empty one.
         *
         * @param clock tells when values are forgotten
         */
        public Hub(InstantSource clock) {
            this.clock = clock;
        }

        private synchronized void set(String key, String value, Instant expires) {
            values.put(key, new Value(value, expires));
        }

        private synchronized Optional<Value> get(String key) {
            values.values().removeIf(value -> !value.expires().isAfter(clock.instant()));
            return Optional.ofNullable(values.get(key));
        }

        private synchronized boolean renew(String key, Instant expires) {
            Optional<Value> value = get(key);
            value.ifPresent(same -> set(key, same.text(), expires));
            return value.isPresent();
        }

        private synchronized OptionalLong increment(String key, Instant expires) {
            Value before = get(key).orElse(new Value("0", expires));
            if (!before.text().matches("[0-9]{1,18}")) {
                return OptionalLong.empty();
            }
            long next = Long.parseLong(before.text()) + 1;
            set(key, Long.toString(next), before.expires());
            return OptionalLong.of(next);
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

    @Override
    public void connect() {}

    @Override
    public long publish(String channel, String message) {
        long heard = 0;
        for (MemoryBackplane each : hub.connections) {
            Consumer<String> listener = each.listeners.get(channel);
            if (listener != null) {
                heard++;
                listener.accept(message);
            }
        }
        return heard;
    }

    @Override
    public void set(String key, String value, Duration ttl) {
        hub.set(key, value, hub.clock.instant().plus(ttl));
    }

    @Override
    public Optional<String> get(String key) {
        return hub.get(key).map(Hub.Value::text);
    }

    @Override
    public boolean renew(String key, Duration ttl) {
        return hub.renew(key, hub.clock.instant().plus(ttl));
    }

    @Override
    public OptionalLong increment(String key, Duration ttl) {
        return hub.increment(key, hub.clock.instant().plus(ttl));
    }

    @Override
    public void subscribe(String channel, Consumer<String> listener) {
        listeners.put(channel, listener);
    }

    @Override
    public void unsubscribe(String channel) {
        listeners.remove(channel);
    }

    /** Disconnects. */
    @Override
    public void close() {
        hub.connections.remove(this);
        listeners.clear();
    }
}
