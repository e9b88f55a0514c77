package org.jobcast.impl.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jobcast.impl.http.HttpAnswer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the answer to a request that had to wait, on the container's threads and without blocking one. Its monitor is held
 * in the container's callbacks too: a container recycles a request that is over, and nobody may write to it then.
 */
final class LateAnswer implements WriteListener, AsyncListener {
    private enum Step {
        WRITE,
        FLUSH,
        END
    }

    private static final System.Logger LOG = System.getLogger(LateAnswer.class.getName());

    private final AsyncContext context;
    private final boolean headOnly;
    private HttpAnswer.@Nullable Body answer;
    private byte[] bytes = {};
    private Step next = Step.WRITE;
    private boolean over;

    private LateAnswer(AsyncContext context, boolean headOnly) {
        this.context = context;
        this.headOnly = headOnly;
    }

    static LateAnswer to(AsyncContext context, boolean headOnly) {
        LateAnswer late = new LateAnswer(context, headOnly);
        context.addListener(late);
        return late;
    }

    /** The answer has come. */
    synchronized void write(HttpAnswer.Body body) {
        if (over) {
            body.onWritten().accept(false);
            return;
        }
        answer = body;
        try {
            JobcastServlet.setHead((HttpServletResponse) context.getResponse(), body);
            bytes = headOnly ? new byte[0] : content(body);
            context.getResponse().getOutputStream().setWriteListener(this);
        } catch (IOException | RuntimeException e) {
            onError(e);
        }
    }

    private static byte[] content(HttpAnswer.Body body) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        body.content().writeTo(content);
        return content.toByteArray();
    }

    /** The answer counts as written when the flush behind it is: before that it may be in a buffer of the container. */
    @Override
    public synchronized void onWritePossible() throws IOException {
        if (over) {
            return;
        }
        ServletOutputStream out = context.getResponse().getOutputStream();
        while (!over && out.isReady()) {
            Step step = next;
            switch (step) {
                case WRITE -> {
                    next = Step.FLUSH;
                    out.write(bytes);
                }
                case FLUSH -> {
                    next = Step.END;
                    out.flush();
                }
                case END -> {
                    settle(true);
                    complete();
                }
            }
        }
    }

    @Override
    public synchronized void onError(Throwable failure) {
        LOG.log(System.Logger.Level.DEBUG, "the client left before it had its answer", failure);
        if (!over) {
            settle(false);
            complete();
        }
    }

    private void settle(boolean written) {
        if (!over) {
            over = true;
            HttpAnswer.Body told = answer;
            if (told != null) {
                told.onWritten().accept(written);
            }
        }
    }

    private void complete() {
        try {
            context.complete();
        } catch (IllegalStateException e) {
            LOG.log(System.Logger.Level.DEBUG, "the container had completed the request by itself", e);
        }
    }

    @Override
    public synchronized void onComplete(AsyncEvent event) {
        settle(false);
    }

    /** There is no timeout, but Tomcat calls this for every request that waits when its application is stopped. */
    @Override
    public synchronized void onTimeout(AsyncEvent event) {
        boolean unanswered = !over && answer == null;
        settle(false);
        if (unanswered && context.getResponse() instanceof HttpServletResponse response) {
            response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            response.setHeader("Retry-After", "5");
        }
        complete();
    }

    @Override
    public synchronized void onError(AsyncEvent event) {
        settle(false);
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // A dispatch is not ours; nothing changes for the answer.
    }
}
