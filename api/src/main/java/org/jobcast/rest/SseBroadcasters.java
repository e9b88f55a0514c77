package org.jobcast.rest;

import jakarta.ws.rs.sse.Sse;
import org.jobcast.channel.Channel;

/**
 * Gives out the broadcasters that connect JAX-RS event sinks to channels, one for each channel. Inject it by CDI:
 *
 * <pre>{@code
 * @GET
 * @Path("prices")
 * @Produces(MediaType.SERVER_SENT_EVENTS)
 * public void prices(@Context Sse sse, @Context SseEventSink sink, @HeaderParam("Last-Event-ID") String lastEventId) {
 *     broadcasters.over("prices", sse).register(sink, lastEventId, StreamPosition.LIVE);
 * }
 * }</pre>
 *
 * <p>Thread-safe; no method waits for a client. With the application all broadcasters are closed.
 */
public interface SseBroadcasters {
    /**
     * The broadcaster of a channel, a new one if there is none or the last one was closed.
     *
     * @param channel a channel of this application
     * @param sse makes the events; the one of the first call is kept
     * @return the broadcaster
     * @throws IllegalArgumentException if the channel is not one of {@link org.jobcast.channel.Channels}
     * @throws IllegalStateException if the application is stopping
     */
    ChannelBroadcaster over(Channel channel, Sse sse);

    /**
     * Opens a channel, see {@link org.jobcast.channel.Channels#open(String)}, and returns its broadcaster.
     *
     * @param name the channel's name
     * @param sse makes the events; the one of the first call is kept
     * @return the broadcaster
     * @throws IllegalArgumentException if the name is not allowed
     * @throws org.jobcast.channel.TooManyChannelsException if the limit of channels is reached
     * @throws IllegalStateException if the application is stopping
     */
    ChannelBroadcaster over(String name, Sse sse);
}
