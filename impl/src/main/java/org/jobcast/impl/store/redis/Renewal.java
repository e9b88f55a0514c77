package org.jobcast.impl.store.redis;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.sync.RedisKeyCommands;
import io.lettuce.core.protocol.CommandType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jobcast.impl.concurrent.Threads;
import org.jspecify.annotations.Nullable;

/**
 * Keeps keys alive as long as a node is: each has a time to live from its first write on, and now and then one of the nodes
 * sets it anew for all. What an application leaves behind that is gone for good goes by itself.
 */
final class Renewal {
    private static final System.Logger LOG = System.getLogger(Renewal.class.getName());
    private static final int PAGE = 1_000;
    private static final int ROUNDS = 4;

    /** How often keys are made to live for ever, since other nodes may have another setting for a while. */
    private static final Duration ROUND_FOR_EVER = Duration.ofDays(1);

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Redis redis;
    private final RedisSettings settings;
    private final Duration round;
    private volatile boolean stopped;
    private volatile @Nullable Thread worker;

    Renewal(Redis redis, RedisSettings settings) {
        this.redis = redis;
        this.settings = settings;
        this.round = settings.ttl().isZero() ? ROUND_FOR_EVER : settings.ttl().dividedBy(ROUNDS);
    }

    void start(ScheduledThreadPoolExecutor timer) {
        long period = round.dividedBy(2).toMillis();
        timer.scheduleWithFixedDelay(this::renewIfDue, 0, period, TimeUnit.MILLISECONDS);
    }

    private void renewIfDue() {
        try {
            if (isDue()) {
                Thread thread = Threads.daemon("jobcast-redis-renewal", this::renewQuietly);
                worker = thread;
                thread.start();
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "the renewal of keys has to wait", e);
        }
    }

    /** True for one node in each round, of those with the same setting. */
    private boolean isDue() {
        String key = Keyspace.renewed(settings.prefix(), settings.ttl());
        String token = UUID.randomUUID().toString();
        Answer answer = redis.call(
                Request.of(CommandType.SET, key).args(List.of(token, "NX", "PX", Long.toString(round.toMillis()))));
        // Sent twice, it was this node itself that the second one found.
        return answer.textOrNull(0) != null
                || (answer.lost() != null
                        && token.equals(
                                redis.call(Request.of(CommandType.GET, key)).textOrNull(0)));
    }

    private void renewQuietly() {
        try {
            LOG.log(System.Logger.Level.DEBUG, "{0} keys renewed", renew());
        } catch (RuntimeException e) {
            System.Logger.Level level = stopped ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING;
            LOG.log(level, "not all keys in Redis were renewed; the next round tries again", e);
        }
    }

    /** Renews all keys and counts them; waits for the network. */
    long renew() {
        long count = 0;
        for (RedisKeyCommands<byte[], byte[]> server : redis.servers()) {
            for (String pattern : Keyspace.patterns(settings.prefix())) {
                count += renew(server, pattern);
            }
        }
        return count;
    }

    private long renew(RedisKeyCommands<byte[], byte[]> server, String pattern) {
        ScanArgs some = ScanArgs.Builder.matches(pattern).limit(PAGE);
        long count = 0;
        ScanCursor cursor = ScanCursor.INITIAL;
        while (!cursor.isFinished() && !stopped) {
            KeyScanCursor<byte[]> page = server.scan(cursor, some);
            redis.callAll(page.getKeys().stream()
                    .map(key -> new String(key, StandardCharsets.UTF_8))
                    .filter(key -> !Keyspace.isPassing(key))
                    .map(this::renewal)
                    .toList());
            count += page.getKeys().size();
            cursor = page;
        }
        return count;
    }

    private Request renewal(String key) {
        return settings.ttl().isZero()
                ? Request.of(CommandType.PERSIST, key)
                : Request.of(CommandType.PEXPIRE, key).arg(settings.ttlMillis());
    }

    /** From now on nothing goes wrong that is worth a word. */
    void stop() {
        stopped = true;
    }

    /** Waits for the thread, whose calls fail by now; not for ever. */
    void awaitEnd() {
        Thread thread = worker;
        try {
            if (thread != null) {
                thread.join(PATIENCE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
