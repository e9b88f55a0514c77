package org.jobcast.impl.resume;

import java.util.List;
import java.util.stream.Stream;
import org.jobcast.spi.Store;
import org.jobcast.test.RedisServer;
import org.jobcast.test.SharedRedis;

/** The same with six connections to one Redis. */
class RedisStreamRaceTest extends StreamRaceTest {
    @Override
    List<Store> openStores(int count) {
        String prefix = RedisServer.newPrefix();
        return Stream.generate(() -> SharedRedis.open(prefix)).limit(count).toList();
    }
}
