package org.jobcast.impl.rest;

import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jobcast.channel.Channel;
import org.jobcast.channel.Channels;
import org.jobcast.impl.channel.LoggedChannel;
import org.jobcast.rest.ChannelBroadcaster;
import org.jobcast.rest.SseBroadcasters;
import org.jspecify.annotations.Nullable;

/** The broadcasters of one deployment and the threads that they share. Thread-safe. */
public final class SinkBroadcasters implements SseBroadcasters, AutoCloseable {
    private static final Duration LONGEST_TICK = Duration.ofMillis(100);
    private static final Duration THREADS_STOP = Duration.ofMillis(500);
    private static final Duration SHORTEST_TICK = Duration.ofMillis(10);
    private static final System.Logger LOG = System.getLogger(SinkBroadcasters.class.getName());

    private final Channels channels;
    private final SinkSettings settings;
    private final ScheduledExecutorService timer;
    private final DrainPool pool = DrainThreads.pool();
    private final Closers closers = new Closers();
    private final ConcurrentMap<LoggedChannel, SinkBroadcaster> broadcasters = new ConcurrentHashMap<>();
    private final Set<SinkBroadcaster> active = ConcurrentHashMap.newKeySet();
    private final Object lock = new Object();
    private @Nullable ScheduledFuture<?> ticking;
    private volatile boolean closed;

    /**
     * @param channels opens channels by name
     * @param settings how sinks are treated
     * @param timer looks after sinks, while there are any
     */
    public SinkBroadcasters(Channels channels, SinkSettings settings, ScheduledExecutorService timer) {
        this.channels = channels;
        this.settings = settings;
        this.timer = timer;
    }

    @Override
    public ChannelBroadcaster over(String name, Sse sse) {
        Objects.requireNonNull(name, "name");
        return over(channels.open(name), sse);
    }

    @Override
    public ChannelBroadcaster over(Channel channel, Sse sse) {
        Objects.requireNonNull(sse, "sse");
        if (!(Objects.requireNonNull(channel, "channel") instanceof LoggedChannel known)) {
            throw new IllegalArgumentException(
                    "not a channel of this application: " + channel.getClass().getName());
        }
        SinkBroadcaster found = Objects.requireNonNull(broadcasters.compute(
                known,
                (key, present) ->
                        present == null || present.isClosed() ? new SinkBroadcaster(this, known, sse) : present));
        if (closed) {
            found.close();
            throw new IllegalStateException("the application is stopping; there are no more broadcasters");
        }
        return found;
    }

    SinkSettings settings() {
        return settings;
    }

    DrainPool pool() {
        return pool;
    }

    Closers closers() {
        return closers;
    }

    /** A broadcaster has its first sink. */
    void activate(SinkBroadcaster broadcaster) {
        active.add(broadcaster);
        synchronized (lock) {
            if (ticking == null && !closed) {
                long millis = tick().toMillis();
                ticking = timer.scheduleWithFixedDelay(this::tend, millis, millis, TimeUnit.MILLISECONDS);
            }
        }
    }

    /** A broadcaster has no sink any more. */
    void deactivate(SinkBroadcaster broadcaster) {
        active.remove(broadcaster);
    }

    void forget(SinkBroadcaster broadcaster, LoggedChannel channel) {
        broadcasters.remove(channel, broadcaster);
    }

    private Duration tick() {
        Duration tick = LONGEST_TICK;
        for (Duration time : new Duration[] {settings.keepAlive(), settings.maxStall()}) {
            Duration share = time.dividedBy(16);
            if (!share.isZero() && share.compareTo(tick) < 0) {
                tick = share;
            }
        }
        return tick.compareTo(SHORTEST_TICK) < 0 ? SHORTEST_TICK : tick;
    }

    private void tend() {
        try {
            pool.tick();
            long now = System.nanoTime();
            active.forEach(broadcaster -> broadcaster.tend(now));
            synchronized (lock) {
                // Only when the last client has left and its farewell is done, for which threads may have to be
                // replaced.
                if (active.isEmpty() && pool.isIdle()) {
                    stopTicking();
                }
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "looking after event sinks failed; it is tried again soon", e);
        }
    }

    private void stopTicking() {
        ScheduledFuture<?> task = ticking;
        if (task != null) {
            task.cancel(false);
            ticking = null;
        }
    }

    /** Closes all broadcasters and their sinks. Does not wait for clients, but for the threads that do not wait for one. */
    @Override
    public void close() {
        closed = true;
        broadcasters.values().forEach(SinkBroadcaster::close);
        active.forEach(SinkBroadcaster::close);
        synchronized (lock) {
            stopTicking();
        }
        pool.close();
        closers.shutdown();
        try {
            pool.awaitEnd(THREADS_STOP);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
