package org.jobcast.impl.concurrent;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A few threads for answers that came late and whose writing may block; none while there are no such answers. */
public final class LateAnswers implements Executor, AutoCloseable {
    private static final int THREADS = 4;
    private static final int QUEUE = 16_384;
    private static final int IDLE_SECONDS = 5;

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(QUEUE),
            Threads.factory("jobcast-answer-"));

    /** Makes it without any thread. */
    public LateAnswers() {
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable answer) {
        threads.execute(answer);
    }

    /** Interrupts what is being written and drops the rest. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
