package org.jobcast.impl.store.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Requests that wait for their turn. */
class CallsTest {
    private final Calls calls = new Calls(2, Duration.ofSeconds(30), "test-calls-");
    private final CountDownLatch begun = new CountDownLatch(2);
    private final AtomicInteger ended = new AtomicInteger();

    private String untilInterrupted() {
        begun.countDown();
        try {
            new CountDownLatch(1).await();
            return "never";
        } catch (InterruptedException e) {
            throw new IllegalStateException("given up", e);
        } finally {
            ended.incrementAndGet();
        }
    }

    @Test
    void closingEndsThoseThatAreUnderWayAndThoseThatWait() throws Exception {
        Supplier<String> request = this::untilInterrupted;
        FutureTask<List<String>> many = new FutureTask<>(() -> calls.callAll(Collections.nCopies(9, request)));
        FutureTask<String> last = new FutureTask<>(() -> calls.call(() -> "not asked"));
        startWaiting(many);
        startWaiting(last);
        begun.await();

        calls.close();
        assertThat(ended).as("nothing is under way any more").hasValue(2);
        assertThatThrownBy(() -> many.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseInstanceOf(InterruptedException.class);
        assertThatThrownBy(() -> last.get(30, TimeUnit.SECONDS))
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the store is closed");
        assertThatThrownBy(() -> calls.call(() -> "too late")).hasMessage("the store is closed");
    }

    /** All that it asks for is under way, or waits for that. */
    private static void startWaiting(FutureTask<?> caller) {
        Thread thread = new Thread(caller);
        thread.setDaemon(true);
        thread.start();
        Awaitility.await().until(() -> thread.getState() == Thread.State.WAITING);
    }
}
