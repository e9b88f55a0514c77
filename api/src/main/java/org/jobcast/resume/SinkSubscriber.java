package org.jobcast.resume;

import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Writes the items of a publisher to a sink, and wants the next one when it has taken the last. */
final class SinkSubscriber implements Flow.Subscriber<String> {
    private final TextSink sink;
    private final AtomicReference<Flow.@Nullable Subscription> subscription = new AtomicReference<>();

    SinkSubscriber(TextSink sink) {
        this.sink = sink;
        sink.onCancel(this::cancel);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        boolean first = subscription.compareAndSet(null, Objects.requireNonNull(given));
        if (first && !sink.isCancelled()) {
            given.request(1);
        } else {
            given.cancel();
        }
    }

    @Override
    public void onNext(String item) {
        Objects.requireNonNull(item);
        Flow.Subscription current = subscription.get();
        if (!sink.write(item)) {
            cancel();
        } else if (current != null) {
            current.request(1);
        }
    }

    @Override
    public void onError(Throwable error) {
        sink.fail(Objects.requireNonNull(error));
    }

    @Override
    public void onComplete() {
        sink.close();
    }

    private void cancel() {
        Flow.Subscription current = subscription.get();
        if (current != null) {
            current.cancel();
        }
    }
}
