package org.jobcast.impl.job;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jobcast.impl.concurrent.Threads;

/** Runs bodies on a bounded pool of platform threads, which end when they have nothing to do for a while. */
public final class PoolExecutor implements JobExecutor {
    private static final Duration IDLE = Duration.ofSeconds(30);

    private final ThreadPoolExecutor pool;

    /**
     * @param prefix the beginning of the threads' names
     * @param threads the most threads; as much work may wait, for the moment between the end of one body and the next
     * @throws IllegalArgumentException if the number is not positive
     */
    public PoolExecutor(String prefix, int threads) {
        this.pool = new ThreadPoolExecutor(
                threads,
                threads,
                IDLE.toSeconds(),
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(threads),
                Threads.factory(prefix));
        pool.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable work) {
        pool.execute(work);
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
