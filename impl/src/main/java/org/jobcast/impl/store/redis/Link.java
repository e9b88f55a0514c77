package org.jobcast.impl.store.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.protocol.RedisCommand;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A connection that the client library makes anew when it breaks; knows how often that has happened. Thread-safe. */
final class Link {
    private final StatefulConnection<byte[], byte[]> connection;
    private final AtomicInteger breaks = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();

    /** A link as long as it does not break: what {@code WAIT} says of the writes before it is true on the same life only. */
    record Life(Link link, int breaks) {
        boolean goesOn() {
            return link.breaks.get() == breaks;
        }
    }

    Link(StatefulConnection<byte[], byte[]> connection) {
        this.connection = connection;
        connection.addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> gone) {
                breaks.incrementAndGet();
            }
        });
    }

    StatefulConnection<byte[], byte[]> connection() {
        return connection;
    }

    Life life() {
        return new Life(this, breaks.get());
    }

    /** Hands commands to the connection. Those that it does not take fail. */
    void send(Collection<? extends RedisCommand<byte[], byte[], ?>> commands) {
        try {
            connection.dispatch(commands);
        } catch (RuntimeException e) {
            commands.forEach(command -> command.completeExceptionally(e));
        }
    }

    /** Fails whatever is under way, and frees what it takes. Does not wait. */
    void close() {
        breaks.incrementAndGet();
        if (closed.compareAndSet(false, true)) {
            connection.closeAsync();
        }
    }
}
