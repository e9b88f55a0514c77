package org.jobcast.bench;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Vert.x as its users would tune it: one event loop owns all connections, every event is encoded once, and what has
 * piled up goes out in one write. On 127.0.0.1 and the port given as the argument.
 */
public final class VertxPeer extends VerticleBase {
    private final int port;
    private final Set<HttpServerResponse> streams = new LinkedHashSet<>();
    private final Queue<Buffer> pending = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    private VertxPeer(int port) {
        this.port = port;
    }

    public static void main(String[] args) {
        System.out.println("version Vert.x " + Vertx.class.getPackage().getImplementationVersion());
        Vertx.vertx().deployVerticle(new VertxPeer(Integer.parseInt(args[0]))).onFailure(error -> {
            error.printStackTrace();
            System.exit(1);
        });
    }

    @Override
    public Future<HttpServer> start() {
        HttpServerOptions options = new HttpServerOptions().setAcceptBacklog(4096);
        return vertx.createHttpServer(options).requestHandler(this::handle).listen(port, "127.0.0.1");
    }

    private void handle(HttpServerRequest request) {
        if (request.path().equals("/stream")) {
            stream(request.response());
        } else {
            publish(request);
        }
    }

    private void stream(HttpServerResponse response) {
        response.setChunked(true).putHeader("Content-Type", "text/event-stream");
        response.closeHandler(closed -> streams.remove(response));
        response.exceptionHandler(error -> streams.remove(response));
        response.write(": " + Payload.GREETING + "\n\n");
        streams.add(response);
    }

    private void publish(HttpServerRequest request) {
        int n = Integer.parseInt(request.getParam("n"));
        int size = Integer.parseInt(request.getParam("size"));
        for (int i = 0; i < n; i++) {
            pending.add(Buffer.buffer(Payload.next(size).frame()));
            if (scheduled.compareAndSet(false, true)) {
                context.runOnContext(now -> drain());
            }
        }
        request.response().putHeader("Content-Length", "0").end();
    }

    private void drain() {
        scheduled.set(false);
        Buffer batch = Buffer.buffer();
        for (Buffer event = pending.poll(); event != null; event = pending.poll()) {
            batch.appendBuffer(event);
        }
        if (batch.length() > 0) {
            streams.forEach(stream -> stream.write(batch));
        }
    }
}
