package org.jobcast.impl.job;

import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Pulls the items of a publisher one at a time onto the thread that waits for them. As an action of the job's cancellation
 * it wakes that thread up.
 */
final class ItemPull<T> implements Flow.Subscriber<T>, Runnable {
    /** What the waiting thread is told: an item, the end, an error, or to look whether the job was asked to stop. */
    private record Signal<T>(
            @Nullable T item, boolean end, @Nullable Throwable error) {}

    private final JobVoice job;
    /** At most one item was asked for; the rest is room for the end, and for a publisher that sends too much. */
    private final BlockingQueue<Signal<T>> signals = new ArrayBlockingQueue<>(4);

    private final AtomicReference<Flow.@Nullable Subscription> subscription = new AtomicReference<>();

    private volatile boolean over;

    ItemPull(JobVoice job) {
        this.job = job;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        boolean first = subscription.compareAndSet(null, Objects.requireNonNull(given));
        if (first && !over) {
            given.request(1);
        } else {
            given.cancel();
        }
    }

    @Override
    public void onNext(T item) {
        Objects.requireNonNull(item);
        if (!signals.offer(new Signal<>(item, false, null))) {
            cancel();
            signals.clear();
            signals.offer(new Signal<>(null, true, new IllegalStateException("more items than were asked for")));
        }
    }

    @Override
    public void onError(Throwable error) {
        signals.offer(new Signal<>(null, true, Objects.requireNonNull(error)));
    }

    @Override
    public void onComplete() {
        signals.offer(new Signal<>(null, true, null));
    }

    /** Wakes the waiting thread up. */
    @Override
    public void run() {
        signals.offer(new Signal<>(null, false, null));
    }

    /** Emits all items and returns the last. */
    @Nullable T toEnd() {
        T last = null;
        for (; ; ) {
            Signal<T> next = take();
            job.throwIfCancelled();
            Throwable error = next.error();
            if (error != null) {
                throw error instanceof CompletionException known ? known : new CompletionException(error);
            }
            if (next.end()) {
                return last;
            }
            if (next.item() != null) {
                last = next.item();
                if (!job.item(last)) {
                    return last;
                }
                requestNext();
            }
        }
    }

    private Signal<T> take() {
        try {
            return signals.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            job.throwIfCancelled();
            throw new CompletionException(e);
        }
    }

    private void requestNext() {
        Flow.Subscription current = subscription.get();
        if (current != null) {
            current.request(1);
        }
    }

    /** Wants no more, now or from a publisher that has not answered yet. */
    void cancel() {
        over = true;
        Flow.Subscription current = subscription.get();
        if (current != null) {
            current.cancel();
        }
    }
}
