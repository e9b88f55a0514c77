package org.jobcast.impl.resume;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A subscriber that remembers what it gets. */
class Collecting implements Flow.Subscriber<String> {
    final List<String> chunks = Collections.synchronizedList(new ArrayList<>());
    final CompletableFuture<Void> end = new CompletableFuture<>();
    private final BlockingQueue<String> arrived = new LinkedBlockingQueue<>();
    private final long first;
    volatile Flow.Subscription subscription;

    Collecting(long first) {
        this.first = first;
    }

    static Collecting all(Flow.Publisher<String> publisher) {
        return some(publisher, Long.MAX_VALUE);
    }

    static Collecting some(Flow.Publisher<String> publisher, long first) {
        Collecting collecting = new Collecting(first);
        publisher.subscribe(collecting);
        return collecting;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        if (first > 0) {
            given.request(first);
        }
    }

    @Override
    public void onNext(String item) {
        chunks.add(item);
        arrived.add(item);
    }

    @Override
    public void onError(Throwable error) {
        end.completeExceptionally(error);
    }

    @Override
    public void onComplete() {
        end.complete(null);
    }

    /** All so far. */
    String text() {
        synchronized (chunks) {
            return String.join("", chunks);
        }
    }

    String next() throws InterruptedException {
        String chunk = arrived.poll(20, TimeUnit.SECONDS);
        if (chunk == null) {
            throw new AssertionError("no chunk came behind " + chunks);
        }
        return chunk;
    }

    String whole() throws Exception {
        end.get(20, TimeUnit.SECONDS);
        return String.join("", chunks);
    }
}
