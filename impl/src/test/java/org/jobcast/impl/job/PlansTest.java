package org.jobcast.impl.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jobcast.impl.store.memory.MemoryStore;
import org.jobcast.job.CancelOutcome;
import org.jobcast.job.Job;
import org.jobcast.job.JobOptions;
import org.jobcast.job.JobQuery;
import org.jobcast.job.JobRefusedException;
import org.jobcast.job.JobSnapshot;
import org.jobcast.job.JobState;
import org.jobcast.job.Schedule;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.Store;
import org.junit.jupiter.api.Test;

/** Jobs that begin later, and again and again. */
class PlansTest {
    private static final JobOptions DEFAULTS = JobOptions.defaults();

    private static JobOptions after(Duration delay) {
        return JobOptions.builder().delay(delay).build();
    }

    @Test
    void aJobBeginsAfterItsDelayOrAtItsTime() {
        try (Rig rig = new Rig()) {
            rig.engine.register("t", Integer.class, (input, ctx) -> input);
            Job delayed = rig.engine.submit("u", after(Duration.ofMinutes(2)), ctx -> 1);
            Instant time = rig.clock.instant().plusSeconds(120);
            Job timed =
                    rig.engine.start("t", 2, JobOptions.builder().startAt(time).build());
            rig.advance(Duration.ofSeconds(119));
            assertThat(List.of(delayed.state(), timed.state())).containsOnly(JobState.QUEUED);
            rig.advance(Duration.ofSeconds(1));
            assertThat(Rig.end(delayed).started()).isEqualTo(time);
            assertThat(Rig.end(timed).started()).isEqualTo(time);
            Job past = rig.engine.submit(
                    "u", JobOptions.builder().startAt(Instant.EPOCH).build(), ctx -> 3);
            assertThat(Rig.end(past).state()).isEqualTo(JobState.SUCCEEDED);
        }
    }

    @Test
    void aJobThatHasNotBegunIsCancelledAlsoByTheShutdown() {
        AtomicInteger runs = new AtomicInteger();
        Job left;
        try (Rig rig = new Rig()) {
            Job job = rig.engine.submit("t", after(Duration.ofMinutes(1)), ctx -> runs.incrementAndGet());
            left = rig.engine.submit("t", after(Duration.ofMinutes(1)), ctx -> runs.incrementAndGet());
            assertThat(job.cancel()).isEqualTo(CancelOutcome.REQUESTED);
            assertThat(Rig.end(job).state()).isEqualTo(JobState.CANCELLED);
            rig.advance(Duration.ZERO);
        }
        assertThat(Rig.end(left).state()).isEqualTo(JobState.CANCELLED);
        assertThat(runs.get()).isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> after(Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JobOptions.builder()
                        .startAt(Instant.EPOCH)
                        .delay(Duration.ofSeconds(1))
                        .build());
    }

    @Test
    void aJobThatBelongsToNobodyIsBegunByOneOfTheNodes() {
        // The store, which says when a job is due, has no time till the first node has gone.
        AtomicReference<InstantSource> time = new AtomicReference<>(InstantSource.fixed(Instant.now()));
        Store shared = new MemoryStore(() -> time.get().instant());
        AtomicInteger runs = new AtomicInteger();
        List<Job> jobs;
        try (ClusterNode gone = new ClusterNode(shared)) {
            gone.engine.register("t", Integer.class, (input, ctx) -> runs.incrementAndGet());
            jobs = java.util.stream.IntStream.range(0, 20)
                    .mapToObj(i -> gone.engine.start("t", i, after(Duration.ofMillis(1500))))
                    .toList();
            Job cancelled = jobs.get(0);
            assertThat(cancelled.state()).isEqualTo(JobState.QUEUED);
            assertThat(cancelled.cancel("not needed")).isEqualTo(CancelOutcome.REQUESTED);
            assertThat(gone.types(cancelled.id())).containsExactly("cancelled", "done");
        }
        time.set(InstantSource.system());
        try (ClusterNode a = new ClusterNode(shared);
                ClusterNode b = new ClusterNode(shared)) {
            a.engine.register("t", Integer.class, (input, ctx) -> runs.incrementAndGet());
            b.engine.register("t", Integer.class, (input, ctx) -> runs.incrementAndGet());
            for (Job job : jobs.subList(1, 20)) {
                JobSnapshot end = Rig.end(a.view(job.id()));
                assertThat(end.state()).isEqualTo(JobState.SUCCEEDED);
                assertThat(end.started()).isAfterOrEqualTo(end.created().plusMillis(1500));
                assertThat(b.types(job.id())).containsExactly("done");
            }
            assertThat(runs.get()).isEqualTo(19);
        }
    }

