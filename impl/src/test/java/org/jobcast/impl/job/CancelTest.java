package org.jobcast.impl.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jobcast.job.CancelOutcome;
import org.jobcast.job.Job;
import org.jobcast.job.JobOptions;
import org.jobcast.job.JobSnapshot;
import org.jobcast.job.JobState;
import org.jobcast.job.RetryPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CancelTest {
    private final Rig rig = new Rig(Rig.limits(100, 100, 1, 0, Map.of()));
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void close() {
        release.countDown();
        rig.close();
    }

    private Job blocked() {
        Job job = rig.engine.submit("t", context -> {
            started.countDown();
            release.await();
            return "done all the same";
        });
        Rig.await(started);
        return job;
    }

    @Test
    void aRunningBodyIsInterruptedAndTheStreamTellsIt() {
        Job job = blocked();
        assertThat(rig.engine.cancel(job.id(), "enough")).isEqualTo(CancelOutcome.REQUESTED);
        JobSnapshot end = Rig.end(job);
        assertThat(end.state()).isEqualTo(JobState.CANCELLED);
        assertThat(end.cancelReason()).isEqualTo("enough");
        assertThat(end.error()).isNull();
        assertThat(rig.events(job))
                .containsExactly(
                        "{\"event\":\"cancelling\",\"reason\":\"enough\",\"t\":0.000}",
                        "{\"event\":\"cancelled\",\"message\":\"the job was cancelled\",\"reason\":\"enough\","
                                + "\"t\":0.000}",
                        "{\"event\":\"done\",\"state\":\"cancelled\",\"t\":0.000}");
    }

    @Test
    void cancellingTwiceOrTooLateOrTheUnknownChangesNothing() {
        CountDownLatch asked = new CountDownLatch(1);
        Job job = rig.engine.submit("t", context -> {
            context.onCancel(asked::countDown);
            started.countDown();
            awaitThroughInterrupts(release);
            context.throwIfCancelled();
            return null;
        });
        Rig.await(started);
        assertThat(job.cancel()).isEqualTo(CancelOutcome.REQUESTED);
        Rig.await(asked);
        assertThat(job.cancel("again")).isEqualTo(CancelOutcome.REQUESTED);
        assertThat(job.state()).isEqualTo(JobState.CANCELLING);
        release.countDown();
        JobSnapshot end = Rig.end(job);
        assertThat(end.cancelReason()).isNull();
        assertThat(job.cancel()).isEqualTo(CancelOutcome.ALREADY_TERMINAL);
        assertThat(job.snapshot()).isEqualTo(end);
        assertThat(rig.types(job)).containsExactly("cancelling", "cancelled", "done");
        assertThat(rig.engine.cancel("unknown")).isEqualTo(CancelOutcome.UNKNOWN);
    }

    private static void awaitThroughInterrupts(CountDownLatch latch) {
        for (; ; ) {
            try {
                latch.await();
                return;
            } catch (InterruptedException e) {
                // This body does not care.
            }
        }
    }

    @Test
    void aBodyThatReturnsAllTheSameHasSucceeded() {
        Job job = rig.engine.submit("t", context -> {
            started.countDown();
            awaitThroughInterrupts(release);
            return 42;
        });
        Rig.await(started);
        job.cancel("too late");
        release.countDown();
        JobSnapshot end = Rig.end(job);
        assertThat(end.state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(job.result().orElseThrow().<Integer>as(Integer.class)).isEqualTo(42);
        assertThat(rig.types(job)).containsExactly("cancelling", "done");
    }

    @Test
    void anyExceptionAfterTheRequestMeansCancelledAndIsNotRepeated() {
        JobOptions options = JobOptions.builder().retry(RetryPolicy.times(3)).build();
        Job job = rig.engine.submit("t", options, context -> {
            started.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException("connection closed", e);
            }
            return null;
        });
        Rig.await(started);
        job.cancel();
        assertThat(Rig.end(job).state()).isEqualTo(JobState.CANCELLED);
        assertThat(rig.types(job)).containsExactly("cancelling", "cancelled", "done");
    }

    @Test
    void aQueuedJobIsCancelledAtOnceAndNeverRuns() {
        Job first = blocked();
        List<String> ran = Collections.synchronizedList(new ArrayList<>());
        Job second = rig.engine.submit("t", context -> ran.add("second"));
        Job third = rig.engine.submit("t", context -> ran.add("third"));
        assertThat(second.state()).isEqualTo(JobState.QUEUED);
        assertThat(second.cancel("not needed")).isEqualTo(CancelOutcome.REQUESTED);
        JobSnapshot end = Rig.end(second);
        assertThat(end.state()).isEqualTo(JobState.CANCELLED);
        assertThat(end.started()).isNull();
        assertThat(end.cancelReason()).isEqualTo("not needed");
        assertThat(rig.types(second)).containsExactly("cancelled", "done");
        release.countDown();
        Rig.end(first);
        Rig.end(third);
        assertThat(ran).containsExactly("third");
    }

    @Test
    void aJobThatWaitsForItsNextAttemptIsCancelledAtOnce() {
        RetryPolicy policy = RetryPolicy.times(3).backoff(Duration.ofHours(1), Duration.ofHours(1));
        Job job = rig.engine.submit("t", JobOptions.builder().retry(policy).build(), context -> {
            throw new IllegalStateException("no");
        });
        while (rig.timer.waiting() == 0) {
            Thread.onSpinWait();
        }
        assertThat(job.state()).isEqualTo(JobState.RUNNING);
        assertThat(job.cancel()).isEqualTo(CancelOutcome.REQUESTED);
        assertThat(job.state()).isEqualTo(JobState.CANCELLED);
        assertThat(rig.types(job)).containsExactly("retry", "cancelling", "cancelled", "done");
        rig.awaitNothingOnTheTimer();
    }

    @Test
    void actionsRunOnTheThreadThatAsksAndAFailingOneHinderNoOther() {
        List<Thread> ran = Collections.synchronizedList(new ArrayList<>());
        Job job = rig.engine.submit("t", context -> {
            context.onCancel(() -> {
                throw new IllegalStateException("broken action");
            });
            context.onCancel(() -> ran.add(Thread.currentThread()));
            started.countDown();
            try {
                release.await();
            } finally {
                context.onCancel(() -> ran.add(Thread.currentThread()));
            }
            return null;
        });
        Rig.await(started);
        job.cancel();
        Rig.end(job);
        assertThat(ran).hasSize(2).contains(Thread.currentThread());
    }

    @Test
    void theThreadOfACancelledBodyIsGivenBackWithoutAnInterrupt() {
        JobExecutor onThisThread = new JobExecutor() {
            @Override
            public void execute(Runnable work) {
                work.run();
            }

            @Override
            public void close() {}
        };
        try (Rig inline = new Rig(Rig.SETTINGS, onThisThread)) {
            List<Boolean> interrupted = new ArrayList<>();
            Job job = inline.engine.submit("t", context -> {
                inline.engine.cancel(context.jobId());
                interrupted.add(Thread.currentThread().isInterrupted());
                return null;
            });
            assertThat(interrupted).containsExactly(true);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            job.cancel();
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    @Test
    void aLongReasonIsCut() {
        Job job = blocked();
        job.cancel("r".repeat(1_000_000));
        assertThat(Rig.end(job).cancelReason()).hasSize(JobEnd.MAX_TEXT + 1);
        assertThat(rig.types(job)).containsExactly("cancelling", "cancelled", "done");
    }
}
