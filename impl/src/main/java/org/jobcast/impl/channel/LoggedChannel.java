package org.jobcast.impl.channel;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jobcast.channel.Channel;
import org.jobcast.channel.ChannelOptions;
import org.jobcast.channel.ChannelSnapshot;
import org.jobcast.channel.Event;
import org.jobcast.spi.JsonCodec;
import org.jspecify.annotations.Nullable;

/** A channel over a log. Thread-safe. */
public final class LoggedChannel implements Channel {
    private final String name;
    private final ChannelOptions options;
    private final EventLog log;
    private final JsonCodec json;
    private final InstantSource clock;
    private volatile @Nullable Instant endedAt;

    LoggedChannel(String name, ChannelOptions options, EventLog log, JsonCodec json, InstantSource clock) {
        this.name = name;
        this.options = options;
        this.log = log;
        this.json = json;
        this.clock = clock;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ChannelOptions options() {
        return options;
    }

    /**
     * The log behind the channel.
     *
     * @return the log
     */
    public EventLog log() {
        return log;
    }

    @Override
    public boolean send(String type, @Nullable Object data) {
        return data instanceof String text
                ? log.append(type, text, false, type) > 0
                : log.append(type, json.write(data), true, type) > 0;
    }

    @Override
    public List<Event> read(long after, int max) {
        if (after < 0 || max < 0) {
            throw new IllegalArgumentException("after and max must not be negative");
        }
        return log.events(after, max);
    }

    @Override
    public ChannelSnapshot snapshot() {
        return log.snapshot(name);
    }

    @Override
    public boolean end() {
        boolean first = log.close();
        if (first) {
            endedAt = clock.instant();
        }
        return first;
    }

    boolean endedBefore(Instant time) {
        Instant end = endedAt;
        return end != null && !end.isAfter(time);
    }
}
