package org.jobcast.it.app.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jobcast.channel.StreamPosition;
import org.jobcast.rest.ChannelBroadcaster;
import org.jobcast.rest.SseBroadcasters;
import org.jspecify.annotations.Nullable;

/** A stream of the application's own: a channel over a broadcaster, which counts its callbacks. */
@Path("ticks/{name}")
@ApplicationScoped
public class TicksResource {
    private final Map<String, Counted> broadcasters = new ConcurrentHashMap<>();

    @Inject
    SseBroadcasters source;

    private record Counted(ChannelBroadcaster broadcaster, AtomicInteger errors, AtomicInteger closes) {
        static Counted of(ChannelBroadcaster broadcaster) {
            Counted counted = new Counted(broadcaster, new AtomicInteger(), new AtomicInteger());
            broadcaster.onError((sink, failure) -> counted.errors.incrementAndGet());
            broadcaster.onClose(sink -> counted.closes.incrementAndGet());
            return counted;
        }
    }

    /** Follows the channel. */
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public void follow(
            @PathParam("name") String name,
            @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
            @Context SseEventSink sink,
            @Context Sse sse) {
        broadcasters
                .computeIfAbsent(name, any -> Counted.of(source.over(name, sse)))
                .broadcaster
                .register(sink, lastEventId, StreamPosition.LIVE);
    }

    /** How often the callbacks were called: errors and closes. */
    @GET
    @Path("callbacks")
    @Produces(MediaType.TEXT_PLAIN)
    public String callbacks(@PathParam("name") String name) {
        Counted counted = broadcasters.get(name);
        return counted == null ? "none" : counted.errors + " " + counted.closes;
    }

    /** Closes the broadcaster with its sinks; how long that took in milliseconds. */
    @POST
    @Path("close")
    @Produces(MediaType.TEXT_PLAIN)
    public String close(@PathParam("name") String name) {
        Counted counted = broadcasters.get(name);
        long begin = System.nanoTime();
        if (counted != null) {
            counted.broadcaster.close();
        }
        return String.valueOf((System.nanoTime() - begin) / 1_000_000);
    }
}
