package org.jobcast.impl.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ExecutorsTest {
    private static Thread threadOf(JobExecutor executor) throws Exception {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        executor.execute(() -> thread.complete(Thread.currentThread()));
        return thread.get(30, TimeUnit.SECONDS);
    }

    private static void assertKeepsTheClassLoader(java.util.function.Supplier<JobExecutor> maker) throws Exception {
        Thread caller = Thread.currentThread();
        ClassLoader before = caller.getContextClassLoader();
        try (URLClassLoader application = new URLClassLoader(new URL[0], before)) {
            caller.setContextClassLoader(application);
            try (JobExecutor executor = maker.get()) {
                caller.setContextClassLoader(before);
                CompletableFuture<ClassLoader> seen = new CompletableFuture<>();
                executor.execute(() -> seen.complete(Thread.currentThread().getContextClassLoader()));
                assertThat(seen.get(30, TimeUnit.SECONDS)).isSameAs(application);
            }
        } finally {
            caller.setContextClassLoader(before);
        }
    }

    @Test
    void thePoolHasNamedDaemonThreadsWithTheClassLoaderOfItsMaker() throws Exception {
        try (JobExecutor pool = new PoolExecutor("pool-test-", 1)) {
            assertThat(threadOf(pool))
                    .matches(Thread::isDaemon)
                    .matches(t -> t.getName().startsWith("pool-test-"));
        }
        assertKeepsTheClassLoader(() -> new PoolExecutor("pool-test-", 1));
    }

    @Test
    void thePoolIsBoundedAndRefusesAfterItsEnd() {
        CountDownLatch release = new CountDownLatch(1);
        try (JobExecutor pool = new PoolExecutor("pool-test-", 1)) {
            pool.execute(() -> Rig.await(release));
            pool.execute(() -> {});
            assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> pool.execute(() -> {}));
            release.countDown();
            pool.close();
            assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> pool.execute(() -> {}));
        }
    }

    @Test
    void virtualThreadsAreUsedWhereTheJdkHasThem() throws Exception {
        if (!VirtualThreadExecutor.isAvailable()) {
            assertThat(Runtime.version().feature()).isLessThan(21);
            assertThatIllegalStateException().isThrownBy(() -> new VirtualThreadExecutor("virtual-test-"));
            return;
        }
        try (JobExecutor executor = new VirtualThreadExecutor("virtual-test-")) {
            Thread thread = threadOf(executor);
            assertThat(thread.getName()).startsWith("virtual-test-");
            assertThat(Thread.class.getMethod("isVirtual").invoke(thread)).isEqualTo(true);
        }
        assertKeepsTheClassLoader(() -> new VirtualThreadExecutor("virtual-test-"));
    }
}
