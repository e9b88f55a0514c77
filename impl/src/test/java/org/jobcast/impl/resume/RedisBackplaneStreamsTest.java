package org.jobcast.impl.resume;

import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jobcast.impl.channel.Logs;
import org.jobcast.impl.job.EngineClock;
import org.jobcast.impl.json.JacksonJson;
import org.jobcast.resume.ResumableStreams;
import org.jobcast.spi.Backplane;
import org.jobcast.test.RedisServer;
import org.junit.jupiter.api.AfterEach;

/** Streams of two nodes over a Redis, by the protocol of the npm package. */
class RedisBackplaneStreamsTest extends ResumableStreamsContract {
    private final String prefix = RedisServer.newPrefix();
    private final StreamEngine a = engine();
    private final StreamEngine b = engine();

    private StreamEngine engine() {
        Backplane redis = Backplanes.open(
                "redis", Map.of("jobcast.redis.url", RedisServer.shared().url()), InstantSource.system());
        Logs logs = new Logs(64 << 20, 1 << 20, InstantSource.system());
        StreamEngine.Parts parts =
                new StreamEngine.Parts(new JacksonJson(), EngineClock.system(), null, Optional::empty, "/streams/");
        return StreamEngine.overBackplane(redis, prefix, logs, StreamNode.SETTINGS, parts);
    }

    @Override
    ResumableStreams here() {
        return a;
    }

    @Override
    ResumableStreams there() {
        return b;
    }

    @AfterEach
    void stop() {
        a.close();
        b.close();
    }
}
