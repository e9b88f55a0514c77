package org.jobcast.impl.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class PendingStartsTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void whoAsksForATaskThatIsBeingStartedWaitsUntilItIs() {
        List<Runnable> work = new ArrayList<>();
        PendingStarts pending = new PendingStarts(work::add);
        AtomicBoolean started = new AtomicBoolean();
        pending.begin("one", () -> started.set(true));
        CompletableFuture<Boolean> asked = new CompletableFuture<>();
        Thread client = new Thread(() -> {
            pending.await("one", LONG);
            asked.complete(started.get());
        });
        client.start();
        work.get(0).run();
        assertThat(asked.join()).isTrue();
        assertThat(pending.await("one", LONG)).isFalse();
    }

    @Test
    void thereIsNothingToWaitForWithOtherTasks() {
        PendingStarts pending = new PendingStarts(work -> {});
        pending.begin("one", () -> {});
        assertThat(pending.await("two", LONG)).isFalse();
    }

    @Test
    void aStartThatFailsOrIsRefusedKeepsNobodyWaiting() {
        PendingStarts failing = new PendingStarts(Runnable::run);
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> failing.begin("one", () -> {
                    throw new IllegalStateException("as it was told");
                }));
        assertThat(failing.await("one", LONG)).isFalse();
        PendingStarts refusing = new PendingStarts(work -> {
            throw new RejectedExecutionException("as it was told");
        });
        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> refusing.begin("one", () -> {}));
        assertThat(refusing.await("one", LONG)).isFalse();
    }

    @Test
    void theWaitHasAnEnd() {
        PendingStarts pending = new PendingStarts(work -> {});
        pending.begin("one", () -> {});
        assertThat(pending.await("one", Duration.ZERO)).isFalse();
    }
}
