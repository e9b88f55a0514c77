package org.jobcast.impl.rest;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.CompletionCallback;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jobcast.impl.http.HttpAnswer;
import org.jobcast.impl.http.Router;
import org.jobcast.impl.servlet.AsyncConnection;
import org.jobcast.impl.servlet.ServletRequestView;
import org.jobcast.rest.JobcastEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP contract inside a JAX-RS resource. A body goes the way of JAX-RS; a stream is written to the servlet response,
 * and the suspended answer is left alone for good.
 */
public final class RouterEndpoint implements JobcastEndpoint {
    private static final System.Logger LOG = System.getLogger(RouterEndpoint.class.getName());

    private final Router router;
    private final int writeLimit;
    private final Executor late;

    /**
     * @param router answers
     * @param writeLimit the most bytes of one write of a stream
     * @param late writes the answers of requests that had to wait; the writes may block
     */
    public RouterEndpoint(Router router, int writeLimit, Executor late) {
        this.router = router;
        this.writeLimit = writeLimit;
        this.late = late;
    }

    @Override
    public void handle(
            HttpServletRequest request, HttpServletResponse response, List<String> path, AsyncResponse answer) {
        boolean head = request.getMethod().equals("HEAD");
        CompletableFuture<HttpAnswer> result =
                router.handle(new ServletRequestView(request, path)).toCompletableFuture();
        if (!result.isDone()) {
            result.thenAccept(body -> resumeLater(answer, (HttpAnswer.Body) body, head));
        } else if (result.join() instanceof HttpAnswer.Stream stream) {
            stream(request, response, stream, answer);
        } else {
            resume(answer, located(request, (HttpAnswer.Body) result.join()), head);
        }
    }

    /** JAX-RS resolves a location against the path of the application; ours is meant from that of the request. */
    private static HttpAnswer.Body located(HttpServletRequest request, HttpAnswer.Body body) {
        String location = body.headers().get("Location");
        if (location == null) {
            return body;
        }
        Map<String, String> headers = new LinkedHashMap<>(body.headers());
        headers.put(
                "Location",
                URI.create(request.getRequestURL().toString()).resolve(location).toString());
        return new HttpAnswer.Body(body.status(), headers, body.content(), body.onWritten());
    }

    private void stream(
            HttpServletRequest request, HttpServletResponse response, HttpAnswer.Stream stream, AsyncResponse answer) {
        if (request.getMethod().equals("HEAD")) {
            stream.abandon().run();
            answer.resume(head(stream).build());
            return;
        }
        AsyncContext context = asyncContext(request);
        if (context == null) {
            stream.abandon().run();
            answer.resume(notAsync());
            return;
        }
        response.setStatus(stream.status());
        stream.headers().forEach(response::setHeader);
        try {
            AsyncConnection.open(context, stream, writeLimit);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the client left before the stream began", e);
            answer.cancel();
        }
    }

    /** The context that the JAX-RS implementation has started, or a new one; null if the request does not allow any. */
    private static @Nullable AsyncContext asyncContext(HttpServletRequest request) {
        try {
            AsyncContext context = request.isAsyncStarted() ? request.getAsyncContext() : request.startAsync();
            context.setTimeout(0);
            return context;
        } catch (IllegalStateException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "a stream was refused: a filter or servlet in front of it is not async-supported",
                    e);
            return null;
        }
    }

    private static Response notAsync() {
        String problem = "{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,"
                + "\"error\":\"no asynchronous requests\",\"detail\":\"A filter or servlet in front of this path is not"
                + " async-supported, so it cannot stream.\"}";
        byte[] body = problem.getBytes(StandardCharsets.UTF_8);
        return Response.status(503)
                .header("Content-Type", "application/problem+json")
                .header("Cache-Control", "no-store")
                .entity(body)
                .build();
    }

    private void resumeLater(AsyncResponse answer, HttpAnswer.Body body, boolean head) {
        try {
            late.execute(() -> resume(answer, body, head));
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "a waiting client was not answered, the application has stopped");
            body.onWritten().accept(false);
            answer.cancel();
        }
    }

    private static void resume(AsyncResponse answer, HttpAnswer.Body body, boolean head) {
        AtomicBoolean told = new AtomicBoolean();
        CompletionCallback callback = failure -> {
            if (told.compareAndSet(false, true)) {
                body.onWritten().accept(failure == null);
            }
        };
        answer.register(callback);
        Response.ResponseBuilder response = head(body);
        if (body.status() != 204 && body.status() != 304) {
            // For HEAD too: without an entity Jersey has the container make an error page of a status from 400 on.
            StreamingOutput content = out -> {
                if (!head) {
                    body.content().writeTo(out);
                }
            };
            response.entity(content);
        }
        if (!answer.resume(response.build())) {
            callback.onComplete(new IllegalStateException("the client is gone"));
        }
    }

    private static Response.ResponseBuilder head(HttpAnswer answer) {
        Response.ResponseBuilder response = Response.status(answer.status());
        answer.headers().forEach(response::header);
        return response;
    }
}