    @Test
    void aPlanStartsAJobAtEachMoment() {
        try (Rig rig = new Rig()) {
            rig.engine.register("t", Integer.class, (input, ctx) -> input);
            rig.engine.schedule("p", Schedule.cron("*/10 * * * *"), "t", 5, DEFAULTS);
            for (int i = 0; i < 60; i++) {
                rig.advance(Duration.ofMinutes(1));
            }
            List<JobSnapshot> jobs = rig.engine.list(JobQuery.all()).jobs();
            assertThat(jobs).hasSize(6).allMatch(job -> job.id().startsWith("cron:p:"));
            assertThat(jobs.stream().map(job -> Long.parseLong(job.id().substring(7)) % 600))
                    .containsOnly(0L);
            assertThat(rig.engine.unschedule("p")).isTrue();
            assertThat(rig.engine.unschedule("p")).isFalse();
            rig.advance(Duration.ofMinutes(20));
            assertThat(rig.engine.list(JobQuery.all()).total()).isEqualTo(6);
        }
    }

    @Test
    void ofTheMomentsThatWereMissedTheLastOneIsMadeUpForIfThatIsWanted() {
        try (Rig rig = new Rig()) {
            rig.engine.register("t", Integer.class, (input, ctx) -> input);
            Schedule hourly = Schedule.cron("@hourly");
            rig.engine.schedule("skips", hourly, "t", 1, DEFAULTS);
            rig.engine.schedule("late", hourly.catchingUp(Duration.ofHours(3)), "t", 1, DEFAULTS);
            long before = rig.engine.list(JobQuery.all()).total();
            assertThat(before).as("the last moment before the start").isEqualTo(1);
            rig.clock.advance(Duration.ofMinutes(5 * 60 + 30));
            rig.timer.runDue();
            List<String> ids = rig.engine.list(JobQuery.all()).jobs().stream()
                    .map(JobSnapshot::id)
                    .filter(id -> id.startsWith("cron:late"))
                    .toList();
            assertThat(rig.engine.list(JobQuery.all()).jobs())
                    .noneMatch(job -> job.id().startsWith("cron:skips"));
            assertThat(ids).hasSize(2);
        }
    }

    @Test
    void onTwoNodesAMomentComesOnceAlsoAfterARestart() {
        Store shared = new MemoryStore(InstantSource.system());
        AtomicInteger runs = new AtomicInteger();
        Schedule hourly = Schedule.cron("@hourly").catchingUp(Duration.ofHours(1));
        for (int round = 0; round < 3; round++) {
            try (ClusterNode a = new ClusterNode(shared);
                    ClusterNode b = new ClusterNode(shared)) {
                for (ClusterNode node : List.of(a, b)) {
                    node.engine.register("t", Integer.class, (input, ctx) -> runs.incrementAndGet());
                    node.engine.schedule("p", hourly, "t", 1, DEFAULTS);
                }
                Awaitility.await()
                        .until(() ->
                                !shared.jobs().list(JobQuery.all()).records().isEmpty());
                for (JobRecord job : shared.jobs().list(JobQuery.all()).records()) {
                    assertThat(Rig.end(a.view(job.id())).state()).isEqualTo(JobState.SUCCEEDED);
                }
            }
        }
        int moments = (int) shared.jobs().list(JobQuery.all()).total();
        assertThat(runs.get()).isEqualTo(moments);
        assertThat(moments).as("one, or two if the hour has struck meanwhile").isBetween(1, 2);
    }

    @Test
    void wrongPlansAreRefused() {
        try (Rig rig = new Rig()) {
            rig.engine.register("t", Integer.class, (input, ctx) -> input);
            Schedule daily = Schedule.cron("@daily");
            assertThatIllegalArgumentException().isThrownBy(() -> rig.engine.schedule("a b", daily, "t", 1, DEFAULTS));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> rig.engine.schedule("p", daily, "other", 1, DEFAULTS));
            assertThatIllegalArgumentException().isThrownBy(() -> rig.engine.schedule("p", daily, "t", "x", DEFAULTS));
            for (int i = 0; i < 1_000; i++) {
                rig.engine.schedule("p" + i, daily, "t", 1, DEFAULTS);
            }
            assertThatExceptionOfType(JobRefusedException.class)
                    .isThrownBy(() -> rig.engine.schedule("more", daily, "t", 1, DEFAULTS));
            rig.engine.schedule("p7", daily, "t", 2, DEFAULTS);
        }
    }
}
