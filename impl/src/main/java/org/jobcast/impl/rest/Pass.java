package org.jobcast.impl.rest;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * One walk over the sinks of a broadcaster, by as many threads as have time. While sinks are left the pass is in the queue
 * once more, so that a thread that comes to replace a stuck one finds it.
 */
final class Pass implements Work {
    private final SinkCursor[] sinks;
    private final DrainPool pool;
    private final AtomicInteger next = new AtomicInteger();

    Pass(SinkCursor[] sinks, DrainPool pool) {
        this.sinks = sinks;
        this.pool = pool;
    }

    @Override
    public void run() {
        int remaining = sinks.length - next.get();
        if (remaining > 1) {
            pool.offer(this);
        }
        for (int i = next.getAndIncrement(); i < sinks.length; i = next.getAndIncrement()) {
            sinks[i].run();
        }
    }
}
