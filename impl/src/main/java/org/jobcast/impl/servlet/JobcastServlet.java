package org.jobcast.impl.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jobcast.impl.http.HttpAnswer;
import org.jobcast.impl.http.Router;

/** The HTTP contract under the base path. Never creates a session. */
public final class JobcastServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Router router;
    private final int writeLimit;
    private final transient Runnable onStart;

    /**
     * @param router answers
     * @param writeLimit the most bytes of one write of a stream
     * @param onStart what is left to do when the application has started, CDI included
     */
    public JobcastServlet(Router router, int writeLimit, Runnable onStart) {
        this.router = router;
        this.writeLimit = writeLimit;
        this.onStart = onStart;
    }

    @Override
    public void init() {
        onStart.run();
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        CompletableFuture<HttpAnswer> answer = router.handle(ServletRequestView.of(request, request.getPathInfo()))
                .toCompletableFuture();
        if (!answer.isDone()) {
            answerLater(request, answer);
            return;
        }
        if (answer.join() instanceof HttpAnswer.Stream stream) {
            stream(request, response, stream);
        } else {
            write(request, response, (HttpAnswer.Body) answer.join());
        }
    }

    private void stream(HttpServletRequest request, HttpServletResponse response, HttpAnswer.Stream stream)
            throws IOException {
        setHead(response, stream);
        if (request.getMethod().equals("HEAD")) {
            stream.abandon().run();
            return;
        }
        AsyncContext context;
        try {
            context = startAsync(request);
        } catch (IllegalStateException e) {
            stream.abandon().run();
            throw e;
        }
        AsyncConnection.open(context, stream, writeLimit);
    }

    private static AsyncContext startAsync(HttpServletRequest request) {
        AsyncContext context = request.startAsync();
        context.setTimeout(0);
        return context;
    }

    private static void write(HttpServletRequest request, HttpServletResponse response, HttpAnswer.Body body)
            throws IOException {
        boolean written = false;
        try {
            setHead(response, body);
            if (!request.getMethod().equals("HEAD")) {
                body.content().writeTo(response.getOutputStream());
                response.flushBuffer();
            }
            written = true;
        } finally {
            body.onWritten().accept(written);
        }
    }

    private static void answerLater(HttpServletRequest request, CompletableFuture<HttpAnswer> answer) {
        LateAnswer late = LateAnswer.to(startAsync(request), request.getMethod().equals("HEAD"));
        answer.thenAccept(body -> late.write((HttpAnswer.Body) body));
    }

    static void setHead(HttpServletResponse response, HttpAnswer answer) {
        response.setStatus(answer.status());
        answer.headers().forEach(response::setHeader);
    }
}
