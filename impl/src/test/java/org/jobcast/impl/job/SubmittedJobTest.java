package org.jobcast.impl.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jobcast.job.Job;
import org.jobcast.job.JobCancelledException;
import org.jobcast.job.JobContext;
import org.jobcast.job.JobError;
import org.jobcast.job.JobOptions;
import org.jobcast.job.JobProgress;
import org.jobcast.job.JobSnapshot;
import org.jobcast.job.JobState;
import org.jobcast.job.LogLevel;
import org.jobcast.job.RetryPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SubmittedJobTest {
    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void runsAndTellsEverythingInOrder() {
        rig.caller = "ann";
        Job job = rig.engine.submit("import", job1 -> {
            job1.progress(1, 5);
            rig.clock.advance(Duration.ofMillis(1234));
            job1.progress(2, 5, "row \"2\"");
            job1.log("half\nway", LogLevel.SUCCESS);
            job1.emit("row", Map.of("name", "x"));
            job1.emit("ping");
            job1.emit("list", List.of(1, 2));
            return Map.of("count", 7);
        });
        JobSnapshot end = Rig.end(job);

        assertThat(rig.events(job))
                .containsExactly(
                        "{\"event\":\"progress\",\"current\":1,\"total\":5,\"t\":0.000}",
                        "{\"event\":\"progress\",\"current\":2,\"total\":5,\"message\":\"row \\\"2\\\"\",\"t\":1.234}",
                        "{\"event\":\"log\",\"message\":\"half\\nway\",\"level\":\"success\",\"t\":1.234}",
                        "{\"event\":\"row\",\"name\":\"x\",\"t\":1.234}",
                        "{\"event\":\"ping\",\"t\":1.234}",
                        "{\"event\":\"list\",\"data\":[1,2],\"t\":1.234}",
                        "{\"event\":\"done\",\"state\":\"succeeded\",\"t\":1.234}");
        assertThat(end.state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(end.owner()).isEqualTo("ann");
        assertThat(end.attempt()).isEqualTo(1);
        assertThat(end.lastEvent()).isEqualTo(7);
        assertThat(end.hasResult()).isTrue();
        assertThat(end.stream()).hasPath("/app/jobcast/jobs/" + job.id() + "/stream");
        assertThat(end.progress()).isEqualTo(new JobProgress(2, 5, "row \"2\"", 1e9 / 1_234_000_000L));
        assertThat(job.result().orElseThrow().json()).isEqualTo("{\"count\":7}");
        assertThat(job.snapshot()).isEqualTo(end);
        assertThat(job.id()).hasSize(36);
    }

    @Test
    void aFailedJobTellsItsErrorAndThenThatItIsDone() {
        Job job = rig.engine.submit("import", context -> {
            throw new RuntimeException("boom");
        });
        JobSnapshot end = Rig.end(job);
        assertThat(rig.events(job))
                .containsExactly(
                        "{\"event\":\"error\",\"message\":\"boom\",\"error_type\":\"RuntimeException\",\"t\":0.000}",
                        "{\"event\":\"done\",\"state\":\"failed\",\"error\":{\"type\":\"RuntimeException\","
                                + "\"message\":\"boom\"},\"t\":0.000}");
        assertThat(end.state()).isEqualTo(JobState.FAILED);
        assertThat(end.error()).isEqualTo(new JobError("RuntimeException", "boom"));
        assertThat(end.hasResult()).isFalse();
        assertThat(job.result()).isEmpty();
    }

    @Test
    void anErrorOfTheMachineFailsTheJobAndIsNotRepeated() {
        JobOptions options = JobOptions.builder().retry(RetryPolicy.times(3)).build();
        Job job = rig.engine.submit("t", options, context -> {
            throw new StackOverflowError();
        });
        assertThat(Rig.end(job).error()).isEqualTo(new JobError("StackOverflowError", ""));
        assertThat(rig.types(job)).containsExactly("error", "done");
    }

    @Test
    void anExceptionWithAHugeOrHostileMessageIsCut() {
        Job huge = rig.engine.submit("t", context -> {
            throw new IllegalStateException("x".repeat(10_000_000));
        });
        JobError cut = Rig.end(huge).error();
        assertThat(cut).isNotNull();
        assertThat(cut.message()).hasSize(JobEnd.MAX_TEXT + 1);

        Job hostile = rig.engine.submit("t", context -> {
            throw new RuntimeException() {
                @Override
                public String getMessage() {
                    throw new IllegalStateException("no message for you");
                }
            };
        });
        assertThat(Rig.end(hostile).state()).isEqualTo(JobState.FAILED);
        assertThat(rig.types(hostile)).containsExactly("error", "done");
    }

    @Test
    void aCutNeverSplitsACharacter() {
        String text = "x".repeat(JobEnd.MAX_TEXT - 1) + "\uD83D\uDE80 and more";
        assertThat(JobEnd.cut(text)).isEqualTo("x".repeat(JobEnd.MAX_TEXT - 1) + "…");
    }

    @Test
    void refusesWrongArgumentsAndEmitsNothing() {
        List<Throwable> refused = new ArrayList<>();
        Job job = rig.engine.submit("t", context -> {
            assertThatIllegalArgumentException().isThrownBy(() -> context.emit("done", Map.of()));
            assertThatIllegalArgumentException().isThrownBy(() -> context.emit("gap", Map.of()));
            assertThatIllegalArgumentException().isThrownBy(() -> context.emit("closing", Map.of()));
            assertThatIllegalArgumentException().isThrownBy(() -> context.emit("a\nid: 9", Map.of()));
            assertThatIllegalArgumentException().isThrownBy(() -> context.emit(""));
            assertThatIllegalArgumentException().isThrownBy(() -> context.progress(-1, 5));
            assertThatIllegalArgumentException().isThrownBy(() -> context.progress(1, -5));
            assertThatIllegalArgumentException().isThrownBy(() -> context.log("x".repeat(Rig.EVENT_BYTES)));
            assertThatIllegalArgumentException().isThrownBy(() -> context.progress(1, 2, "x".repeat(Rig.EVENT_BYTES)));
            assertThatIllegalArgumentException().isThrownBy(() -> LogLevel.of("fatal"));
            assertThatNullPointerException().isThrownBy(() -> context.log(null));
            assertThatNullPointerException().isThrownBy(() -> context.log("x", null));
            assertThatNullPointerException().isThrownBy(() -> context.onCancel(null));
            refused.add(null);
            return null;
        });
        JobSnapshot end = Rig.end(job);
        assertThat(end.error()).isNull();
        assertThat(refused).hasSize(1);
        assertThat(rig.types(job)).containsExactly("done");
        assertThat(end.progress()).as("refused progress is no progress").isNull();
    }

    @Test
    void anyTypeAndValueBecomesValidJson() {
        Job job = rig.engine.submit("t", context -> {
            context.emit("schräg \"quoted\"", "text");
            context.emit("self", new Object[] {null});
            context.emit("null", null);
            return null;
        });
        Rig.end(job);
        assertThat(rig.events(job).subList(0, 3))
                .containsExactly(
                        "{\"event\":\"schräg \\\"quoted\\\"\",\"data\":\"text\",\"t\":0.000}",
                        "{\"event\":\"self\",\"data\":[null],\"t\":0.000}",
                        "{\"event\":\"null\",\"data\":null,\"t\":0.000}");
    }

    @Test
    void refusesWrongTypesIdsAndBodies() {
        assertThatIllegalArgumentException().isThrownBy(() -> rig.engine.submit("", context -> null));
        assertThatIllegalArgumentException().isThrownBy(() -> rig.engine.submit("a/b", context -> null));
        assertThatIllegalArgumentException().isThrownBy(() -> rig.engine.submit("x".repeat(65), context -> null));
        assertThatNullPointerException().isThrownBy(() -> rig.engine.submit("t", null));
        assertThatNullPointerException().isThrownBy(() -> rig.engine.submit(null, context -> null));
        JobOptions evil = JobOptions.builder().id("../../etc").build();
        assertThatIllegalArgumentException().isThrownBy(() -> rig.engine.submit("t", evil, context -> null));
        assertThat(rig.store.counts().values()).allMatch(count -> count == 0);
    }

    @Test
    void callsAfterTheEndChangeNothing() {
        AtomicReference<JobContext> kept = new AtomicReference<>();
        Job job = rig.engine.submit("t", context -> {
            kept.set(context);
            return 1;
        });
        Rig.end(job);
        List<String> before = rig.events(job);
        JobContext late = kept.get();
        assertThat(late.emit("x", Map.of())).isFalse();
        assertThat(late.log("x")).isFalse();
        assertThat(late.progress(1, 2)).isFalse();
        assertThat(late.stream(List.of("a", "b").iterator())).isEqualTo("a");
        assertThat(rig.events(job)).isEqualTo(before);
        assertThat(job.snapshot().progress()).isNull();
    }

    @Test
    void aTimeoutInterruptsFailsAndRefusesLateOutput() {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch left = new CountDownLatch(1);
        List<Object> late = new ArrayList<>();
        JobOptions options = JobOptions.builder()
                .timeout(Duration.ofSeconds(1))
                .retry(RetryPolicy.times(5))
                .build();
        Job job = rig.engine.submit("t", options, context -> {
            started.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                late.add(context.isCancelled());
                late.add(context.log("late"));
                left.countDown();
            }
            return "too late";
        });
        Rig.await(started);
        rig.advance(Duration.ofMillis(999));
        assertThat(job.state()).isEqualTo(JobState.RUNNING);
        rig.advance(Duration.ofMillis(1));
        JobSnapshot end = Rig.end(job);
        Rig.await(left);
        assertThat(end.state()).isEqualTo(JobState.FAILED);
        assertThat(end.error()).isNotNull();
        assertThat(end.error().type()).isEqualTo("Timeout");
        assertThat(late).containsExactly(true, false);
        assertThat(rig.types(job)).containsExactly("error", "done");
        assertThat(rig.events(job).get(0))
                .contains("\"error_type\":\"Timeout\"")
                .contains("\"t\":1.000");
        assertThat(job.result()).isEmpty();
    }

    @Test
    void aJobThatEndsInTimeLeavesNoTaskOnTheTimer() {
        JobOptions forever =
                JobOptions.builder().timeout(Duration.ofDays(400_000)).build();
        Rig.end(rig.engine.submit("t", forever, context -> null));
        assertThat(rig.timer.waiting()).isZero();
    }

    @Test
    void everyAttemptIsVisibleAndHoldsNoThreadWhileItWaits() throws Exception {
        RetryPolicy policy = new RetryPolicy(3, Duration.ofMillis(1500), Duration.ofMinutes(1), 0);
        JobOptions options = JobOptions.builder().retry(policy).build();
        CountDownLatch[] failed = {new CountDownLatch(1), new CountDownLatch(1), new CountDownLatch(0)};
        List<JobContext> contexts = new ArrayList<>();
        Job job = rig.engine.submit("t", options, context -> {
            contexts.add(context);
            context.log("attempt " + context.attempt());
            failed[context.attempt() - 1].countDown();
            if (context.attempt() < 3) {
                throw new IllegalStateException("no " + context.attempt());
            }
            return "at last";
        });
        waitForPause(failed[0]);
        assertThat(job.state()).isEqualTo(JobState.RUNNING);
        assertThat(contexts.get(0).log("from the first attempt")).isFalse();
        rig.advance(Duration.ofMillis(1500));
        waitForPause(failed[1]);
        assertThat(job.snapshot().attempt()).isEqualTo(2);
        rig.advance(Duration.ofMillis(2999));
        assertThat(job.state()).isEqualTo(JobState.RUNNING);
        rig.advance(Duration.ofMillis(1));
        JobSnapshot end = Rig.end(job);
        assertThat(end.state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(end.attempt()).isEqualTo(3);
        assertThat(end.error()).isNull();
        assertThat(rig.types(job)).containsExactly("log", "retry", "log", "retry", "log", "done");
        assertThat(rig.events(job).get(1))
                .isEqualTo("{\"event\":\"retry\",\"attempt\":2,\"attempts\":4,\"delay\":1.500,\"message\":\"no 1\","
                        + "\"error_type\":\"IllegalStateException\",\"t\":0.000}");
    }

    private void waitForPause(CountDownLatch failed) {
        Rig.await(failed);
        while (rig.timer.waiting() == 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void theLastAttemptThatFailsFailsTheJob() {
        RetryPolicy policy = new RetryPolicy(1, Duration.ZERO, Duration.ZERO, 0);
        Job job = rig.engine.submit("t", JobOptions.builder().retry(policy).build(), context -> {
            throw new IllegalStateException("attempt " + context.attempt());
        });
        while (!job.state().isTerminal()) {
            rig.timer.runDue();
            Thread.onSpinWait();
        }
        assertThat(Rig.end(job).error()).isEqualTo(new JobError("IllegalStateException", "attempt 2"));
        assertThat(rig.types(job)).containsExactly("retry", "error", "done");
    }

    @Test
    void waitsGrowExponentiallyUpToTheLongestGiveOrTakeTheJitter() {
        RetryPolicy policy = new RetryPolicy(9, Duration.ofSeconds(1), Duration.ofSeconds(5), 0.5);
        assertThat(Backoff.after(policy, 1, () -> 0.5)).isEqualTo(Duration.ofSeconds(1));
        assertThat(Backoff.after(policy, 3, () -> 0.5)).isEqualTo(Duration.ofSeconds(4));
        assertThat(Backoff.after(policy, 2000, () -> 0.5)).isEqualTo(Duration.ofSeconds(5));
        assertThat(Backoff.after(policy, 2, () -> 0)).isEqualTo(Duration.ofSeconds(1));
        assertThat(Backoff.after(policy, 2, () -> 1)).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void aResultThatIsTooLargeFailsTheJob() {
        String large = "x".repeat(JobSettings.MAX_RESULT_LENGTH);
        Job job = rig.engine.submit("t", context -> large);
        JobError error = Rig.end(job).error();
        assertThat(error).isNotNull();
        assertThat(error.type()).isEqualTo("ResultTooLarge");
        assertThat(job.result()).isEmpty();
    }

    @Test
    void actionsForTheCancellationAreBounded() {
        Job job = rig.engine.submit("t", context -> {
            for (int i = 0; i < Cancellation.MAX_ACTIONS; i++) {
                context.onCancel(() -> {});
            }
            assertThatIllegalStateException().isThrownBy(() -> context.onCancel(() -> {}));
            return null;
        });
        assertThat(Rig.end(job).error()).isNull();
    }

    @Test
    void aCancelledExceptionOfAnotherJobIsAFailure() {
        Job job = rig.engine.submit("t", context -> {
            throw new JobCancelledException("another", "another job was cancelled");
        });
        assertThat(Rig.end(job).state()).isEqualTo(JobState.FAILED);
        Job own = rig.engine.submit("t", context -> {
            throw new JobCancelledException(context.jobId(), "gave up");
        });
        assertThat(Rig.end(own).state()).isEqualTo(JobState.CANCELLED);
    }

    @Test
    void anInterruptThatNobodyAskedForIsAFailure() {
        Job job = rig.engine.submit("t", context -> {
            throw new InterruptedException("by the body itself");
        });
        assertThat(Rig.end(job).error()).isEqualTo(new JobError("InterruptedException", "by the body itself"));
    }

    @Test
    void anUnknownJobIsSaidToBeUnknown() {
        assertThat(rig.engine.find("nope")).isEmpty();
        assertThatExceptionOfType(org.jobcast.job.UnknownJobException.class)
                .isThrownBy(() -> rig.engine.require("nope"))
                .withMessageContaining("nope");
        assertThatExceptionOfType(org.jobcast.job.UnknownJobException.class)
                .isThrownBy(() -> rig.engine.require("evil\nline"))
                .withMessageNotContaining("evil");
        assertThat(rig.engine.result("nope")).isEmpty();
        assertThat(rig.engine.popResult("nope")).isEmpty();
    }
}
