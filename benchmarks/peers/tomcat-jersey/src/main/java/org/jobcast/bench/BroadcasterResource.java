package org.jobcast.bench;

import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseBroadcaster;
import jakarta.ws.rs.sse.SseEventSink;

/** What the Jakarta REST specification offers for fan-out: one broadcaster, every sink registered with it. */
@Singleton
@Path("/")
public class BroadcasterResource {
    private final Sse sse;
    private final SseBroadcaster broadcaster;

    public BroadcasterResource(@Context Sse sse) {
        this.sse = sse;
        this.broadcaster = sse.newBroadcaster();
    }

    @GET
    @Path("stream")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public void stream(@Context SseEventSink sink) {
        broadcaster.register(sink);
        sink.send(sse.newEventBuilder().comment(Payload.GREETING).build());
    }

    @POST
    @Path("publish")
    public String publish(@QueryParam("n") int n, @QueryParam("size") int size) {
        for (int i = 0; i < n; i++) {
            broadcaster.broadcast(event(Payload.next(size)));
        }
        return "";
    }

    private OutboundSseEvent event(Payload.Event event) {
        return sse.newEventBuilder()
                .id(event.id())
                .data(String.class, event.data())
                .build();
    }
}
