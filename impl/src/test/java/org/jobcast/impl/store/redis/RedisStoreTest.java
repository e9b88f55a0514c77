package org.jobcast.impl.store.redis;

import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanIterator;
import io.lettuce.core.api.sync.RedisHashCommands;
import org.jobcast.spi.Store;
import org.jobcast.test.RedisServer;
import org.junit.jupiter.api.AfterAll;

class RedisStoreTest extends RedisContract {
    private final String prefix = RedisServer.newPrefix();
    private TestRedis redis;

    @Override
    Store openOnce() {
        String url = RedisServer.shared().url();
        redis = new TestRedis(url);
        return TestRedis.open(url, prefix);
    }

    @Override
    void clear() {
        ScanIterator.scan(redis.commands(), ScanArgs.Builder.matches("{" + prefix + "*"))
                .forEachRemaining(redis.commands()::del);
        // The layout of keys goes as well, and is not needed by a store that has read it.
    }

    @Override
    RedisHashCommands<String, String> hashes() {
        return redis.commands();
    }

    @Override
    String leases() {
        return new Keyspace(prefix, 1).leases();
    }

    @AfterAll
    void disconnect() {
        if (redis != null) {
            redis.close();
        }
    }
}
