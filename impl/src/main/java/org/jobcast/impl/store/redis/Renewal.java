package org.jobcast.impl.store.redis;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.sync.RedisKeyCommands;
import io.lettuce.core.protocol.CommandType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jobcast.impl.concurrent.Threads;

/**
 * Keeps keys alive as long as a node is: each has a time to live from its first write on, and now and then one of the nodes
 * sets it anew for all. What an application leaves behind that is gone for good goes by itself.
 */
final class Renewal {
    private static final System.Logger LOG = System.getLogger(Renewal.class.getName());
    private static final int PAGE = 1_000;
    private static final int ROUNDS = 4;

    private final Redis redis;
    private final RedisSettings settings;
    private volatile boolean stopped;

    Renewal(Redis redis, RedisSettings settings) {
        this.redis = redis;
        this.settings = settings;
    }

    /** Begins, unless keys live for ever. */
    void start(ScheduledThreadPoolExecutor timer) {
        long period = settings.ttl().dividedBy(ROUNDS * 2L).toMillis();
        if (period > 0) {
            timer.scheduleWithFixedDelay(this::renewIfDue, 0, period, TimeUnit.MILLISECONDS);
        }
    }

    private void renewIfDue() {
        try {
            if (isDue()) {
                Threads.daemon("jobcast-redis-renewal", this::renewQuietly).start();
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "the renewal of keys has to wait", e);
        }
    }

    /** True for one node in each round. */
    private boolean isDue() {
        Duration round = settings.ttl().dividedBy(ROUNDS);
        Answer answer = redis.call(Request.of(CommandType.SET, "{" + settings.prefix() + "}:renewed")
                .args(List.of("1", "NX", "PX", Long.toString(round.toMillis()))));
        return answer.textOrNull(0) != null;
    }

    private void renewQuietly() {
        try {
            LOG.log(System.Logger.Level.DEBUG, "{0} keys renewed", renew());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "not all keys in Redis were renewed; the next round tries again", e);
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
                    .filter(key -> !key.endsWith("}:renewed"))
                    .map(key -> Request.of(CommandType.PEXPIRE, key).arg(settings.ttlMillis()))
                    .toList());
            count += page.getKeys().size();
            cursor = page;
        }
        return count;
    }

    void stop() {
        stopped = true;
    }
}
