package org.jobcast.impl.channel;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jobcast.channel.Channel;
import org.jobcast.channel.ChannelConflictException;
import org.jobcast.channel.ChannelOptions;
import org.jobcast.channel.ChannelSnapshot;
import org.jobcast.channel.Channels;
import org.jobcast.channel.TooManyChannelsException;
import org.jobcast.channel.UnknownChannelException;
import org.jobcast.spi.JsonCodec;
import org.jspecify.annotations.Nullable;

/** The channels by name. An ended channel is kept for a while, so that clients that come back learn that it has ended. */
public final class LoggedChannels implements Channels {
    /**
     * The bounds of channels.
     *
     * @param max the most channels, ended ones that are kept included
     * @param historyEvents the most events in a history, unless the options say otherwise
     * @param historyBytes the most bytes in a history, unless the options say otherwise
     * @param endedTtl how long an ended channel is kept
     */
    public record Bounds(int max, int historyEvents, long historyBytes, Duration endedTtl) {}

    /** How many logs of channels that were opened anew are kept until their time is over. */
    private static final int MAX_REPLACED = 64;

    private static final System.Logger LOG = System.getLogger(LoggedChannels.class.getName());

    private final Logs logs;
    private final Bounds bounds;
    private final JsonCodec json;
    private final InstantSource clock;
    private final ConcurrentMap<String, LoggedChannel> channels = new ConcurrentHashMap<>();
    private final AtomicInteger held = new AtomicInteger();
    private final Queue<LoggedChannel> replaced = new ConcurrentLinkedQueue<>();
    private final AtomicInteger replacedCount = new AtomicInteger();

    /**
     * @param logs makes the logs
     * @param bounds the bounds
     * @param json turns data into JSON
     * @param clock tells when a channel ended
     */
    public LoggedChannels(Logs logs, Bounds bounds, JsonCodec json, InstantSource clock) {
        this.logs = logs;
        this.bounds = bounds;
        this.json = json;
        this.clock = clock;
    }

    @Override
    public Channel open(String name) {
        return openOrGet(name, ChannelOptions.defaults());
    }

    @Override
    public Channel open(String name, ChannelOptions options) {
        LoggedChannel channel = openOrGet(name, options);
        if (!channel.options().equals(options)) {
            throw new ChannelConflictException(
                    name, "channel " + name + " is open with other options; it keeps them, and these were refused");
        }
        return channel;
    }

    private LoggedChannel openOrGet(String name, ChannelOptions options) {
        Names.require("a channel name", name, Names.MAX_ID);
        LoggedChannel known = channels.get(name);
        if (known != null && !known.log().isClosed()) {
            return known;
        }
        return Objects.requireNonNull(channels.compute(name, (key, present) -> {
            if (present != null && !present.log().isClosed()) {
                return present;
            }
            if (present == null) {
                takeRoom(name);
            } else {
                replace(present);
            }
            return create(name, options);
        }));
    }

    /** Keeps the log of a channel that is opened anew, because its clients may not have read the end yet. */
    private void replace(LoggedChannel ended) {
        replaced.add(ended);
        if (replacedCount.incrementAndGet() > MAX_REPLACED) {
            releaseReplaced();
        }
    }

    private void releaseReplaced() {
        LoggedChannel oldest = replaced.poll();
        if (oldest != null) {
            replacedCount.decrementAndGet();
            logs.release(oldest.log());
        }
    }

    private void takeRoom(String name) {
        if (held.incrementAndGet() > bounds.max()) {
            held.decrementAndGet();
            throw new TooManyChannelsException(
                    name,
                    "channel " + name + " was not opened: " + bounds.max()
                            + " channels are held, as many as jobcast.channel.max allows; end some");
        }
    }

    private LoggedChannel create(String name, ChannelOptions options) {
        int events = options.historyEvents() == 0 ? bounds.historyEvents() : options.historyEvents();
        long bytes = options.historyBytes() == 0 ? bounds.historyBytes() : options.historyBytes();
        return new LoggedChannel(name, options, logs.create("channel " + name, events, bytes), json, clock);
    }

    @Override
    public Optional<Channel> find(String name) {
        return findHeld(name).filter(channel -> !channel.log().isClosed()).map(channel -> channel);
    }

    /**
     * Finds a channel that is open or has ended not long ago.
     *
     * @param name the channel's name
     * @return the channel
     */
    public Optional<LoggedChannel> findHeld(String name) {
        return Optional.ofNullable(channels.get(name));
    }

    @Override
    public Channel require(String name) {
        return find(name)
                .orElseThrow(() -> new UnknownChannelException(name, "no channel is open under the name " + name));
    }

    @Override
    public boolean send(String name, @Nullable String type, @Nullable Object data) {
        Optional<Channel> channel = find(name);
        if (channel.isEmpty()) {
            String shown = Names.isValid(name, Names.MAX_ID) ? name : "of " + name.length() + " characters";
            LOG.log(System.Logger.Level.WARNING, "channel {0} is not open; the event was not sent", shown);
            return false;
        }
        Channel open = channel.get();
        return open.send(type == null ? open.options().defaultType() : type, data);
    }

    @Override
    public boolean end(String name) {
        return find(name).map(Channel::end).orElse(false);
    }

    @Override
    public List<ChannelSnapshot> list() {
        return channels.values().stream()
                .filter(channel -> !channel.log().isClosed())
                .map(LoggedChannel::snapshot)
                .sorted(Comparator.comparing(ChannelSnapshot::name))
                .toList();
    }

    /** Forgets the channels that ended long enough ago. Called now and then. */
    public void reap() {
        Instant limit = clock.instant().minus(bounds.endedTtl());
        for (LoggedChannel channel : channels.values()) {
            if (channel.endedBefore(limit) && channels.remove(channel.name(), channel)) {
                held.decrementAndGet();
                logs.release(channel.log());
            }
        }
        for (LoggedChannel old = replaced.peek(); old != null && old.endedBefore(limit); old = replaced.peek()) {
            releaseReplaced();
        }
    }
}
