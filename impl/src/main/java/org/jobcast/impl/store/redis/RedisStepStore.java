package org.jobcast.impl.store.redis;

import io.lettuce.core.protocol.CommandType;
import java.util.Optional;
import org.jobcast.impl.store.Texts;
import org.jobcast.spi.StepStore;

/** The steps of a job are a hash beside its record. */
final class RedisStepStore implements StepStore {
    private final Redis redis;
    private final Keyspace keys;
    private final String ttl;

    RedisStepStore(Redis redis, Keyspace keys, String ttl) {
        this.redis = redis;
        this.keys = keys;
        this.ttl = ttl;
    }

    @Override
    public boolean put(String job, String key, byte[] value, long fence) {
        Keyspace.Bucket bucket = keys.of(job);
        Request request = Request.of(Script.STEP)
                .key(bucket.job(job))
                .key(bucket.steps(job))
                .arg(fence)
                .arg(Texts.encode(key))
                .arg(value)
                .arg(ttl);
        return redis.call(request).number(0) != 0;
    }

    @Override
    public Optional<byte[]> get(String job, String key) {
        Answer answer =
                redis.call(Request.of(CommandType.HGET, keys.of(job).steps(job)).arg(Texts.encode(key)));
        return Optional.ofNullable((byte[]) answer.parts().get(0));
    }
}
