package org.jobcast.impl.resume;

import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.channel.Waker;
import org.jobcast.resume.StreamFailedException;
import org.jobcast.resume.StreamRefusedException;
import org.jspecify.annotations.Nullable;

/**
 * Chunks for a subscriber. Whatever happens to it, requests, growth of the log, cancellation, is done by one task at a time,
 * which gives the subscriber what it asked for and ends.
 */
final class TextSubscription implements Flow.Subscription, Waker, Runnable {
    private static final System.Logger LOG = System.getLogger(TextSubscription.class.getName());

    private final String id;
    private final EventLog log;
    private final TextCursor cursor;
    private final Flow.Subscriber<? super String> subscriber;
    private final Executor threads;
    private final AtomicLong requested = new AtomicLong();
    /** What has happened that {@link #run} has not seen. The first is that it has begun, which nothing else comes before. */
    private final AtomicInteger work = new AtomicInteger(1);

    private volatile Runnable leave = () -> {};
    private volatile boolean over;
    private volatile @Nullable Throwable refusal;
    private @Nullable String chunk;

    TextSubscription(
            String id, EventLog log, TextCursor cursor, Flow.Subscriber<? super String> subscriber, Executor threads) {
        this.id = id;
        this.log = log;
        this.cursor = cursor;
        this.subscriber = subscriber;
        this.threads = threads;
    }

    /** Begins, or tells the subscriber that there is no place for it. */
    void begin(Readers readers) {
        try {
            leave = readers.enter(id, log, () -> refuse(Readers.stopping(id)));
        } catch (StreamRefusedException e) {
            refuse(subscriber, e);
            return;
        }
        try {
            subscriber.onSubscribe(this);
        } catch (RuntimeException | Error e) {
            stop();
            throw e;
        }
        log.addWaker(this);
        if (over) {
            log.removeWaker(this);
        } else {
            execute();
        }
    }

    private void refuse(RuntimeException why) {
        refusal = why;
        wake();
    }

    @Override
    public void request(long items) {
        if (items <= 0) {
            refuse(new IllegalArgumentException("a subscriber must request 1 or more, not " + items));
            return;
        }
        requested.accumulateAndGet(items, (have, more) -> have + more < 0 ? Long.MAX_VALUE : have + more);
        wake();
    }

    @Override
    public void cancel() {
        stop();
    }

    private void stop() {
        over = true;
        log.removeWaker(this);
        leave.run();
    }

    @Override
    public void wake() {
        if (!over && work.getAndIncrement() == 0) {
            execute();
        }
    }

    private void execute() {
        try {
            threads.execute(this);
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "a reader is left alone: the application stops", e);
            stop();
        }
    }

    @Override
    public void run() {
        int seen = work.get();
        do {
            try {
                deliver();
            } catch (RuntimeException | Error e) {
                stop();
                LOG.log(System.Logger.Level.WARNING, "stream " + id + ": a subscriber failed; it gets nothing more", e);
            }
            seen = work.addAndGet(-seen);
        } while (seen != 0);
    }

    private void deliver() {
        while (!over) {
            Throwable refused = refusal;
            if (refused != null) {
                stop();
                subscriber.onError(refused);
                return;
            }
            if (chunk == null && !read()) {
                finishIfOver();
                return;
            }
            if (requested.get() == 0) {
                return;
            }
            if (requested.get() != Long.MAX_VALUE) {
                requested.decrementAndGet();
            }
            String given = chunk;
            chunk = null;
            subscriber.onNext(given);
        }
    }

    /** False if there is nothing now; a store that fails ends the reading, and the subscriber is told. */
    private boolean read() {
        try {
            chunk = cursor.next();
        } catch (RuntimeException e) {
            stop();
            subscriber.onError(e);
        }
        return chunk != null;
    }

    private void finishIfOver() {
        StreamEnd end = cursor.end();
        if (end == null || over) {
            return;
        }
        stop();
        if (end.isFailure()) {
            subscriber.onError(new StreamFailedException(id, end.reason()));
        } else {
            subscriber.onComplete();
        }
    }

    /** Tells a subscriber that there is no place for it. */
    private static void refuse(Flow.Subscriber<? super String> subscriber, StreamRefusedException why) {
        subscriber.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long items) {}

            @Override
            public void cancel() {}
        });
        subscriber.onError(why);
    }
}
