package org.jobcast.impl.rest;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.catalina.LifecycleException;
import org.glassfish.jersey.server.ResourceConfig;
import org.jboss.weld.environment.servlet.EnhancedListener;
import org.jobcast.channel.Channel;
import org.jobcast.channel.ChannelOptions;
import org.jobcast.channel.SlowClientPolicy;
import org.jobcast.channel.StreamPosition;
import org.jobcast.impl.channel.LoggedChannels;
import org.jobcast.impl.channel.Logs;
import org.jobcast.impl.concurrent.Threads;
import org.jobcast.impl.json.JacksonJson;
import org.jobcast.impl.sse.EventId;
import org.jobcast.rest.ChannelBroadcaster;
import org.jobcast.test.SseClient;
import org.jobcast.test.SseParser.Event;

/** A server with one resource that registers its clients with a broadcaster, as an application's resource does. */
final class Broadcasting implements AutoCloseable {
    static final SinkSettings SETTINGS = new SinkSettings(
            Duration.ZERO, Duration.ofMinutes(2), Duration.ofSeconds(3), SlowClientPolicy.DISCONNECT, 8192);

    private static final ServletContainerInitializer[] NONE = {};

    final ScheduledThreadPoolExecutor timer = Threads.timer("test-timer-");
    final LoggedChannels channels = new LoggedChannels(
            new Logs(64 << 20, 1 << 20, InstantSource.system()),
            new LoggedChannels.Bounds(100, 50_000, 32 << 20, Duration.ofMinutes(1)),
            new JacksonJson(),
            InstantSource.system());
    final SinkBroadcasters broadcasters;
    final Channel channel;
    final BlockingQueue<SseEventSink> registered = new LinkedBlockingQueue<>();
    final Queue<SseEventSink> closed = new ConcurrentLinkedQueue<>();
    final Queue<Throwable> errors = new ConcurrentLinkedQueue<>();
    final Queue<SseEventSink> sinks = new ConcurrentLinkedQueue<>();
    private final JerseyServer server;
    private final Function<Sse, Sse> factory;
    private volatile ChannelBroadcaster broadcaster;
    private volatile Sse sse;

    /** Options of a server. */
    record Setup(SinkSettings settings, ChannelOptions options, boolean cdi, UnaryOperator<Sse> factory) {
        static Setup of(SinkSettings settings) {
            return new Setup(settings, ChannelOptions.defaults(), false, sse -> sse);
        }
    }

    Broadcasting(java.nio.file.Path directory, Setup setup) throws LifecycleException {
        broadcasters = new SinkBroadcasters(channels, setup.settings(), timer);
        channel = channels.open("news", setup.options());
        factory = setup.factory();
        ServletContainerInitializer[] initializers =
                setup.cdi() ? new ServletContainerInitializer[] {new EnhancedListener()} : NONE;
        server = JerseyServer.start(directory, new ResourceConfig().registerInstances(new News()), initializers);
    }

    static Broadcasting start(java.nio.file.Path directory) throws LifecycleException {
        return new Broadcasting(directory, Setup.of(SETTINGS));
    }

    /** The application's resource. */
    @Path("news")
    public final class News {
        @GET
        @Path("{from}")
        @Produces(MediaType.SERVER_SENT_EVENTS)
        public void follow(
                @PathParam("from") String from,
                @HeaderParam("Last-Event-ID") String lastEventId,
                @Context Sse events,
                @Context SseEventSink sink) {
            connect(factory.apply(events)).register(sink, lastEventId, StreamPosition.parse(from));
            sinks.add(sink);
            registered.add(sink);
        }
    }

    private synchronized ChannelBroadcaster connect(Sse events) {
        sse = events;
        ChannelBroadcaster found = broadcasters.over(channel, events);
        if (found != broadcaster) {
            broadcaster = found;
            found.onClose(closed::add);
            found.onError((sink, failure) -> errors.add(failure));
        }
        return found;
    }

    Sse sse() {
        return sse;
    }

    ChannelBroadcaster broadcaster() {
        return broadcaster;
    }

    /** The sequence number in an event's id. */
    static long seq(Event event) {
        return EventId.parse(event.id()).orElseThrow().seq();
    }

    OutboundSseEvent event(String name, Object data) {
        return sse.newEventBuilder().name(name).data(data.getClass(), data).build();
    }

    OutboundSseEvent comment(String text) {
        return sse.newEventBuilder().comment(text).build();
    }

    /** Connects and waits until the sink is registered. */
    SseClient follow(String from, String... headers) throws InterruptedException {
        return follow(from, 0, headers);
    }

    /** A client that has a small receive buffer and is not read by the test stalls the server soon. */
    SseClient stall() throws InterruptedException {
        return follow("live", 4096);
    }

    private SseClient follow(String from, int receiveBuffer, String... headers) throws InterruptedException {
        SseClient client = SseClient.get(server.uri("/api/news/" + from), receiveBuffer, headers);
        if (registered.poll(30, TimeUnit.SECONDS) == null) {
            throw new AssertionError("the sink was not registered");
        }
        return client.withTimeout(Duration.ofSeconds(30));
    }

    @Override
    public void close() throws LifecycleException {
        broadcasters.close();
        server.close();
        timer.shutdownNow();
    }
}
