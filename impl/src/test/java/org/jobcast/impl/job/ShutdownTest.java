package org.jobcast.impl.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jobcast.job.Job;
import org.jobcast.job.JobEmitter;
import org.jobcast.job.JobOptions;
import org.jobcast.job.JobRefusedException;
import org.jobcast.job.JobSnapshot;
import org.jobcast.job.JobState;
import org.jobcast.job.RetryPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShutdownTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Rig rig = new Rig(Rig.limits(100, 100, 1, 0, Map.of()));
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void close() {
        release.countDown();
        rig.close();
    }

    @Test
    void nothingIsAcceptedAfterwardsAndASecondShutdownDoesNothing() {
        assertThat(rig.engine.isAccepting()).isTrue();
        assertThat(rig.engine.shutdown(LONG)).isTrue();
        assertThat(rig.engine.isAccepting()).isFalse();
        assertThatExceptionOfType(JobRefusedException.class)
                .isThrownBy(() -> rig.engine.submit("t", context -> null))
                .withMessageContaining("shutting down");
        assertThatExceptionOfType(JobRefusedException.class).isThrownBy(() -> rig.engine.open("t"));
        assertThat(rig.engine.shutdown(LONG)).isTrue();
    }

    @Test
    void refusingAloneLetsTheAcceptedOnesFinish() {
        Job job = rig.engine.submit("t", context -> {
            release.await();
            return 1;
        });
        rig.engine.refuseNew();
        assertThatExceptionOfType(JobRefusedException.class).isThrownBy(() -> rig.engine.open("t"));
        release.countDown();
        assertThat(Rig.end(job).state()).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void aRunningJobMayFinishWithinTheGraceAndWhatHasNotBegunIsCancelled() throws Exception {
        Job running = rig.engine.submit("t", context -> {
            started.countDown();
            release.await();
            return 1;
        });
        Job queued = rig.engine.submit("t", context -> 2);
        Rig.await(started);
        CompletableFuture<Boolean> shutdown = CompletableFuture.supplyAsync(() -> rig.engine.shutdown(LONG));
        JobSnapshot cancelled = Rig.end(queued);
        assertThat(cancelled.state()).isEqualTo(JobState.CANCELLED);
        assertThat(cancelled.cancelReason()).contains("shutting down");
        release.countDown();
        assertThat(shutdown.get()).isTrue();
        assertThat(running.state()).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void afterTheGraceABodyIsInterruptedAndAnEmitterCancelled() {
        Job running = rig.engine.submit("t", context -> {
            started.countDown();
            new CountDownLatch(1).await();
            return 1;
        });
        JobEmitter emitter = rig.engine.open("t");
        Rig.await(started);
        assertThat(rig.engine.shutdown(Duration.ZERO)).isTrue();
        assertThat(Rig.end(running).state()).isEqualTo(JobState.CANCELLED);
        assertThat(Rig.end(emitter.job()).state()).isEqualTo(JobState.CANCELLED);
        assertThat(rig.types(running)).containsExactly("cancelling", "cancelled", "done");
        emitter.close();
    }

    @Test
    void aJobThatWaitsForItsNextAttemptIsNotWaitedFor() {
        RetryPolicy policy = RetryPolicy.times(3).backoff(Duration.ofHours(1), Duration.ofHours(1));
        Job job = rig.engine.submit("t", JobOptions.builder().retry(policy).build(), context -> {
            throw new IllegalStateException("no");
        });
        while (rig.timer.waiting() == 0) {
            Thread.onSpinWait();
        }
        assertThat(rig.engine.shutdown(Duration.ofDays(1))).isTrue();
        assertThat(Rig.end(job).state()).isEqualTo(JobState.CANCELLED);
        rig.awaitNothingOnTheTimer();
    }

    @Test
    void aBodyThatIgnoresItsInterruptIsLostInBoundedTime() {
        CountDownLatch gone = new CountDownLatch(1);
        Job stubborn = rig.engine.submit("t", context -> {
            started.countDown();
            while (release.getCount() > 0) {
                Thread.onSpinWait();
            }
            gone.countDown();
            return 1;
        });
        Rig.await(started);
        assertThat(rig.engine.shutdown(Duration.ZERO)).isFalse();
        JobSnapshot end = Rig.end(stubborn);
        assertThat(end.state()).isEqualTo(JobState.LOST);
        assertThat(rig.types(stubborn)).containsExactly("cancelling", "lost", "done");
        release.countDown();
        Rig.await(gone);
        assertThat(stubborn.state()).isEqualTo(JobState.LOST);
        assertThat(stubborn.result()).isEmpty();
    }

    @Test
    void anInterruptOfTheCallerEndsTheWaitingAndIsKept() {
        rig.engine.submit("t", context -> {
            started.countDown();
            release.await();
            return 1;
        });
        Rig.await(started);
        Thread.currentThread().interrupt();
        rig.engine.shutdown(Duration.ofDays(1));
        assertThat(Thread.interrupted()).isTrue();
    }
}
