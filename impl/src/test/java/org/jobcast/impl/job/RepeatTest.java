package org.jobcast.impl.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jobcast.job.Job;
import org.jobcast.job.JobBody;
import org.jobcast.job.JobOptions;
import org.jobcast.job.JobRefusedException;
import org.jobcast.job.JobState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RepeatTest {
    private static final JobOptions REPEATABLE =
            JobOptions.builder().repeatable().build();

    private final Rig rig = new Rig(Rig.limits(100, 1, 1, 0, Map.of()));
    private final AtomicInteger runs = new AtomicInteger();

    @AfterEach
    void close() {
        rig.close();
    }

    private Object failFirst() {
        if (runs.incrementAndGet() == 1) {
            throw new IllegalStateException("not yet");
        }
        return runs.get();
    }

    @Test
    void theWorkOfAFailedJobRunsAgainAsANewJobOfTheSameOwner() {
        rig.caller = "ada";
        JobOptions options = JobOptions.builder().id("first").repeatable().build();
        Job first = rig.engine.submit("t", options, context -> failFirst());
        assertThat(Rig.end(first).state()).isEqualTo(JobState.FAILED);
        rig.caller = "bob";
        Job second = rig.engine.repeat("first").orElseThrow();
        assertThat(second.id()).isNotEqualTo("first");
        assertThat(second.type()).isEqualTo("t");
        assertThat(rig.live(second).owner()).isEqualTo("ada");
        assertThat(Rig.end(second).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(first.state()).isEqualTo(JobState.FAILED);
    }

    @Test
    void anAnonymousJobStaysAnonymousWhoeverRepeatsIt() {
        Job first = rig.engine.submit("t", REPEATABLE, context -> failFirst());
        Rig.end(first);
        rig.caller = "bob";
        Job second = rig.engine.repeat(first.id()).orElseThrow();
        assertThat(rig.live(second).owner()).isNull();
        Rig.end(second);
    }

    @Test
    void ofManyCallersOneGetsTheNewJob() throws Exception {
        Job failed = rig.engine.submit("t", REPEATABLE, context -> failFirst());
        Rig.end(failed);
        AtomicInteger given = new AtomicInteger();
        Together.run(8, i -> rig.engine.repeat(failed.id()).ifPresent(job -> given.incrementAndGet()));
        assertThat(given).hasValue(1);
        assertThat(rig.live(failed).isRepeatable()).isFalse();
    }

    @Test
    void whatWasRepeatedAndEndedBadlyAgainCanBeRepeatedAgain() {
        JobBody hopeless = context -> {
            throw new IllegalStateException("never");
        };
        Job failed = rig.engine.submit("t", REPEATABLE, hopeless);
        for (int i = 0; i < 3; i++) {
            Rig.end(failed);
            failed = rig.engine.repeat(failed.id()).orElseThrow();
        }
        assertThat(Rig.end(failed).state()).isEqualTo(JobState.FAILED);
    }

    @Test
    void nothingIsRepeatedThatHasSucceededOrStillRunsOrWasNotMeantTo() {
        CountDownLatch release = new CountDownLatch(1);
        Job running = rig.engine.submit("t", REPEATABLE, context -> {
            release.await();
            return null;
        });
        assertThat(rig.engine.repeat(running.id())).isEmpty();
        release.countDown();
        assertThat(Rig.end(running).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(rig.engine.repeat(running.id())).isEmpty();
        Job plain = rig.engine.submit("t", context -> failFirst());
        assertThat(Rig.end(plain).state()).isEqualTo(JobState.FAILED);
        assertThat(rig.engine.repeat(plain.id())).isEmpty();
        assertThat(rig.engine.repeat("nobody")).isEmpty();
    }

    @Test
    void aRefusedRepetitionCanBeTriedLater() {
        Job failed = rig.engine.submit("t", REPEATABLE, context -> failFirst());
        Rig.end(failed);
        CountDownLatch release = new CountDownLatch(1);
        AtomicBoolean ran = new AtomicBoolean();
        CountDownLatch started = new CountDownLatch(1);
        Job running = rig.engine.submit("t", context -> {
            started.countDown();
            release.await();
            return null;
        });
        Rig.await(started);
        Job waiting = rig.engine.submit("t", context -> ran.getAndSet(true));
        assertThatThrownBy(() -> rig.engine.repeat(failed.id())).isInstanceOf(JobRefusedException.class);
        release.countDown();
        Rig.end(running);
        Rig.end(waiting);
        Optional<Job> again = rig.engine.repeat(failed.id());
        assertThat(again).isPresent();
        assertThat(Rig.end(again.get()).state()).isEqualTo(JobState.SUCCEEDED);
    }
}
