package org.jobcast.impl.job;

import org.jspecify.annotations.Nullable;

/** The thread inside a body. It is interrupted only there, and leaves without an interrupt: it belongs to a pool. */
final class BodyThread {
    private @Nullable Thread inside;

    synchronized void enter() {
        inside = Thread.currentThread();
    }

    synchronized void leave() {
        inside = null;
        Thread.interrupted();
    }

    synchronized void interrupt() {
        if (inside != null) {
            inside.interrupt();
        }
    }
}
