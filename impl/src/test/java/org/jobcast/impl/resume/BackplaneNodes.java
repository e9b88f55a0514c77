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
        return on(backplane, prefix, clock, logs(64 << 20));
    }

    static StreamEngine on(Backplane backplane, String prefix, EngineClock clock, Logs logs) {
        return on(backplane, prefix, StreamNode.SETTINGS, logs, parts(clock, Optional.empty()));
    }

    static StreamEngine on(
            Backplane backplane, String prefix, ResumeSettings settings, Logs logs, StreamEngine.Parts parts) {
        return StreamEngine.overBackplane(backplane, prefix, logs, settings, parts);
    }

    static Logs logs(long totalBytes) {
        return new Logs(totalBytes, 1 << 20, InstantSource.system());
    }

    static StreamEngine.Parts parts(EngineClock clock, Optional<String> caller) {
        return new StreamEngine.Parts(new JacksonJson(), clock, null, () -> caller, "/streams/");
    }

    /** A connection to a Redis. */
    static Backplane redis(String url) {
        return Backplanes.open("redis", Map.of("jobcast.redis.url", url), InstantSource.system());
    }
}
