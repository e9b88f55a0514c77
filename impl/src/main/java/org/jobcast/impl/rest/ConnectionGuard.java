package org.jobcast.impl.rest;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the container from recycling a connection while it is written to. Tomcat does so as soon as its callbacks have
 * returned, and gives request and response to the next client while our thread is still inside a failing write; so the
 * callbacks wait for that thread. Without a servlet request to listen to it is only a lock.
 */
final class ConnectionGuard implements AsyncListener {
    private static final long CLOSE_WAIT_MILLIS = 100;

    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean gone;
    private volatile @Nullable Consumer<@Nullable Throwable> onGone;

    /** Listens to the request, if it has been started asynchronously. */
    void attach(@Nullable AsyncContext context, Consumer<@Nullable Throwable> whenGone) {
        onGone = whenGone;
        if (context != null) {
            try {
                context.addListener(this);
            } catch (IllegalStateException e) {
                gone = true;
            }
        }
    }

    void lock() {
        lock.lock();
    }

    void unlock() {
        lock.unlock();
    }

    /** Whether the container has taken the connection back, so that nothing of it may be touched. */
    boolean isGone() {
        return gone;
    }

    /** Runs an action that closes the connection, beside a write only if that is stuck; not after the container's end. */
    void closing(Runnable close) {
        boolean locked = false;
        try {
            locked = lock.tryLock(CLOSE_WAIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            if (!gone) {
                close.run();
            }
        } finally {
            if (locked) {
                lock.unlock();
            }
        }
    }

    private void gone(@Nullable Throwable reason) {
        lock.lock();
        try {
            gone = true;
        } finally {
            lock.unlock();
        }
        Consumer<@Nullable Throwable> action = onGone;
        if (action != null) {
            action.accept(reason);
        }
    }

    @Override
    public void onComplete(AsyncEvent event) {
        gone(null);
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        gone(null);
    }

    @Override
    public void onError(AsyncEvent event) {
        gone(event.getThrowable());
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // A dispatch is not ours; nothing changes for the stream.
    }
}
