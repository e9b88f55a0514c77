package org.jobcast.client;

import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Gives each subscriber a stream of its own, and a thread that reads it as far as the subscriber asks. */
final class JobPublisher implements Flow.Publisher<JobEvent> {
    private static final System.Logger LOG = System.getLogger(JobPublisher.class.getName());
    private static final ThreadFactory THREADS = Executors.defaultThreadFactory();

    private final String name;
    private final Supplier<JobStream> streams;

    JobPublisher(String name, Supplier<JobStream> streams) {
        this.name = name;
        this.streams = streams;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super JobEvent> subscriber) {
        Reading reading = new Reading(subscriber, streams.get());
        Thread thread = THREADS.newThread(reading);
        thread.setName(name);
        thread.setDaemon(true);
        thread.start();
    }

    private static final class Reading implements Runnable, Flow.Subscription {
        private final Flow.Subscriber<? super JobEvent> subscriber;
        private final JobStream stream;
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private long demand;
        private boolean cancelled;
        private @Nullable Throwable misuse;

        Reading(Flow.Subscriber<? super JobEvent> subscriber, JobStream stream) {
            this.subscriber = subscriber;
            this.stream = stream;
        }

        @Override
        public void request(long n) {
            lock.lock();
            try {
                if (n < 1) {
                    misuse = new IllegalArgumentException("ask for at least one event, not " + n);
                }
                demand = demand + n < 0 ? Long.MAX_VALUE : demand + Math.max(0, n);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void cancel() {
            lock.lock();
            try {
                cancelled = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            stream.close();
        }

        @Override
        public void run() {
            try (stream) {
                subscriber.onSubscribe(this);
                deliver();
            } catch (RuntimeException e) {
                fail(e);
            }
        }

        private void deliver() {
            while (awaitDemand()) {
                Optional<JobEvent> next = stream.next();
                if (isCancelled()) {
                    return;
                }
                if (next.isEmpty()) {
                    subscriber.onComplete();
                    return;
                }
                subscriber.onNext(next.get());
                if (next.get() instanceof JobEvent.Done) {
                    subscriber.onComplete();
                    return;
                }
            }
        }

        /** False if nobody wants more. */
        private boolean awaitDemand() {
            lock.lock();
            try {
                while (demand == 0 && misuse == null && !cancelled) {
                    changed.awaitUninterruptibly();
                }
                if (misuse != null && !cancelled) {
                    throw new IllegalArgumentException(misuse.getMessage());
                }
                demand -= demand == Long.MAX_VALUE ? 0 : 1;
                return !cancelled;
            } finally {
                lock.unlock();
            }
        }

        private boolean isCancelled() {
            lock.lock();
            try {
                return cancelled;
            } finally {
                lock.unlock();
            }
        }

        private void fail(RuntimeException thrown) {
            if (isCancelled()) {
                return;
            }
            try {
                subscriber.onError(thrown);
            } catch (RuntimeException e) {
                e.addSuppressed(thrown);
                LOG.log(System.Logger.Level.ERROR, "a subscriber failed to take an error", e);
            }
        }
    }
}
