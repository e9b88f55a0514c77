package org.jobcast.impl.resume;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs work in order, one piece at a time, on threads of others. Thread-safe. */
final class Serial implements Executor {
    private static final System.Logger LOG = System.getLogger(Serial.class.getName());

    private final Executor threads;
    private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();

    Serial(Executor threads) {
        this.threads = threads;
    }

    @Override
    public void execute(Runnable work) {
        queue.add(work);
        if (size.getAndIncrement() == 0) {
            threads.execute(this::drain);
        }
    }

    private void drain() {
        do {
            Runnable work = queue.poll();
            if (work != null) {
                run(work);
            }
        } while (size.decrementAndGet() > 0);
    }

    private static void run(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.WARNING, "the backplane did not take a message; its readers may miss text", e);
        }
    }
}
