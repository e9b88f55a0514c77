package org.jobcast.impl.store.redis;

import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jobcast.impl.store.Texts;
import org.jobcast.spi.Signal;
import org.jobcast.spi.SignalStore;

/** The signals of a job are a stream beside its record; the number of a signal is the first half of its id there. */
final class RedisSignalStore implements SignalStore {
    private static final int NAME = 1;
    private static final int PAYLOAD = 3;

    private final Redis redis;
    private final Keyspace keys;
    private final String ttl;
    private final long remembered;

    /**
     * Makes the store.
     *
     * @param timeout how long a call may take: a signal is recognised for longer
     */
    RedisSignalStore(Redis redis, Keyspace keys, String ttl, Duration timeout) {
        this.redis = redis;
        this.keys = keys;
        this.ttl = ttl;
        this.remembered = 2 * timeout.toMillis();
    }

    @Override
    public long send(String job, String name, String payload, long max) {
        Keyspace.Bucket bucket = keys.of(job);
        Request request = Request.of(Script.SIGNAL)
                .key(bucket.job(job))
                .key(bucket.signals(job))
                .key(bucket.once(UUID.randomUUID().toString()))
                .arg(Texts.encode(name))
                .arg(Texts.encode(payload))
                .arg(ttl)
                .arg(max)
                .arg(remembered);
        return redis.call(request).number(0);
    }

    @Override
    public Map<String, Long> last(Collection<String> jobs) {
        List<String> asked = List.copyOf(jobs);
        List<Answer> counts = redis.callAll(asked.stream()
                .map(job -> Request.of(CommandType.XLEN, keys.of(job).signals(job)))
                .toList());
        Map<String, Long> last = new HashMap<>();
        for (int i = 0; i < asked.size(); i++) {
            long count = counts.get(i).number(0);
            if (count > 0) {
                last.put(asked.get(i), count);
            }
        }
        return last;
    }

    @Override
    public List<Signal> read(String job, long after, int max) {
        if (max <= 0) {
            return List.of();
        }
        Answer entries = redis.call(Request.of(CommandType.XRANGE, keys.of(job).signals(job))
                .arg("(" + Math.max(0, after) + "-0")
                .arg("+")
                .arg("COUNT")
                .arg(max));
        List<Signal> signals = new ArrayList<>(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            Answer entry = entries.nested(i);
            String id = entry.text(0);
            Answer fields = entry.nested(1);
            signals.add(new Signal(
                    Long.parseLong(id.substring(0, id.indexOf('-'))),
                    Texts.decode(fields.text(NAME)),
                    Texts.decode(fields.text(PAYLOAD))));
        }
        return signals;
    }
}
