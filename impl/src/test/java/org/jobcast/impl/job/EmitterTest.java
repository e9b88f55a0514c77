package org.jobcast.impl.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jobcast.job.CancelOutcome;
import org.jobcast.job.JobConflictException;
import org.jobcast.job.JobEmitter;
import org.jobcast.job.JobError;
import org.jobcast.job.JobOptions;
import org.jobcast.job.JobState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EmitterTest {
    private final Rig rig = new Rig();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void close() {
        threads.shutdownNow();
        rig.close();
    }

    @Test
    void succeedsWithItsLastResult() {
        JobEmitter emitter = rig.engine.open("report");
        try (emitter) {
            assertThat(emitter.job().state()).isEqualTo(JobState.RUNNING);
            rig.clock.advance(Duration.ofMillis(50));
            assertThat(emitter.progress(1, 2)).isTrue();
            assertThat(emitter.result(1)).isTrue();
            assertThat(emitter.result(Map.of("pages", 17))).isTrue();
            assertThat(emitter.complete()).as("keeps the result").isTrue();
        }
        assertThat(Rig.end(emitter.job()).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(emitter.job().result().orElseThrow().json()).isEqualTo("{\"pages\":17}");
        assertThat(rig.events(emitter.job()))
                .containsExactly(
                        "{\"event\":\"progress\",\"current\":1,\"total\":2,\"t\":0.050}",
                        "{\"event\":\"done\",\"state\":\"succeeded\",\"t\":0.050}");
    }

    @Test
    void completesWithoutAResult() {
        JobEmitter emitter = rig.engine.open("report");
        emitter.complete();
        emitter.close();
        assertThat(Rig.end(emitter.job()).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(emitter.job().result()).isEmpty();
        assertThat(Rig.end(emitter.job()).hasResult()).isFalse();
    }

    @Test
    void leavingTheBlockByAnExceptionFailsTheJobAndTheExceptionPasses() {
        JobEmitter emitter = rig.engine.open("report");
        assertThatThrownBy(() -> {
                    try (emitter) {
                        emitter.log("before");
                        throw new RuntimeException("boom");
                    }
                })
                .hasMessage("boom");
        assertThat(Rig.end(emitter.job()).error())
                .isEqualTo(new JobError("Incomplete", "closed without a result and without complete()"));
        assertThat(rig.types(emitter.job())).containsExactly("log", "error", "done");
    }

    @Test
    void callsAfterTheEndAreRefusedWithOneWarning() {
        JobEmitter emitter = rig.engine.open("report");
        emitter.result(1);
        emitter.close();
        List<String> before = rig.events(emitter.job());
        List<LogRecord> logged = new java.util.concurrent.CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                logged.add(entry);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(JobEvents.class.getName());
        logger.addHandler(handler);
        try {
            assertThat(emitter.emit("x", 1)).isFalse();
            assertThat(emitter.log("x")).isFalse();
            assertThat(emitter.progress(1, 2)).isFalse();
            assertThat(emitter.result(2)).isFalse();
            assertThat(emitter.complete()).isFalse();
            assertThat(emitter.fail(new RuntimeException("x"))).isFalse();
            emitter.close();
            emitter.close();
        } finally {
            logger.removeHandler(handler);
        }
        assertThat(logged).hasSize(1).allMatch(entry -> entry.getLevel() == Level.WARNING);
        assertThat(rig.events(emitter.job())).isEqualTo(before);
        assertThat(emitter.job().result().orElseThrow().json()).isEqualTo("1");
    }

    @Test
    void failsWithTheGivenError() {
        JobEmitter emitter = rig.engine.open("report");
        assertThat(emitter.fail(new IllegalStateException("boom"))).isTrue();
        emitter.close();
        assertThat(Rig.end(emitter.job()).error()).isEqualTo(new JobError("IllegalStateException", "boom"));
        assertThat(rig.types(emitter.job())).containsExactly("error", "done");
    }

    @Test
    void withoutTrackedWorkACancelEndsItAtOnce() {
        JobEmitter emitter = rig.engine.open("report");
        assertThat(emitter.job().cancel("enough")).isEqualTo(CancelOutcome.REQUESTED);
        assertThat(emitter.isCancelled()).isTrue();
        assertThat(emitter.job().state()).isEqualTo(JobState.CANCELLED);
        assertThat(rig.types(emitter.job())).containsExactly("cancelling", "cancelled", "done");
        emitter.close();
        assertThat(rig.types(emitter.job())).hasSize(3);
    }

    @Test
    void aTrackedThreadIsInterruptedAndTheJobIsCancelled() throws Exception {
        JobEmitter emitter = rig.engine.open("report");
        CountDownLatch sleeping = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        threads.execute(() -> {
            emitter.track(Thread.currentThread());
            sleeping.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        });
        Rig.await(sleeping);
        emitter.job().cancel();
        Rig.await(interrupted);
        assertThat(Rig.end(emitter.job()).state()).isEqualTo(JobState.CANCELLED);
        assertThat(rig.types(emitter.job())).containsExactly("cancelling", "cancelled", "done");
    }

    @Test
    void aTrackedFutureIsCancelledWithAnInterrupt() throws Exception {
        JobEmitter emitter = rig.engine.open("report");
        CountDownLatch working = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Future<?> work = threads.submit(() -> {
            working.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        });
        assertThat(emitter.<Future<?>>track(work)).isSameAs(work);
        Rig.await(working);
        emitter.job().cancel();
        Rig.await(interrupted);
        assertThat(work.isCancelled()).isTrue();
        assertThat(emitter.job().state()).isEqualTo(JobState.CANCELLED);
    }

    @Test
    void aCancelledJobEndsWhenTheLastTrackedStageHasEnded() {
        JobEmitter emitter = rig.engine.open("report");
        CompletableFuture<String> first = emitter.track(new CompletableFuture<>());
        CompletableFuture<String> source = new CompletableFuture<>();
        emitter.trackStage(source.minimalCompletionStage());
        emitter.job().cancel();
        assertThat(first).isCancelled();
        assertThat(emitter.job().state()).isEqualTo(JobState.CANCELLING);
        source.complete("cannot be cancelled from outside");
        assertThat(emitter.job().state()).isEqualTo(JobState.CANCELLED);
        assertThat(rig.types(emitter.job())).containsExactly("cancelling", "cancelled", "done");
    }

    @Test
    void workThatFinishesAfterTheRequestStillSucceeds() {
        JobEmitter emitter = rig.engine.open("report");
        CompletableFuture<String> source = new CompletableFuture<>();
        emitter.trackStage(source.minimalCompletionStage());
        emitter.job().cancel();
        emitter.result("made it");
        emitter.close();
        assertThat(emitter.job().state()).isEqualTo(JobState.SUCCEEDED);
        source.complete("later");
        assertThat(rig.types(emitter.job())).containsExactly("cancelling", "done");
    }

    @Test
    void aFailingStageFailsTheJob() {
        JobEmitter emitter = rig.engine.open("report");
        CompletableFuture<String> source = new CompletableFuture<>();
        emitter.track(source.thenApply(text -> text.length()));
        source.completeExceptionally(new IllegalStateException("boom"));
        assertThat(Rig.end(emitter.job()).error()).isEqualTo(new JobError("IllegalStateException", "boom"));
        emitter.close();
        assertThat(rig.types(emitter.job())).containsExactly("error", "done");
    }

    @Test
    void workThatIsTrackedTooLateIsStoppedOnlyIfTheJobWasToStop() {
        JobEmitter cancelled = rig.engine.open("report");
        cancelled.job().cancel();
        assertThat(cancelled.track(new CompletableFuture<>())).isCancelled();
        FutureTask<String> task = cancelled.track(new FutureTask<>(() -> "x"));
        assertThat(task.isCancelled()).isTrue();

        JobEmitter done = rig.engine.open("report");
        done.complete();
        done.close();
        assertThat(done.track(new CompletableFuture<>())).isNotDone();
    }

    @Test
    void whatIsTrackedIsBoundedAndFinishedFuturesMakeRoom() {
        JobEmitter emitter = rig.engine.open("report");
        for (int i = 0; i < TrackedWork.MAX_TRACKED; i++) {
            FutureTask<String> finished = new FutureTask<>(() -> "x");
            finished.run();
            emitter.track(finished);
        }
        for (int i = 0; i < TrackedWork.MAX_TRACKED; i++) {
            emitter.track(new FutureTask<>(() -> "x"));
        }
        assertThatIllegalStateException().isThrownBy(() -> emitter.track(new FutureTask<>(() -> "x")));
        emitter.job().cancel();
    }

    @Test
    void theTimeoutCountsForEmittersToo() {
        JobOptions options =
                JobOptions.builder().timeout(Duration.ofSeconds(10)).build();
        JobEmitter emitter = rig.engine.open("report", options);
        CompletableFuture<String> work = emitter.track(new CompletableFuture<>());
        rig.advance(Duration.ofSeconds(10));
        assertThat(emitter.job().state()).isEqualTo(JobState.FAILED);
        assertThat(work).isCancelled();
        assertThat(emitter.isCancelled()).isTrue();
        emitter.result("late");
        emitter.close();
        assertThat(rig.types(emitter.job())).containsExactly("error", "done");
    }

    @Test
    void anIdBelongsToOneEmitter() {
        JobOptions options = JobOptions.builder().id("nightly").build();
        JobEmitter first = rig.engine.open("report", options);
        assertThatExceptionOfType(JobConflictException.class)
                .isThrownBy(() -> rig.engine.open("report", options))
                .matches(refused -> refused.jobId().equals("nightly"));
        assertThatExceptionOfType(JobConflictException.class)
                .isThrownBy(() -> rig.engine.submit("other", options, context -> null));
        first.complete();
        first.close();
    }

    @Test
    void aResultThatIsTooLargeIsRefusedAtTheCaller() {
        JobEmitter emitter = rig.engine.open("report");
        String large = "x".repeat(JobSettings.MAX_RESULT_LENGTH);
        assertThatIllegalArgumentException().isThrownBy(() -> emitter.result(large));
        emitter.result("small");
        emitter.close();
        assertThat(emitter.job().result().orElseThrow().<String>as(String.class))
                .isEqualTo("small");
    }
}
