package org.jobcast.impl.resume;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jobcast.resume.TextSink;
import org.jobcast.resume.TextSource;

/** A source that says what a test tells it to. */
final class Words {
    final AtomicInteger starts = new AtomicInteger();
    private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final BlockingQueue<TextSink> sinks = new LinkedBlockingQueue<>();

    private enum Order {
        END
    }

    TextSource source() {
        return TextSource.of(sink -> {
            starts.incrementAndGet();
            sinks.add(sink);
            try {
                for (Object next = told.take(); next != Order.END; next = told.take()) {
                    if (next instanceof Exception failure) {
                        throw failure;
                    }
                    if (!sink.write((String) next)) {
                        return;
                    }
                }
            } finally {
                stopped.countDown();
            }
        });
    }

    static TextSource of(String... chunks) {
        return TextSource.ofIterator(List.of(chunks)::iterator);
    }

    Words say(String... chunks) {
        told.addAll(List.of(chunks));
        return this;
    }

    void end() {
        told.add(Order.END);
    }

    void fail(Exception failure) {
        told.add(failure);
    }

    TextSink sink() throws InterruptedException {
        return sinks.take();
    }

    boolean awaitStopped() throws InterruptedException {
        return stopped.await(20, TimeUnit.SECONDS);
    }
}
