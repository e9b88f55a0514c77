package org.jobcast.impl.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.jobcast.impl.concurrent.Threads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DrainPoolTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    private DrainPool pool() {
        return new DrainPool(2, 8, work -> {
            Thread thread = Threads.daemon("test-sink", work);
            threads.add(thread);
            return thread;
        });
    }

    @Test
    void itsThreadsAreGoneWhenTheyWereAwaited() throws Exception {
        for (int round = 0; round < 30; round++) {
            DrainPool pool = pool();
            CountDownLatch done = new CountDownLatch(10);
            for (int i = 0; i < 10; i++) {
                pool.offer(done::countDown);
            }
            pool.close();
            pool.awaitEnd(LONG);
            assertThat(threads).isNotEmpty().noneMatch(Thread::isAlive);
            assertThat(done.getCount()).as("what was queued is done").isZero();
            threads.clear();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void oneThatIsStuckInAClientIsNotWaitedFor() throws Exception {
        DrainPool pool = pool();
        CountDownLatch sending = new CountDownLatch(1);
        CountDownLatch client = new CountDownLatch(1);
        pool.offer(() -> {
            DrainPool.sending(System.nanoTime() - DrainPool.STUCK.toNanos() * 2);
            sending.countDown();
            await(client);
        });
        sending.await();
        pool.close();
        pool.awaitEnd(LONG);
        assertThat(threads).anyMatch(Thread::isAlive);
        client.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
