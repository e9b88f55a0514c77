package org.jobcast.rest;

import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.SseBroadcaster;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jobcast.channel.Channel;
import org.jobcast.channel.StreamPosition;
import org.jspecify.annotations.Nullable;

/**
 * A JAX-RS broadcaster over a channel: what is sent to the channel, by whomever, reaches every registered sink in order
 * and with the channel's event ids. Nothing is queued for a sink, it has a position in the channel's history; so it can
 * begin in the past and resume by event id.
 *
 * <p>A slow client delays neither the publisher nor another client. What happens to it is the channel's {@link
 * org.jobcast.channel.SlowClientPolicy}; one that takes nothing for {@code jobcast.stream.max-stall} is dropped whatever
 * the policy. Idle clients get a comment each {@code jobcast.stream.keep-alive}, which also finds those that are gone: no
 * container tells. When the channel ends, each sink gets the rest of the history and is closed.
 *
 * <p>A sink that was registered leaves in one of these ways:
 * <ul>
 *   <li>the client is gone: {@code onError} if an exception said so, then {@code onClose};
 *   <li>the client is too slow, the channel has ended, or the broadcaster is closed with its sinks: {@code onClose};
 *   <li>by {@link #unregister} or {@code close(false)}, which leave it open: no callback, it is the caller's again.
 * </ul>
 * Each callback is called once for a sink at most, outside of locks, and an exception of it is logged.
 *
 * <p>Thread-safe. After {@link #close()} every method but that throws {@link IllegalStateException}.
 */
public interface ChannelBroadcaster extends SseBroadcaster {
    /**
     * The channel.
     *
     * @return the channel
     */
    Channel channel();

    /**
     * Registers a sink, beginning with the next event. Call it last in a resource method: some containers send nothing
     * before the method returns.
     *
     * @param sink the sink
     * @throws IllegalArgumentException if it is registered already
     * @throws IllegalStateException if the broadcaster is closed
     */
    @Override
    void register(SseEventSink sink);

    /**
     * Registers a sink.
     *
     * @param sink the sink
     * @param from where to begin
     * @throws IllegalArgumentException if it is registered already
     * @throws IllegalStateException if the broadcaster is closed
     */
    void register(SseEventSink sink, StreamPosition from);

    /**
     * Registers a sink of a client that may come back. What it missed is replayed; what cannot be is told by a {@code
     * gap} event.
     *
     * @param sink the sink
     * @param lastEventId the {@code Last-Event-ID} header as it was sent, null for none; any text is allowed
     * @param from where to begin without an id
     * @throws IllegalArgumentException if it is registered already
     * @throws IllegalStateException if the broadcaster is closed
     */
    void register(SseEventSink sink, @Nullable String lastEventId, StreamPosition from);

    /**
     * Gives a sink back without closing it. An event that is being sent may still arrive.
     *
     * @param sink the sink
     * @return false if it was not registered
     * @throws IllegalStateException if the broadcaster is closed
     */
    boolean unregister(SseEventSink sink);

    /**
     * Sends an event to the channel. Its name becomes the type, the channel's default type if it has none; its data is
     * sent as {@link Channel#send(String, Object)} does, whatever its media type. Its id and reconnect delay are replaced
     * by the channel's, its comment is left out.
     *
     * <p>An event that is only a comment is not for the history: it is sent to the sinks that are registered now, of which
     * a busy one gets the latest comment only, and the answer is complete at once.
     *
     * @param event the event
     * @return completes when each sink that is registered now has been sent the event, has skipped it by policy, or has
     *     left; it does not fail because of a client. What depends on it runs on a thread that sends events, so anything
     *     slow belongs into the {@code …Async} methods. It has failed with {@link IllegalStateException} if the channel has
     *     ended.
     * @throws IllegalArgumentException if the event has neither data nor comment, or the channel refuses it
     * @throws IllegalStateException if the broadcaster is closed
     */
    @Override
    CompletionStage<?> broadcast(OutboundSseEvent event);

    /**
     * Adds a callback for failed sinks.
     *
     * @param callback gets the sink and what failed; {@code onClose} follows
     * @throws IllegalStateException if the broadcaster is closed
     */
    @Override
    void onError(BiConsumer<SseEventSink, Throwable> callback);

    /**
     * Adds a callback for sinks that have left.
     *
     * @param callback gets the sink, which is closed soon after if it is not closed yet
     * @throws IllegalStateException if the broadcaster is closed
     */
    @Override
    void onClose(Consumer<SseEventSink> callback);

    /** The same as {@code close(true)}. */
    @Override
    void close();

    /**
     * Closes the broadcaster, not the channel: {@link Channel#end()} is the way to let clients have what is pending. Does
     * not wait for clients. Closing again has no effect.
     *
     * @param cascading whether to close the sinks, with the callbacks of {@code onClose}
     */
    @Override
    void close(boolean cascading);
}
