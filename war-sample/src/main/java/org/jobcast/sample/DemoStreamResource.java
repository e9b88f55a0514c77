package org.jobcast.sample;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import org.jobcast.channel.StreamPosition;
import org.jobcast.rest.SseBroadcasters;
import org.jspecify.annotations.Nullable;

/** What a user writes to follow a channel by JAX-RS: {@code GET /demo/stream/{name}}. */
@Path("stream/{name}")
@ApplicationScoped
public class DemoStreamResource {
    @Inject
    SseBroadcasters broadcasters;

    /**
     * Registers a client; one that comes back with an event id gets what it missed.
     *
     * @param name the channel's name
     * @param lastEventId the last event that the client has seen
     * @param sink the client
     * @param sse makes events
     */
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public void follow(
            @PathParam("name") String name,
            @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
            @Context SseEventSink sink,
            @Context Sse sse) {
        broadcasters.over(name, sse).register(sink, lastEventId, StreamPosition.LIVE);
    }
}
