package org.jobcast.impl.resume;

import java.util.function.Supplier;
import org.jobcast.spi.Store;
import org.jobcast.test.RedisServer;
import org.jobcast.test.SharedRedis;

class RedisSharedStreamsTest extends SharedStreamsContract {
    @Override
    Supplier<Store> newStore() {
        String prefix = RedisServer.newPrefix();
        return () -> SharedRedis.open(prefix);
    }
}
