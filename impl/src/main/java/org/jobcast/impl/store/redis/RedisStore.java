package org.jobcast.impl.store.redis;

import io.lettuce.core.RedisException;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jobcast.impl.concurrent.Threads;
import org.jobcast.spi.Bus;
import org.jobcast.spi.EventStore;
import org.jobcast.spi.JobStore;
import org.jobcast.spi.NodeStore;
import org.jobcast.spi.SignalStore;
import org.jobcast.spi.StepStore;
import org.jobcast.spi.Store;
import org.jobcast.spi.StoreContext;
import org.jspecify.annotations.Nullable;

/** A store in Redis. */
final class RedisStore implements Store {
    private final ClientThreads threads;
    private final Wiring wiring;
    private final ScheduledThreadPoolExecutor timer = Threads.timer("jobcast-redis-");
    private final Redis redis;
    private final RedisJobStore jobs;
    private final RedisEventStore events;
    private final RedisNodeStore nodes;
    private final RedisStepStore steps;
    private final RedisSignalStore signals;
    private final RedisBus bus;
    private final Renewal renewal;
    private final AtomicBoolean closed = new AtomicBoolean();

    private RedisStore(ClientThreads threads, Wiring wiring, RedisSettings settings) {
        this.threads = threads;
        this.wiring = wiring;
        this.redis = new Redis(wiring, settings);
        ServerCheck.check(redis);
        Keyspace keys = Layout.agree(redis, settings);
        String ttl = settings.ttlMillis();
        JobWrites writes = new JobWrites(keys, ttl);
        JobReads reads = new JobReads(redis, keys);
        this.jobs = new RedisJobStore(redis, keys, writes, reads);
        this.events = new RedisEventStore(redis, keys, ttl);
        this.nodes = new RedisNodeStore(redis, keys, writes, reads, ttl);
        this.steps = new RedisStepStore(redis, keys, ttl);
        this.signals = new RedisSignalStore(redis, keys, ttl, settings.timeout());
        this.bus = new RedisBus(redis, keys, wiring, timer);
        this.renewal = new Renewal(redis, settings);
        renewal.start(timer);
    }

    static RedisStore open(StoreContext context) {
        RedisSettings settings = RedisSettings.of(context);
        ClientThreads threads = new ClientThreads();
        Wiring wiring = null;
        try {
            wiring = Wirings.create(settings, threads.resources());
            return new RedisStore(threads, wiring, settings);
        } catch (RedisException e) {
            release(wiring, threads);
            throw new IllegalStateException("jobcast.store=redis cannot be used: " + e.getMessage(), e);
        } catch (RuntimeException | Error e) {
            release(wiring, threads);
            throw e;
        } finally {
            ClientThreads.leaveCaller();
        }
    }

    private static void release(@Nullable Wiring wiring, ClientThreads threads) {
        if (wiring != null) {
            wiring.close();
        }
        threads.close();
    }

    @Override
    public JobStore jobs() {
        return jobs;
    }

    @Override
    public EventStore events() {
        return events;
    }

    @Override
    public NodeStore nodes() {
        return nodes;
    }

    @Override
    public StepStore steps() {
        return steps;
    }

    @Override
    public SignalStore signals() {
        return signals;
    }

    @Override
    public Optional<Bus> bus() {
        return Optional.of(bus);
    }

    /** For tests: renews now what else is renewed when it is due. */
    Renewal renewal() {
        return renewal;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            renewal.stop();
            timer.shutdownNow();
            bus.close();
            redis.close();
            renewal.awaitEnd();
            release(wiring, threads);
        }
    }
}
