package org.jobcast.impl.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jobcast.job.Job;
import org.jobcast.job.JobConflictException;
import org.jobcast.job.JobEmitter;
import org.jobcast.job.JobOptions;
import org.jobcast.job.JobPage;
import org.jobcast.job.JobQuery;
import org.jobcast.job.JobRefusedException;
import org.jobcast.job.JobSnapshot;
import org.jobcast.job.JobState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeepingTest {
    private final Rig rig = new Rig(Rig.limits(4, 100, 8, 0, Map.of()));

    @AfterEach
    void close() {
        rig.close();
    }

    private Job done(JobOptions options) {
        Job job = rig.engine.submit("t", options, context -> {
            context.log("x".repeat(1000));
            return "r";
        });
        Rig.end(job);
        return job;
    }

    @Test
    void theTtlCountsFromTheEndAndEverythingGoesWithTheJob() {
        JobEmitter emitter = rig.engine.open(
                "t", JobOptions.builder().ttl(Duration.ofSeconds(1)).build());
        rig.advance(Duration.ofSeconds(5));
        rig.engine.reap();
        emitter.result("r");
        emitter.close();
        Job job = emitter.job();
        rig.advance(Duration.ofMillis(999));
        rig.engine.reap();
        assertThat(rig.engine.find(job.id())).isPresent();
        assertThat(rig.logs.bytes()).isPositive();

        rig.advance(Duration.ofMillis(1));
        rig.engine.reap();
        assertThat(rig.engine.find(job.id())).isEmpty();
        assertThat(rig.engine.live(job.id())).isEmpty();
        assertThat(rig.engine.result(job.id())).isEmpty();
        assertThat(rig.store.find(job.id())).isEmpty();
        assertThat(rig.logs.bytes()).isZero();
        assertThat(job.state()).as("a handle keeps working").isEqualTo(JobState.SUCCEEDED);
        assertThat(job.snapshot().lastEvent()).isEqualTo(1);
        assertThat(job.cancel()).isEqualTo(org.jobcast.job.CancelOutcome.ALREADY_TERMINAL);
    }

    @Test
    void anOpenJobIsNeverReaped() {
        JobEmitter emitter =
                rig.engine.open("t", JobOptions.builder().ttl(Duration.ZERO).build());
        rig.advance(Duration.ofDays(365));
        rig.engine.reap();
        assertThat(rig.engine.cleanup(Duration.ZERO, false)).isZero();
        assertThat(rig.engine.find(emitter.job().id())).isPresent();
        emitter.close();
    }

    @Test
    void aReaperThatComesLateLeavesTheNewJobOfTheSameId() {
        KeptJobs kept = new KeptJobs(rig.store, rig.logs, new MemoryHome(rig.store, rig.logs), new JobGuest.Seat(), 10);
        JobEmitter emitter = rig.engine.open("t");
        String id = emitter.job().id();
        kept.reserve();
        kept.findOrAdd(id, () -> rig.live(emitter.job()));
        assertThat(kept.forget(id, job -> true)).isFalse();
        assertThat(kept.find(id)).isPresent();
        assertThat(rig.store.find(id)).isPresent();
        emitter.close();
        assertThat(kept.forget(id, job -> true)).isTrue();
        assertThat(kept.forget(id, job -> true)).isFalse();
    }

    @Test
    void aTtlForEverIsForEver() {
        Job job = done(
                JobOptions.builder().ttl(Duration.ofSeconds(Long.MAX_VALUE)).build());
        rig.advance(Duration.ofDays(10_000));
        rig.engine.reap();
        assertThat(rig.engine.find(job.id())).isPresent();
    }

    @Test
    void whenFullTheJobNearestToItsExpiryMakesRoom() {
        Job late = done(JobOptions.builder().ttl(Duration.ofHours(1)).build());
        Job soon = done(JobOptions.builder().ttl(Duration.ofMinutes(1)).build());
        JobEmitter open1 = rig.engine.open("t");
        JobEmitter open2 = rig.engine.open("t");
        JobEmitter open3 = rig.engine.open("t");
        assertThat(rig.engine.find(soon.id())).isEmpty();
        assertThat(rig.engine.find(late.id())).isPresent();
        JobEmitter open4 = rig.engine.open("t");
        assertThat(rig.engine.find(late.id())).isEmpty();

        assertThatExceptionOfType(JobRefusedException.class)
                .isThrownBy(() -> rig.engine.open("t"))
                .matches(refused -> refused.type().equals("t"));
        assertThatExceptionOfType(JobRefusedException.class).isThrownBy(() -> rig.engine.submit("t", context -> null));
        open1.close();
        done(JobOptions.defaults());
        List.of(open2, open3, open4).forEach(JobEmitter::close);
        assertThat(rig.store.counts().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(4);
    }

    @Test
    void cleanupCountsAndThenRemovesWhatEndedLongAgo() {
        Job old = done(JobOptions.builder().ttl(Duration.ofDays(9)).build());
        rig.advance(Duration.ofHours(2));
        Job recent = done(JobOptions.builder().ttl(Duration.ofDays(9)).build());
        assertThat(rig.engine.cleanup(Duration.ofHours(1), true)).isEqualTo(1);
        assertThat(rig.engine.find(old.id())).isPresent();
        assertThat(rig.engine.cleanup(Duration.ofHours(1), false)).isEqualTo(1);
        assertThat(rig.engine.find(old.id())).isEmpty();
        assertThat(rig.engine.find(recent.id())).isPresent();
        assertThat(rig.engine.cleanup(Duration.ofSeconds(Long.MAX_VALUE), false))
                .isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> rig.engine.cleanup(Duration.ofSeconds(-1), true));
    }

    @Test
    void aSecondSubmitReturnsTheFirstJobRunningOrDone() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger runs = new AtomicInteger();
        JobOptions options = JobOptions.builder().id("order-7").build();
        Job first = rig.engine.submit("import", options, context -> {
            release.await();
            return runs.incrementAndGet();
        });
        assertThat(rig.engine.submit("import", options, context -> runs.incrementAndGet()))
                .isSameAs(first);
        release.countDown();
        Rig.end(first);
        assertThat(rig.engine.submit("import", options, context -> runs.incrementAndGet()))
                .isSameAs(first);
        assertThat(runs).hasValue(1);

        rig.advance(Rig.TTL);
        rig.engine.reap();
        Job again = rig.engine.submit("import", options, context -> runs.incrementAndGet());
        Rig.end(again);
        assertThat(again).isNotSameAs(first);
        assertThat(runs).hasValue(2);
    }

    @Test
    void anIdOfAnotherTypeOrOwnerIsAConflict() {
        JobOptions options = JobOptions.builder().id("order-7").build();
        rig.caller = "ann";
        rig.engine.submit("import", options, context -> null);
        assertThatExceptionOfType(JobConflictException.class)
                .isThrownBy(() -> rig.engine.submit("export", options, context -> null));
        rig.caller = "bob";
        assertThatExceptionOfType(JobConflictException.class)
                .isThrownBy(() -> rig.engine.submit("import", options, context -> null));
        JobOptions anonymous = JobOptions.builder().id("order-7").anonymous().build();
        assertThatExceptionOfType(JobConflictException.class)
                .isThrownBy(() -> rig.engine.submit("import", anonymous, context -> null));
    }

    @Test
    void theOwnerIsTheCallerUnlessTheOptionsSayOtherwise() {
        rig.caller = "ann";
        assertThat(done(JobOptions.defaults()).snapshot().owner()).isEqualTo("ann");
        assertThat(done(JobOptions.builder().owner("bob").build()).snapshot().owner())
                .isEqualTo("bob");
        assertThat(done(JobOptions.builder().anonymous().build()).snapshot().owner())
                .isNull();
        rig.caller = null;
        assertThat(done(JobOptions.defaults()).snapshot().owner()).isNull();
    }

    @Test
    void listsAndCountsWithLiveValues() {
        JobEmitter emitter = rig.engine.open("report");
        emitter.progress(3, 4);
        rig.advance(Duration.ofSeconds(1));
        Job job = done(JobOptions.defaults());
        JobPage page = rig.engine.list(JobQuery.all());
        assertThat(page.total()).isEqualTo(2);
        assertThat(page.jobs())
                .extracting(JobSnapshot::id)
                .containsExactly(job.id(), emitter.job().id());
        JobSnapshot live = page.jobs().get(1);
        assertThat(live.lastEvent()).isEqualTo(1);
        assertThat(live.progress()).isNotNull();
        assertThat(live.progress().current()).isEqualTo(3);
        assertThat(rig.engine
                        .list(new JobQuery(Set.of(JobState.RUNNING), "report", null, "REP", 0, 1))
                        .jobs())
                .hasSize(1);
        assertThat(rig.engine.counts())
                .containsAllEntriesOf(Map.of(JobState.RUNNING, 1L, JobState.SUCCEEDED, 1L, JobState.LOST, 0L));
        emitter.close();
    }

    @Test
    void idsAreDistinctWhoeverAsks() throws Exception {
        try (Rig large = new Rig()) {
            Set<String> ids = java.util.Collections.synchronizedSet(new HashSet<>());
            Together.run(8, thread -> {
                for (int i = 0; i < 125; i++) {
                    JobEmitter emitter = large.engine.open("t");
                    ids.add(emitter.job().id());
                    emitter.complete();
                    emitter.close();
                }
            });
            assertThat(ids).hasSize(1000).allMatch(id -> id.length() == 36);
        }
    }
}
