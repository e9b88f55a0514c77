package org.jobcast.impl.resume;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jobcast.spi.Backplane;
import org.jobcast.spi.BackplanePublisher;
import org.jobcast.spi.BackplaneSubscriber;

/** A connection in memory that a test makes slow, or lets fail. */
final class HookedBackplane implements Backplane, BackplanePublisher, BackplaneSubscriber {
    private static final Consumer<String> NOTHING = what -> {};

    private final MemoryBackplane inner;

    /** Gets the channel of a message. */
    volatile Consumer<String> beforePublish = NOTHING;

    /** Gets the key and the value, with a = between them. */
    volatile Consumer<String> beforeSet = NOTHING;

    /** Gets the key. */
    volatile Consumer<String> afterIncrement = NOTHING;

    /** Gets the channel. */
    volatile Consumer<String> beforeSubscribe = NOTHING;

    /** Whether it is known how many listen. */
    volatile boolean counts = true;

    HookedBackplane(MemoryBackplane.Hub hub) {
        this.inner = new MemoryBackplane(hub);
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
    public void connect() {
        inner.connect();
    }

    @Override
    public long publish(String channel, String message) {
        beforePublish.accept(channel);
        long heard = inner.publish(channel, message);
        return counts ? heard : -1;
    }

    @Override
    public long publishAll(String channel, List<String> messages) {
        beforePublish.accept(channel);
        long heard = inner.publishAll(channel, messages);
        return counts ? heard : -1;
    }

    @Override
    public void set(String key, String value, Duration ttl) {
        beforeSet.accept(key + "=" + value);
        inner.set(key, value, ttl);
    }

    @Override
    public boolean renew(String key, Duration ttl) {
        return inner.renew(key, ttl);
    }

    @Override
    public Optional<String> get(String key) {
        return inner.get(key);
    }

    @Override
    public OptionalLong increment(String key, Duration ttl) {
        OptionalLong number = inner.increment(key, ttl);
        afterIncrement.accept(key);
        return number;
    }

    @Override
    public void subscribe(String channel, Consumer<String> listener) {
        beforeSubscribe.accept(channel);
        inner.subscribe(channel, listener);
    }

    @Override
    public void unsubscribe(String channel) {
        inner.unsubscribe(channel);
    }

    @Override
    public void close() {
        inner.close();
    }
}
