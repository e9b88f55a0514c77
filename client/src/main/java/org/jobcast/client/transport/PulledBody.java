package org.jobcast.client.transport;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A body that is asked for one delivery at a time, so that a slow reader slows the server and fills no memory. The JDK's own
 * stream of a body knows no timeout and, up to some versions, no interrupt.
 */
final class PulledBody implements BodySubscriber<PulledBody> {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<ByteBuffer> arrived = new ArrayDeque<>();
    private Flow.@Nullable Subscription subscription;
    private @Nullable Throwable failure;
    private boolean complete;
    private boolean closed;

    @Override
    public CompletionStage<PulledBody> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
        boolean unwanted;
        lock.lock();
        try {
            unwanted = closed;
            subscription = newSubscription;
        } finally {
            lock.unlock();
        }
        if (unwanted) {
            newSubscription.cancel();
        } else {
            newSubscription.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        Flow.Subscription more;
        lock.lock();
        try {
            buffers.stream().filter(ByteBuffer::hasRemaining).forEach(arrived::add);
            more = arrived.isEmpty() && !closed ? subscription : null;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (more != null) {
            more.request(1);
        }
    }

    @Override
    public void onError(Throwable thrown) {
        finish(thrown);
    }

    @Override
    public void onComplete() {
        finish(null);
    }

    private void finish(@Nullable Throwable thrown) {
        lock.lock();
        try {
            complete = true;
            failure = thrown;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Nullable ByteBuffer read(Duration within) throws IOException, InterruptedException {
        ByteBuffer next;
        Flow.Subscription more;
        lock.lockInterruptibly();
        try {
            long left = within.toNanos();
            while (arrived.isEmpty() && !complete && !closed) {
                if (left <= 0) {
                    throw new SocketTimeoutException("nothing arrived within " + within.toMillis() + " ms");
                }
                left = changed.awaitNanos(left);
            }
            if (closed) {
                throw new AsynchronousCloseException();
            }
            next = arrived.poll();
            if (next == null) {
                requireComplete();
            }
            more = next != null && arrived.isEmpty() && !complete ? subscription : null;
        } finally {
            lock.unlock();
        }
        if (more != null) {
            more.request(1);
        }
        return next;
    }

    private void requireComplete() throws IOException {
        Throwable thrown = failure;
        if (thrown != null) {
            throw new IOException("the connection broke: " + thrown.getMessage(), thrown);
        }
    }

    void close() {
        Flow.Subscription unwanted;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            arrived.clear();
            unwanted = complete ? null : subscription;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (unwanted != null) {
            unwanted.cancel();
        }
    }
}
