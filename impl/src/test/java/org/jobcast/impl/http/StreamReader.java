package org.jobcast.impl.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jobcast.impl.channel.Subscriber;
import org.jobcast.impl.channel.SubscriberConnection;
import org.jobcast.test.SseParser;

/** A client of a stream that takes everything at once, until the stream ends or it has had enough. */
final class StreamReader implements SubscriberConnection {
    private final SseParser parser = new SseParser();
    private final List<SseParser.Event> events = new ArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final CountDownLatch enough;
    private final int wanted;
    private boolean reached;

    private StreamReader(int wanted, CountDownLatch enough) {
        this.wanted = wanted;
        this.enough = enough;
    }

    /** Reads a stream to its end. */
    static List<SseParser.Event> all(HttpAnswer.Stream stream) {
        return all(stream, Integer.MAX_VALUE, new CountDownLatch(1));
    }

    /** Reads a stream to its end, and counts down when it has read so many events. */
    static List<SseParser.Event> all(HttpAnswer.Stream stream, int wanted, CountDownLatch enough) {
        StreamReader reader = new StreamReader(wanted, enough);
        stream.opener().open(reader).writable();
        await(reader.end);
        return reader.events();
    }

    /** Reads so many events or a few more, then goes away. */
    static List<SseParser.Event> some(HttpAnswer.Stream stream, int wanted) {
        StreamReader reader = new StreamReader(wanted, new CountDownLatch(1));
        Subscriber subscriber = stream.opener().open(reader);
        subscriber.writable();
        await(reader.enough);
        subscriber.gone();
        return reader.events();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(120, TimeUnit.SECONDS)).as("read in time").isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private synchronized List<SseParser.Event> events() {
        return List.copyOf(events);
    }

    @Override
    public boolean ready() {
        return true;
    }

    @Override
    public synchronized void write(byte[] bytes) {
        events.addAll(parser.push(bytes));
        if (!reached && events.size() >= wanted) {
            reached = true;
            enough.countDown();
        }
    }

    @Override
    public void flush() {}

    @Override
    public void complete() {
        end.countDown();
    }

    @Override
    public int writeLimit() {
        return 8192;
    }

    @Override
    public boolean settles() {
        return false;
    }
}
