package org.jobcast.impl.rest;

import com.sun.management.OperatingSystemMXBean;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseBroadcaster;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.glassfish.jersey.server.ResourceConfig;
import org.jobcast.impl.channel.LoggedChannels;
import org.jobcast.impl.channel.Logs;
import org.jobcast.impl.concurrent.Threads;
import org.jobcast.impl.json.JacksonJson;

/**
 * Compares what a delivery costs the server with our broadcaster and with the JAX-RS implementation's own. No test: run
 * its main with {@code server ours|vendor}, and in another JVM {@code client <port> <clients> <events>}.
 *
 * <p>The client opens the connections, then asks for one event at a time and asks for the next when all have it.
 */
final class BroadcastCost {
    private static final String DATA = "x".repeat(100);

    private BroadcastCost() {}

    public static void main(String[] args) throws Exception {
        if (args[0].equals("server")) {
            serve(args[1].equals("ours"));
        } else {
            new Client(Integer.parseInt(args[1]), Integer.parseInt(args[2])).run(Integer.parseInt(args[3]));
        }
    }

    private static void serve(boolean ours) throws Exception {
        java.nio.file.Path directory = Files.createTempDirectory("broadcast-cost");
        JerseyServer server = JerseyServer.start(directory, new ResourceConfig().registerInstances(new Events(ours)));
        System.out.println(server.uri("/").getPort());
        Thread.currentThread().join();
    }

    /** Registers clients, and publishes when asked to. */
    @Path("events")
    public static final class Events {
        private final SinkBroadcasters broadcasters;
        private final boolean ours;
        private final AtomicInteger clients = new AtomicInteger();
        private volatile SseBroadcaster broadcaster;
        private volatile Sse sse;

        Events(boolean ours) {
            this.ours = ours;
            LoggedChannels channels = new LoggedChannels(
                    new Logs(64 << 20, 1 << 20, InstantSource.system()),
                    new LoggedChannels.Bounds(10, 1_000, 8 << 20, java.time.Duration.ofMinutes(1)),
                    new JacksonJson(),
                    InstantSource.system());
            broadcasters = new SinkBroadcasters(channels, Broadcasting.SETTINGS, Threads.timer("cost-"));
        }

        @GET
        @Path("follow")
        @Produces(MediaType.SERVER_SENT_EVENTS)
        public synchronized void follow(@Context Sse events, @Context SseEventSink sink) {
            if (broadcaster == null) {
                sse = events;
                broadcaster = ours ? broadcasters.over("cost", events) : events.newBroadcaster();
            }
            broadcaster.register(sink);
            clients.incrementAndGet();
        }

        @GET
        @Path("clients")
        public String clients() {
            return clients.toString();
        }

        @GET
        @Path("publish")
        public String publish() {
            broadcaster.broadcast(sse.newEventBuilder()
                    .id("1795260969468-1")
                    .name("e")
                    .mediaType(MediaType.TEXT_PLAIN_TYPE)
                    .data(String.class, DATA)
                    .build());
            return "ok";
        }

        @GET
        @Path("cpu")
        public String cpu() {
            return Long.toString(
                    ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime());
        }
    }

    /** Reads all connections with one thread. */
    private static final class Client {
        private final int port;
        private final int clients;
        private final Selector selector = Selector.open();
        private final AtomicLong events = new AtomicLong();
        private final Semaphore progress = new Semaphore(0);

        Client(int port, int clients) throws IOException {
            this.port = port;
            this.clients = clients;
        }

        void run(int count) throws Exception {
            for (int i = 0; i < clients; i++) {
                SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
                channel.write(ByteBuffer.wrap(
                        "GET /api/events/follow HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ);
            }
            Threads.daemon("reader", this::read).start();
            while (!ask("clients").equals(Integer.toString(clients))) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
            TimeUnit.MILLISECONDS.sleep(500);
            round(count / 2);
            long cpu = Long.parseLong(ask("cpu"));
            long begun = System.nanoTime();
            round(count);
            double seconds = (System.nanoTime() - begun) / 1e9;
            double millions = (double) count * clients / 1e6;
            double used = (Long.parseLong(ask("cpu")) - cpu) / 1e9;
            System.out.printf(
                    "%.2f CPU-s per million deliveries, %.0f deliveries/s%n",
                    used / millions, millions * 1e6 / seconds);
        }

        private void round(int count) throws Exception {
            for (int i = 0; i < count; i++) {
                long wanted = events.get() + clients;
                ask("publish");
                while (events.get() < wanted && progress.tryAcquire(10, TimeUnit.SECONDS)) {
                    progress.drainPermits();
                }
                if (events.get() < wanted) {
                    throw new IllegalStateException("events were lost");
                }
            }
        }

        private void read() {
            ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
            try {
                while (true) {
                    selector.select(key -> count(key, buffer));
                    progress.release();
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        /** An event has exactly one line that begins with {@code data}; no event is cut at this size. */
        private void count(SelectionKey key, ByteBuffer buffer) {
            buffer.clear();
            try {
                ((SocketChannel) key.channel()).read(buffer);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            long found = 0;
            for (int i = 0; i + 4 < buffer.position(); i++) {
                if (buffer.get(i) == 'd'
                        && buffer.get(i + 1) == 'a'
                        && buffer.get(i + 2) == 't'
                        && buffer.get(i + 4) == ':') {
                    found++;
                }
            }
            events.addAndGet(found);
        }

        private java.net.http.HttpClient http = java.net.http.HttpClient.newHttpClient();

        private String ask(String what) throws Exception {
            URI uri = URI.create("http://127.0.0.1:" + port + "/api/events/" + what);
            return http.send(
                            java.net.http.HttpRequest.newBuilder(uri).build(),
                            java.net.http.HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
