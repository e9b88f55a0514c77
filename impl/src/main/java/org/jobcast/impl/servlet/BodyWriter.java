package org.jobcast.impl.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jobcast.impl.http.HttpAnswer;

/** Writes the body of an answer that came late, on the container's threads and without blocking one. */
final class BodyWriter implements WriteListener {
    private final AsyncContext context;
    private final ServletOutputStream out;
    private final HttpAnswer.Body answer;
    private final byte[] bytes;
    private boolean written;
    private boolean over;

    private BodyWriter(AsyncContext context, ServletOutputStream out, HttpAnswer.Body answer, byte[] bytes) {
        this.context = context;
        this.out = out;
        this.answer = answer;
        this.bytes = bytes;
    }

    static void start(AsyncContext context, HttpAnswer.Body answer) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        answer.content().writeTo(body);
        ServletOutputStream out = context.getResponse().getOutputStream();
        out.setWriteListener(new BodyWriter(context, out, answer, body.toByteArray()));
    }

    @Override
    public synchronized void onWritePossible() throws IOException {
        while (!over && out.isReady()) {
            if (written) {
                end(true);
            } else {
                written = true;
                out.write(bytes);
            }
        }
    }

    @Override
    public synchronized void onError(Throwable failure) {
        end(false);
    }

    private void end(boolean success) {
        if (!over) {
            over = true;
            answer.onWritten().accept(success);
            context.complete();
        }
    }
}
