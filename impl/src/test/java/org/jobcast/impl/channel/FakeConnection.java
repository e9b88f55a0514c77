package org.jobcast.impl.channel;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jobcast.test.SseParser;

/** A connection in memory: what it takes and when, is told by the test. Thread-safe. */
class FakeConnection implements SubscriberConnection {
    /** Runs inside a write, where a container may do anything. */
    interface OnWrite {
        void run(int write) throws IOException;
    }

    final AtomicInteger completed = new AtomicInteger();
    final AtomicInteger ended = new AtomicInteger();
    final CountDownLatch end = new CountDownLatch(1);
    private final SseParser parser = new SseParser();
    private final List<SseParser.Event> events = new ArrayList<>();
    private final List<Integer> sizes = new ArrayList<>();
    private final int limit;
    private volatile OnWrite onWrite = write -> {};
    private volatile int window = Integer.MAX_VALUE;
    private volatile boolean flushed = true;
    private boolean settles;

    FakeConnection() {
        this(8192);
    }

    FakeConnection(int limit) {
        this.limit = limit;
    }

    FakeConnection onWrite(OnWrite action) {
        onWrite = action;
        return this;
    }

    FakeConnection afterGreeting(OnWrite action) {
        return onWrite(write -> {
            if (write > 0) {
                action.run(write);
            }
        });
    }

    /** Has to be left alone for a moment after it says that it is writable. */
    FakeConnection settling() {
        settles = true;
        return this;
    }

    /** Takes so many writes from now on, then is not ready. */
    FakeConnection window(int writes) {
        window = writes;
        return this;
    }

    void ended() {
        ended.incrementAndGet();
        end.countDown();
    }

    @Override
    public boolean ready() {
        return window > 0 || !flushed;
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        onWrite.run(sizes().size());
        synchronized (this) {
            flushed = false;
            window = window == Integer.MAX_VALUE ? window : window - 1;
            sizes.add(bytes.length);
            events.addAll(parser.push(bytes));
        }
    }

    @Override
    public void flush() {
        flushed = true;
    }

    @Override
    public void complete() {
        completed.incrementAndGet();
    }

    @Override
    public int writeLimit() {
        return limit;
    }

    @Override
    public boolean settles() {
        return settles;
    }

    synchronized List<SseParser.Event> events() {
        return List.copyOf(events);
    }

    List<String> data() {
        return events().stream().map(SseParser.Event::data).toList();
    }

    List<String> types() {
        return events().stream().map(SseParser.Event::type).toList();
    }

    /** The size of each write; the first one is the retry hint. */
    synchronized List<Integer> sizes() {
        return List.copyOf(sizes);
    }

    synchronized List<String> comments() {
        return parser.comments();
    }

    synchronized List<Long> retries() {
        return parser.retries();
    }

    synchronized String lastEventId() {
        return parser.lastEventId();
    }

    boolean isFlushed() {
        return flushed;
    }
}
