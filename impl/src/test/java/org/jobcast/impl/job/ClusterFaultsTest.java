package org.jobcast.impl.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jobcast.impl.store.memory.MemoryStore;
import org.jobcast.job.Job;
import org.jobcast.job.JobEmitter;
import org.jobcast.job.JobOptions;
import org.jobcast.job.JobState;
import org.jobcast.job.UnknownJobException;
import org.jobcast.spi.Assignment;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.Store;
import org.jobcast.spi.StoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two nodes on one store whose answers get lost, and applications that do not do what they are asked. */
class ClusterFaultsTest {
    private static final JobOptions ONCE = JobOptions.builder().id("once").build();

    private final Store shared = new MemoryStore(InstantSource.system());
    private final ClusterNode a = new ClusterNode(shared);
    private final ClusterNode b = new ClusterNode(shared);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void close() {
        a.close();
        b.close();
        threads.shutdownNow();
    }

    private Optional<String> owner(String id) {
        return shared.jobs().find(id).map(job -> job.assignment().node());
    }

    @Test
    void aNodeThatHasSleptTooLongTakesNoJobBeforeItHasJoinedAnew() {
        Job lost = a.engine.submit("t", ONCE, ctx -> {
            Rig.await(new CountDownLatch(1));
            return "never";
        });
        a.store.mute = true;
        Awaitility.await().until(() -> b.view(lost.id()).state() == JobState.LOST);

        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> a.engine.submit("t", ctx -> "too early"));
        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> a.engine.open("t"));
        assertThat(a.engine.counts().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(1);
        a.store.mute = false;
        Job next = a.engine.submit("t", ctx -> "in time");

        assertThat(ClusterNode.end(next).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(b.view(next.id()).state()).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void aCancellationThatIsSeenFirstWhenSomethingElseIsWrittenStopsTheJob() {
        CountDownLatch begun = new CountDownLatch(1);
        Job job = a.engine.submit("t", ONCE, ctx -> {
            begun.countDown();
            new CountDownLatch(1).await();
            return "never";
        });
        Rig.await(begun);
        b.view(job.id()).cancel("enough");
        // As a note of its progress does.
        a.engine.live(job.id()).orElseThrow().keeper().refresh();

        assertThat(ClusterNode.end(job).state()).isEqualTo(JobState.CANCELLED);
    }

    @Test
    void aJobWhoseEventsTheStoreHasLostEndsAsLostAndIsStopped() throws Exception {
        CountDownLatch stopped = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch forgotten = new CountDownLatch(1);
        Job job = a.engine.submit("t", ONCE, ctx -> {
            ctx.log("before");
            begun.countDown();
            Rig.await(forgotten);
            ctx.log("after");
            try {
                new CountDownLatch(1).await();
            } finally {
                stopped.countDown();
            }
            return "never";
        });
        Rig.await(begun);
        Awaitility.await()
                .until(() -> shared.events().head("job once").orElseThrow().last() > 0);
        shared.events().delete("job once");
        forgotten.countDown();

        Rig.await(stopped);
        Awaitility.await().until(() -> b.view(job.id()).state() == JobState.LOST);
        assertThat(ClusterNode.end(job).state()).isEqualTo(JobState.LOST);
    }

    @Test
    void aSubmissionWhoseAnswerIsLostIsAcceptedOnce() {
        a.store.lostCreations.set(2);
        AtomicInteger runs = new AtomicInteger();
        Job job = a.engine.submit("t", ONCE, ctx -> runs.incrementAndGet());
        assertThat(ClusterNode.end(job).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(runs).hasValue(1);
    }

    @Test
    void aSubmissionThatWasRefusedInDoubtLeavesNothingBehind() {
        a.store.lostCreations.set(100);
        assertThatIllegalStateException().isThrownBy(() -> a.engine.submit("t", ONCE, ctx -> "never"));
        assertThat(shared.jobs().find("once")).as("in the store after all").isPresent();
        a.store.lostCreations.set(0);
        a.engine.reap();
        Awaitility.await().until(() -> shared.jobs().find("once").isEmpty());
        assertThat(shared.events().head("job once")).isEmpty();
    }

    @Test
    void aSubmissionThatWasRefusedInDoubtCanBeRepeated() {
        a.store.lostCreations.set(100);
        assertThatIllegalStateException().isThrownBy(() -> a.engine.submit("t", ONCE, ctx -> "never"));
        a.store.lostCreations.set(0);
        Job job = a.engine.submit("t", ONCE, ctx -> "now");
        assertThat(ClusterNode.end(job).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(job.result().orElseThrow().json()).isEqualTo("\"now\"");
    }

    @Test
    void anEmitterIsOpenedByOneWriteSoThatNoHalfIsLeft() {
        a.store.lostAnswers.set(100);
        try (JobEmitter emitter = a.engine.open("t", ONCE)) {
            a.store.lostAnswers.set(0);
            JobRecord record = shared.jobs().find("once").orElseThrow();
            assertThat(record.state()).isEqualTo(JobState.RUNNING);
            assertThat(record.revision()).isEqualTo(1);
            assertThat(record.started()).isEqualTo(record.created());
            emitter.complete();
        }
        assertThat(ClusterNode.end(b.view("once")).attempt()).isEqualTo(1);
    }

    @Test
    void anEndWhoseAnswerIsLostIsToldThoughTheRecordHasChangedSince() {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Job job = a.engine.submit("t", ONCE, ctx -> {
            running.countDown();
            Rig.await(go);
            return "taken";
        });
        Rig.await(running);
        a.store.afterLost = () -> b.engine.popResult("once");
        a.store.lostAnswers.set(1);
        go.countDown();
        assertThat(ClusterNode.end(job).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(b.types("once")).containsExactly("done");
        assertThat(b.view("once").result()).isEmpty();
        Awaitility.await().until(() -> owner("once").isEmpty());
    }

    @Test
    void aJobOfADeadNodeIsLostThoughAnswersAreLost() {
        JobEmitter emitter = a.engine.open("t", ONCE);
        emitter.emit("n", 1);
        Awaitility.await().until(() -> b.streams.last("job once") == 1);
        b.store.lostAnswers.set(1);
        b.store.events.lostAnswers.set(1);
        a.store.cut(true);
        assertThat(ClusterNode.end(b.view("once")).state()).isEqualTo(JobState.LOST);
        assertThat(b.types("once")).containsExactly("n", "lost", "done");
        Awaitility.await().until(() -> owner("once").isEmpty());
    }

    @Test
    void anActionThatDoesNotReturnKeepsTheNodeFromNothing() {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        Job job = a.engine.submit("t", ONCE, ctx -> {
            ctx.onCancel(() -> Rig.await(never));
            running.countDown();
            Rig.await(never);
            return null;
        });
        Rig.await(running);
        JobEmitter other = a.engine.open("t");
        b.engine.cancel("once", null);
        Awaitility.await().until(() -> job.state() != JobState.RUNNING);
        long leases = System.nanoTime() + ClusterNode.LEASE.multipliedBy(2).toNanos();
        Awaitility.await().until(() -> System.nanoTime() - leases > 0);
        assertThat(other.emit("n", 1)).as("the node still owns its jobs").isTrue();
        other.complete();
        other.close();
        assertThat(ClusterNode.end(other.job()).state()).isEqualTo(JobState.SUCCEEDED);
        never.countDown();
    }

    @Test
    void whatBelongsToOthersDoesNotKeepTheReaperBusyForEver() {
        shared.nodes().join("slow", Duration.ofHours(1));
        for (int i = 0; i < 1000; i++) {
            JobRecord job = JobRecord.queued(
                    "slow-" + i,
                    "t",
                    null,
                    Instant.EPOCH,
                    null,
                    Assignment.none().to("slow"));
            shared.jobs().create(job);
            shared.jobs()
                    .replace(
                            job,
                            job.change()
                                    .ended(JobState.SUCCEEDED, Instant.EPOCH, Instant.EPOCH)
                                    .build());
        }
        assertThat(b.engine.cleanup(Duration.ZERO, true)).isEqualTo(1000);
        assertThat(b.engine.cleanup(Duration.ZERO, false)).isZero();
        shared.nodes().leave("slow");
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> b.engine.cleanup(Duration.ZERO, false) >= 0
                        && shared.jobs().counts().get(JobState.SUCCEEDED) == 0);
    }

    @Test
    void twoWhoCleanUpAtOnceCountEachJobOnce() throws Exception {
        for (int i = 0; i < 300; i++) {
            ClusterNode.end(
                    a.engine.submit("t", JobOptions.builder().id("j" + i).build(), ctx -> 1));
        }
        // Jobs are given up one by one, in any order, and one that still belongs to a node is not removed.
        Awaitility.await()
                .until(() ->
                        IntStream.range(0, 300).allMatch(i -> owner("j" + i).isEmpty()));
        List<Callable<Integer>> both =
                List.of(() -> a.engine.cleanup(Duration.ZERO, false), () -> b.engine.cleanup(Duration.ZERO, false));
        int sum = 0;
        for (Future<Integer> each : threads.invokeAll(both)) {
            sum += each.get();
        }
        long left = shared.jobs().counts().get(JobState.SUCCEEDED);
        assertThat(sum + left).isEqualTo(300);
        assertThat(a.engine.cleanup(Duration.ZERO, false) + b.engine.cleanup(Duration.ZERO, false))
                .isEqualTo((int) left);
        assertThat(shared.events().heads(List.of("job j0", "job j150", "job j299")))
                .isEmpty();
    }

    @Test
    void whoWaitsForAJobThatIsRemovedIsToldSo() {
        JobEmitter emitter = a.engine.open("t", ONCE);
        JobView seen = b.view("once");
        var end = seen.completion().toCompletableFuture();
        JobRecord record = shared.jobs().find("once").orElseThrow();
        shared.events().delete("job once");
        shared.jobs().delete(record.id());
        Awaitility.await().until(end::isDone);
        assertThat(end).isCompletedExceptionally();
        assertThatExceptionOfType(UnknownJobException.class).isThrownBy(seen::log);
        emitter.close();
    }
}
