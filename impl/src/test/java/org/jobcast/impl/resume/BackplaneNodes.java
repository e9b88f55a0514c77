package org.jobcast.impl.resume;

import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jobcast.impl.channel.Logs;
import org.jobcast.impl.job.EngineClock;
import org.jobcast.impl.json.JacksonJson;
import org.jobcast.spi.Backplane;

/** Engines of streams that share a backplane. */
final class BackplaneNodes {
    private BackplaneNodes() {}

    static StreamEngine on(Backplane backplane, String prefix) {
        return on(backplane, prefix, EngineClock.system());
    }

    static StreamEngine on(Backplane backplane, String prefix, EngineClock clock) {
        Logs logs = new Logs(64 << 20, 1 << 20, InstantSource.system());
        StreamEngine.Parts parts = new StreamEngine.Parts(new JacksonJson(), clock, null, Optional::empty, "/streams/");
        return StreamEngine.overBackplane(backplane, prefix, logs, StreamNode.SETTINGS, parts);
    }

    /** A connection to a Redis. */
    static Backplane redis(String url) {
        return Backplanes.open("redis", Map.of("jobcast.redis.url", url), InstantSource.system());
    }
}
