package org.jobcast.impl.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import org.jobcast.impl.channel.Subscriber;
import org.jobcast.impl.channel.SubscriberConnection;
import org.jobcast.impl.http.HttpAnswer;

/**
 * The non-blocking connection of a client over the asynchronous servlet API. The container's callbacks only pass the word
 * on; the pump writes.
 */
public final class AsyncConnection implements SubscriberConnection {
    private static final System.Logger LOG = System.getLogger(AsyncConnection.class.getName());

    private final AsyncContext context;
    private final ServletOutputStream out;
    private final int writeLimit;
    private boolean flushTwice;

    private AsyncConnection(AsyncContext context, ServletOutputStream out, int writeLimit) {
        this.context = context;
        this.out = out;
        this.writeLimit = writeLimit;
        this.flushTwice = Quirks.ignoresFirstFlush(
                context.getRequest().getServletContext().getServerInfo());
    }

    /**
     * Connects the client of an asynchronous request to its stream. The status and the headers must be set.
     *
     * @param context the request, started asynchronously, without a timeout
     * @param answer the stream
     * @param writeLimit the most bytes of one write
     * @throws IOException if the client is gone; then the answer was abandoned
     */
    public static void open(AsyncContext context, HttpAnswer.Stream answer, int writeLimit) throws IOException {
        Subscriber subscriber;
        ServletOutputStream out;
        try {
            out = context.getResponse().getOutputStream();
            subscriber = answer.opener().open(new AsyncConnection(context, out, writeLimit));
        } catch (IOException | RuntimeException e) {
            answer.abandon().run();
            throw e;
        }
        Callbacks callbacks = new Callbacks(subscriber);
        try {
            context.addListener(callbacks);
            out.setWriteListener(callbacks);
        } catch (RuntimeException e) {
            subscriber.gone();
            throw e;
        }
    }

    @Override
    public boolean ready() {
        return out.isReady();
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    @Override
    public void flush() throws IOException {
        out.flush();
        if (flushTwice && out.isReady()) {
            flushTwice = false;
            out.flush();
        }
    }

    @Override
    public void complete() {
        try {
            context.complete();
        } catch (IllegalStateException e) {
            LOG.log(System.Logger.Level.DEBUG, "the container had completed the request by itself", e);
        }
    }

    @Override
    public int writeLimit() {
        return writeLimit;
    }

    @Override
    public boolean settles() {
        return true;
    }

    /** The container's callbacks. Each returns only after a write that is under way: see {@link Subscriber#gone}. */
    private record Callbacks(Subscriber subscriber) implements AsyncListener, WriteListener {
        @Override
        public void onWritePossible() {
            subscriber.writable();
        }

        @Override
        public void onError(Throwable failure) {
            subscriber.failed();
        }

        @Override
        public void onComplete(AsyncEvent event) {
            subscriber.gone();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            subscriber.timedOut();
        }

        @Override
        public void onError(AsyncEvent event) {
            subscriber.gone();
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // A dispatch is not ours; nothing changes for the stream.
        }
    }
}
