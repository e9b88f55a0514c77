package org.jobcast.impl.resume;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jobcast.impl.channel.Waker;
import org.jobcast.resume.ResumeFrom;
import org.jobcast.spi.BackplanePublisher;
import org.jobcast.spi.JsonCodec;

/**
 * Sends the text of a stream of this node to those who asked for it. All of it happens one after the other, so that nobody
 * misses a chunk or gets one twice. A reader that nobody listens for is forgotten at the next chunk.
 */
final class PublishedText implements Waker {
    private static final System.Logger LOG = System.getLogger(PublishedText.class.getName());

    private final LiveStream stream;
    private final VercelProtocol protocol;
    private final BackplanePublisher publisher;
    private final JsonCodec json;
    private final int maxListeners;
    private final Serial work;
    private final TextCursor cursor;
    private final Set<String> listeners = new LinkedHashSet<>();
    private final AtomicBoolean due = new AtomicBoolean();
    private final StringBuilder sent = new StringBuilder();
    private boolean over;

    PublishedText(
            LiveStream stream,
            VercelProtocol protocol,
            BackplanePublisher publisher,
            JsonCodec json,
            Executor threads,
            int maxListeners) {
        this.stream = stream;
        this.protocol = protocol;
        this.publisher = publisher;
        this.json = json;
        this.maxListeners = maxListeners;
        this.work = new Serial(threads);
        this.cursor = new TextCursor(stream.log(), json, ResumeFrom.start());
        stream.log().addWaker(this);
    }

    LiveStream stream() {
        return stream;
    }

    @Override
    public void wake() {
        if (due.compareAndSet(false, true)) {
            work.execute(this::publish);
        }
    }

    private void publish() {
        due.set(false);
        for (String chunk = cursor.next(); chunk != null; chunk = cursor.next()) {
            sent.append(chunk);
            if (chunk.equals(VercelProtocol.OVER)) {
                // Readers would take it for the end.
                send(chunk.substring(0, 1));
                send(chunk.substring(1));
            } else {
                send(chunk);
            }
        }
    }

    private void send(String message) {
        List<String> gone = new ArrayList<>();
        for (String listener : listeners) {
            if (!isHeard(listener, message)) {
                gone.add(listener);
            }
        }
        gone.forEach(listeners::remove);
    }

    /** Who may have missed a message gets no further one: a gap would not be noticed, silence is. */
    private boolean isHeard(String listener, String message) {
        try {
            return publisher.publish(protocol.chunks(listener), message) != 0;
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "the backplane took no message; a reader is given up", e);
            return false;
        }
    }

    /** Answers who asks: all there is, as one message. */
    void request(String message) {
        VercelProtocol.Request.parse(message, json).ifPresent(request -> work.execute(() -> answer(request)));
    }

    private void answer(VercelProtocol.Request request) {
        publish();
        if (listeners.size() >= maxListeners) {
            return;
        }
        String channel = protocol.chunks(request.listener());
        String text = new TextEvent(0, sent.toString()).behind(request.skip()).text();
        boolean listens = publisher.publish(channel, text) != 0;
        if (over) {
            publisher.publish(channel, VercelProtocol.OVER);
        } else if (listens) {
            listeners.add(request.listener());
        }
    }

    /** Says that it is over, behind the last chunk. */
    void end() {
        work.execute(() -> {
            publish();
            over = true;
            stream.log().removeWaker(this);
            send(VercelProtocol.OVER);
            listeners.clear();
        });
    }
}
