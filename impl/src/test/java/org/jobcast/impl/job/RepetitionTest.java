package org.jobcast.impl.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jobcast.job.Job;
import org.jobcast.job.JobBody;
import org.jobcast.job.JobEmitter;
import org.jobcast.job.JobNotEndedException;
import org.jobcast.job.JobNotRepeatableException;
import org.jobcast.job.JobOptions;
import org.jobcast.job.JobQuery;
import org.jobcast.job.JobRefusedException;
import org.jobcast.job.JobSnapshot;
import org.jobcast.job.JobState;
import org.jobcast.job.RetryPolicy;
import org.jobcast.job.UnknownJobException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RepetitionTest {
    private static final JobOptions REPEATABLE =
            JobOptions.builder().repeatable().build();

    private final Rig rig = new Rig(Rig.limits(20, 1, 2, 0, Map.of()));
    private final AtomicInteger runs = new AtomicInteger();

    @AfterEach
    void close() {
        rig.close();
    }

    private Job ended(JobOptions options, JobBody body) {
        Job job = rig.engine.submit("report", options, body);
        Rig.end(job);
        return job;
    }

    @Test
    void theSameBodyRunsAsAJobOfItsOwn() {
        Job first = ended(
                JobOptions.builder().id("monday").repeatable().build(),
                context -> List.of(runs.incrementAndGet(), context.jobId()));

        Job second = rig.engine.repeat("monday");

        JobSnapshot end = Rig.end(second);
        assertThat(second.id()).isNotEqualTo("monday").hasSize(36);
        assertThat(second.type()).isEqualTo("report");
        assertThat(second.result().orElseThrow().json()).isEqualTo("[2,\"" + second.id() + "\"]");
        assertThat(first.result().orElseThrow().json()).isEqualTo("[1,\"monday\"]");
        assertThat(end.repeats()).isEqualTo("monday");
        assertThat(end.repeatable()).isTrue();
        assertThat(first.snapshot().repeats()).isNull();
        assertThat(first.snapshot().repeatable()).isTrue();
        assertThat(rig.engine.list(JobQuery.all()).jobs())
                .extracting(JobSnapshot::repeats)
                .containsExactlyInAnyOrder("monday", null);
    }

    @Test
    void aRepetitionCanBeRepeatedAndNamesTheOneBeforeIt() {
        Job first = ended(REPEATABLE, context -> runs.incrementAndGet());
        Job second = rig.engine.repeat(first.id());
        Rig.end(second);

        Job third = rig.engine.repeat(second.id());

        assertThat(Rig.end(third).repeats()).isEqualTo(second.id());
        assertThat(runs).hasValue(3);
    }

    @Test
    void itIsTheOwnersWhoeverRepeatsIt() {
        rig.caller = "ann";
        Job owned = ended(REPEATABLE, context -> 1);
        Job anonymous = ended(JobOptions.builder().anonymous().repeatable().build(), context -> 1);

        rig.caller = "bob";

        assertThat(Rig.end(rig.engine.repeat(owned.id())).owner()).isEqualTo("ann");
        assertThat(Rig.end(rig.engine.repeat(anonymous.id())).owner()).isNull();
    }

    @Test
    void theOptionsHoldForTheNewJobToo() {
        JobOptions options = JobOptions.builder()
                .repeatable()
                .retry(RetryPolicy.times(1))
                .ttl(Duration.ofHours(9))
                .historyEvents(2)
                .slowClients(org.jobcast.channel.SlowClientPolicy.COALESCE)
                .build();
        Job first = ended(options, context -> {
            for (int i = 0; i < 10; i++) {
                context.log("x");
            }
            return 1;
        });
        Job second = rig.engine.repeat(first.id());
        Rig.end(second);

        assertThat(rig.live(second).slowClients()).isEqualTo(rig.live(first).slowClients());
        assertThat(rig.events(second)).hasSameSizeAs(rig.events(first));
        assertThat(rig.store.find(second.id()).orElseThrow().expires())
                .isEqualTo(rig.store.find(first.id()).orElseThrow().expires());
    }

    @Test
    void aFailedJobCanBeRepeatedAndStaysFailed() {
        Job failed = ended(REPEATABLE, context -> {
            if (runs.incrementAndGet() == 1) {
                throw new IllegalStateException("disk full");
            }
            return "fine";
        });

        assertThat(Rig.end(rig.engine.repeat(failed.id())).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(failed.state()).isEqualTo(JobState.FAILED);
    }

    @Test
    void aCancelledJobCanBeRepeated() {
        CountDownLatch begun = new CountDownLatch(1);
        Job cancelled = rig.engine.submit("report", REPEATABLE, context -> {
            if (runs.incrementAndGet() == 1) {
                begun.countDown();
                new CountDownLatch(1).await();
            }
            return "at last";
        });
        Rig.await(begun);
        cancelled.cancel("not now");
        assertThat(Rig.end(cancelled).state()).isEqualTo(JobState.CANCELLED);

        JobSnapshot second = Rig.end(rig.engine.repeat(cancelled.id()));

        assertThat(second.state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(second.cancelReason()).isNull();
    }

    @Test
    void anUnknownJobCannotBeRepeated() {
        assertThatExceptionOfType(UnknownJobException.class)
                .isThrownBy(() -> rig.engine.repeat("nobody"))
                .matches(unknown -> unknown.jobId().equals("nobody"));
        assertThatExceptionOfType(UnknownJobException.class)
                .isThrownBy(() -> rig.engine.repeat("\r\nx"))
                .withMessageNotContaining("\n");
        assertThatNullPointerException().isThrownBy(() -> rig.engine.repeat(null));
    }

    @Test
    void aJobThatHasNotEndedCannotBeRepeated() {
        CountDownLatch go = new CountDownLatch(1);
        Job job = rig.engine.submit("report", REPEATABLE, context -> {
            go.await();
            return runs.incrementAndGet();
        });
        assertThat(job.snapshot().repeatable()).isTrue();
        assertThatExceptionOfType(JobNotEndedException.class)
                .isThrownBy(() -> rig.engine.repeat(job.id()))
                .matches(open -> open.jobId().equals(job.id()));
        go.countDown();
        Rig.end(job);
        assertThat(runs).hasValue(1);
    }

    @Test
    void whatWasNotSubmittedAsRepeatableCannotBeRepeated() {
        Job plain = ended(JobOptions.defaults(), context -> 1);
        JobEmitter emitter = rig.engine.open("report", REPEATABLE);
        emitter.close();

        assertThat(plain.snapshot().repeatable()).isFalse();
        assertThat(emitter.job().snapshot().repeatable()).isFalse();
        for (Job job : new Job[] {plain, emitter.job()}) {
            assertThatExceptionOfType(JobNotRepeatableException.class)
                    .isThrownBy(() -> rig.engine.repeat(job.id()))
                    .matches(refused -> refused.jobId().equals(job.id()));
        }
    }

    @Test
    void whileTheRepetitionRunsItIsTheAnswerAndAfterwardsANewOneBegins() {
        CountDownLatch go = new CountDownLatch(1);
        Job first = ended(REPEATABLE, context -> {
            if (runs.incrementAndGet() == 2) {
                go.await();
            }
            return 1;
        });
        Job second = rig.engine.repeat(first.id());
        assertThat(rig.engine.repeat(first.id())).isSameAs(second);
        go.countDown();
        Rig.end(second);

        Job third = rig.engine.repeat(first.id());

        assertThat(third).isNotSameAs(second);
        assertThat(Rig.end(third).repeats()).isEqualTo(first.id());
        assertThat(runs).hasValue(3);
    }

    @Test
    void twoWhoRepeatAtOnceGetOneJob() throws Exception {
        try (Together two = new Together(2);
                Rig large = new Rig()) {
            for (int round = 0; round < 500; round++) {
                AtomicInteger started = new AtomicInteger();
                CountDownLatch go = new CountDownLatch(1);
                Job first = large.engine.submit("report", REPEATABLE, context -> {
                    if (started.incrementAndGet() > 1) {
                        go.await();
                    }
                    return 1;
                });
                Rig.end(first);
                Set<Job> repeating = ConcurrentHashMap.newKeySet();
                two.run(thread -> repeating.add(large.engine.repeat(first.id())));
                go.countDown();
                assertThat(repeating).hasSize(1);
                Rig.end(repeating.iterator().next());
                assertThat(started).hasValue(2);
                large.engine.cleanup(Duration.ZERO, false);
            }
        }
    }

    @Test
    void aFullQueueRefusesItAndTheJobCanBeRepeatedLater() {
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch go = new CountDownLatch(1);
        JobBody waits = context -> {
            begun.countDown();
            go.await();
            return null;
        };
        List<Job> running = List.of(rig.engine.submit("t", waits), rig.engine.submit("t", waits));
        Rig.await(begun);
        Job job = rig.engine.submit("report", REPEATABLE, context -> runs.incrementAndGet());
        job.cancel();
        Job queued = rig.engine.submit("t", waits);
        assertThatExceptionOfType(JobRefusedException.class).isThrownBy(() -> rig.engine.repeat(job.id()));
        go.countDown();
        running.forEach(Rig::end);
        Rig.end(queued);
        assertThat(runs).hasValue(0);

        assertThat(Rig.end(rig.engine.repeat(job.id())).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(runs).hasValue(1);
    }

    @Test
    void anEngineThatShutsDownRefusesIt() {
        Job job = ended(REPEATABLE, context -> 1);
        rig.engine.refuseNew();

        assertThatExceptionOfType(JobRefusedException.class).isThrownBy(() -> rig.engine.repeat(job.id()));
    }

    @Test
    void aReapedJobIsUnknownAndItsRepetitionStays() {
        Job first = ended(
                JobOptions.builder().ttl(Duration.ofMinutes(1)).repeatable().build(),
                context -> runs.incrementAndGet());
        rig.advance(Duration.ofSeconds(59));
        Job second = rig.engine.repeat(first.id());
        Rig.end(second);
        rig.advance(Duration.ofSeconds(1));
        rig.engine.reap();

        assertThatExceptionOfType(UnknownJobException.class).isThrownBy(() -> rig.engine.repeat(first.id()));
        assertThat(first.snapshot().repeatable()).as("a handle tells the truth").isFalse();
        assertThat(Rig.end(rig.engine.repeat(second.id())).repeats()).isEqualTo(second.id());
    }

    @Test
    void theBodyGoesWithTheJobThoughAHandleStays() throws Exception {
        ReferenceQueue<Object> gone = new ReferenceQueue<>();
        Object[] data = {new byte[1 << 20]};
        WeakReference<Object> held = new WeakReference<>(data[0], gone);
        Job job = ended(REPEATABLE, reading(data[0]));
        data[0] = null;
        System.gc();
        assertThat(held.get()).as("kept while the job is").isNotNull();

        rig.advance(Rig.TTL);
        rig.engine.reap();

        for (int i = 0; i < 300 && gone.remove(100) == null; i++) {
            System.gc();
        }
        assertThat(held.get()).isNull();
        assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void theBodyOfAJobThatIsNotRepeatableGoesWhenItEnds() throws Exception {
        ReferenceQueue<Object> gone = new ReferenceQueue<>();
        Object[] data = {new byte[1 << 20]};
        WeakReference<Object> held = new WeakReference<>(data[0], gone);
        Job job = ended(JobOptions.defaults(), reading(data[0]));
        data[0] = null;

        for (int i = 0; i < 300 && gone.remove(100) == null; i++) {
            System.gc();
        }
        assertThat(held.get()).isNull();
        assertThat(rig.engine.find(job.id())).as("the job is still kept").isPresent();
    }

    private static JobBody reading(Object data) {
        return context -> data.hashCode();
    }
}
