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
    private final CountDownLatch enough = new CountDownLatch(1);
    private final int wanted;

    private StreamReader(int wanted) {
        this.wanted = wanted;
    }

    /** Reads a stream to its end. */
    static List<SseParser.Event> all(HttpAnswer.Stream stream) {
        return begin(stream).whole();
    }

    /** Begins to read a stream. */
    static StreamReader begin(HttpAnswer.Stream stream) {
        StreamReader reader = new StreamReader(Integer.MAX_VALUE);
        stream.opener().open(reader).writable();
        return reader;
    }

    /** How many events have come so far. */
    synchronized int count() {
        return events.size();
    }

    /** All events, when the stream has ended. */
    List<SseParser.Event> whole() {
        await(end);
        return events();
    }

    /** Reads so many events or a few more, then goes away. */
    static List<SseParser.Event> some(HttpAnswer.Stream stream, int wanted) {
        StreamReader reader = new StreamReader(wanted);
        Subscriber subscriber = stream.opener().open(reader);
        subscriber.writable();
        await(reader.enough);
        subscriber.gone();
        return reader.events();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).as("read in time").isTrue();
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
        if (events.size() >= wanted) {
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
