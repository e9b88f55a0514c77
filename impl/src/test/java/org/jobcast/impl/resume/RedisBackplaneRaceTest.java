package org.jobcast.impl.resume;

import java.util.function.Supplier;
import org.jobcast.spi.Backplane;
import org.jobcast.test.RedisServer;

/** The same by the keys of the npm package on a Redis. */
class RedisBackplaneRaceTest extends BackplaneRaceTest {
    @Override
    Supplier<Backplane> newBackplane() {
        return () -> BackplaneNodes.redis(RedisServer.shared().url());
    }
}
