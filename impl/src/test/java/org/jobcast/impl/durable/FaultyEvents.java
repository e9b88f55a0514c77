package org.jobcast.impl.durable;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jobcast.spi.AppendOutcome;
import org.jobcast.spi.EventStore;
import org.jobcast.spi.LogHead;
import org.jobcast.spi.LogSlice;
import org.jobcast.spi.Segment;

/** Logs behind a network that the test breaks: before a call has done its work, after it, or in the middle of it. */
public final class FaultyEvents implements EventStore {
    private final EventStore store;
    /** Throws before anything is done. */
    public volatile boolean down;
    /** Throws after all is done: the caller cannot know. */
    public final AtomicInteger lostAnswers = new AtomicInteger();
    /** Calls of {@code append} wait for it. */
    public volatile CountDownLatch gate = new CountDownLatch(0);

    public final AtomicInteger appends = new AtomicInteger();
    public final AtomicInteger refused = new AtomicInteger();
    public final AtomicInteger headRequests = new AtomicInteger();
    public final AtomicInteger reads = new AtomicInteger();

    public FaultyEvents(EventStore store) {
        this.store = store;
    }

    private void check() {
        if (down) {
            refused.incrementAndGet();
            throw new IllegalStateException("no connection");
        }
    }

    @Override
    public Optional<LogHead> open(String channel, long fence, long epoch) {
        check();
        return store.open(channel, fence, epoch);
    }

    @Override
    public List<AppendOutcome> append(List<Segment> segments) {
        appends.incrementAndGet();
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
        check();
        List<AppendOutcome> outcomes = store.append(segments);
        if (lostAnswers.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new IllegalStateException("the answer was lost");
        }
        return outcomes;
    }

    @Override
    public Map<String, LogHead> heads(Collection<String> channels) {
        check();
        headRequests.incrementAndGet();
        return store.heads(channels);
    }

    @Override
    public Optional<LogSlice> read(String channel, long after, int maxBytes) {
        check();
        reads.incrementAndGet();
        return store.read(channel, after, maxBytes);
    }

    @Override
    public void trim(String channel, long before) {
        store.trim(channel, before);
    }

    @Override
    public boolean delete(String channel) {
        return store.delete(channel);
    }
}
