package org.jobcast.channel;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The channels of this application. Inject it by CDI.
 *
 * <p>All methods are thread-safe and none of them waits for a client. Names are 1 to 128 characters of
 * {@code A-Z a-z 0-9 _ . : -}. The number of channels is bounded ({@code jobcast.channel.max}).
 */
public interface Channels {
    /**
     * Opens a channel with the default options, or returns the one that is open under this name whatever its options.
     *
     * @param name the channel's name
     * @return the channel
     * @throws IllegalArgumentException if the name is not allowed
     * @throws TooManyChannelsException if the limit of channels is reached
     */
    Channel open(String name);

    /**
     * Opens a channel, or returns the one that is open under this name if it was opened with equal options: the first
     * options win, and others are refused loudly.
     *
     * @param name the channel's name
     * @param options its options
     * @return the channel
     * @throws IllegalArgumentException if the name is not allowed
     * @throws ChannelConflictException if the channel is open with other options
     * @throws TooManyChannelsException if the limit of channels is reached
     */
    Channel open(String name, ChannelOptions options);

    /**
     * Looks a channel up without opening it.
     *
     * @param name the channel's name
     * @return the channel, if it is open
     */
    Optional<Channel> find(String name);

    /**
     * Looks a channel up that has to be there.
     *
     * @param name the channel's name
     * @return the channel
     * @throws UnknownChannelException if no channel of this name is open
     */
    Channel require(String name);

    /**
     * Sends an event of the channel's default type. An unknown channel is logged as a WARNING.
     *
     * @param name the channel's name
     * @param data see {@link Channel#send(String, Object)}
     * @return false if no channel of this name is open; then nothing was sent
     */
    default boolean send(String name, @Nullable Object data) {
        return send(name, null, data);
    }

    /**
     * Sends an event. An unknown channel is logged as a WARNING; use {@link #require} for the strict form.
     *
     * @param name the channel's name
     * @param type the event's type, null for the channel's default type
     * @param data see {@link Channel#send(String, Object)}
     * @return false if no channel of this name is open; then nothing was sent
     */
    boolean send(String name, @Nullable String type, @Nullable Object data);

    /**
     * Ends a channel: what is queued still reaches every client, then they are closed.
     *
     * @param name the channel's name
     * @return false if no channel of this name is open
     */
    boolean end(String name);

    /**
     * Lists the open channels, ordered by name.
     *
     * @return a snapshot of each
     */
    List<ChannelSnapshot> list();
}
