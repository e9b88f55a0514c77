package org.jobcast.channel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A named append-only log of events with subscribers. Its history is part of it and bounded by
 * {@link ChannelOptions#historyEvents()} and {@link ChannelOptions#historyBytes()}: when full, the oldest events go,
 * and a client that still needed them is told so by a {@code gap} event.
 *
 * <p>Thread-safe. Sending never waits for a client, a store or the network.
 */
public interface Channel {
    /**
     * The channel's name.
     *
     * @return the name
     */
    String name();

    /**
     * The options with which the channel was opened.
     *
     * @return the options
     */
    ChannelOptions options();

    /**
     * Sends an event of the default type.
     *
     * @param data see {@link #send(String, Object)}
     * @return see {@link #send(String, Object)}
     * @throws IllegalArgumentException see {@link #send(String, Object)}
     */
    default boolean send(@Nullable Object data) {
        return send(options().defaultType(), data);
    }

    /**
     * Appends an event; it is encoded once and shared by all subscribers.
     *
     * @param type the event's type, the {@code event:} line of server-sent events
     * @param data a String is sent as it is (CR and CRLF arrive as LF, the format knows no other line break); all else
     *     becomes JSON, and what cannot become JSON becomes its string
     * @return false if the channel has ended; then nothing was sent
     * @throws IllegalArgumentException if the type is not allowed, or the data is larger than {@code
     *     jobcast.limits.event-size}; then nothing was sent
     */
    boolean send(String type, @Nullable Object data);

    /**
     * Reads what the history holds, oldest first, without waiting.
     *
     * @param after the sequence number after which to begin, 0 for the whole history
     * @param max how many events at most
     * @return the events; the first may be later than asked for if history was trimmed
     */
    List<Event> read(long after, int max);

    /**
     * The state of the channel now.
     *
     * @return a snapshot
     */
    ChannelSnapshot snapshot();

    /**
     * Ends the channel: no more events, what is queued still reaches every client, then they are closed. A client that
     * reconnects having seen everything gets 204, which stops its {@code EventSource}.
     *
     * @return false if it had ended before
     */
    boolean end();
}
