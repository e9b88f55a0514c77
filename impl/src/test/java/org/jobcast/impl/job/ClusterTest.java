package org.jobcast.impl.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.jobcast.impl.channel.LogEntry;
import org.jobcast.impl.store.memory.MemoryStore;
import org.jobcast.job.CancelOutcome;
import org.jobcast.job.Job;
import org.jobcast.job.JobConflictException;
import org.jobcast.job.JobEmitter;
import org.jobcast.job.JobOptions;
import org.jobcast.job.JobSnapshot;
import org.jobcast.job.JobState;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two nodes on one store. */
class ClusterTest {
    private final Store shared = new MemoryStore(InstantSource.system());
    private final ClusterNode a = new ClusterNode(shared);
    private final ClusterNode b = new ClusterNode(shared);

    @AfterEach
    void close() {
        a.close();
        b.close();
    }

    private static void assertWhole(List<LogEntry> events, long count) {
        assertThat(events.stream().map(LogEntry::seq))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, count).boxed().toList());
    }

    private JobRecord record(String id) {
        return shared.jobs().find(id).orElseThrow();
    }

    private void awaitNobodys(String id) {
        Awaitility.await().until(() -> record(id).assignment().node() == null);
    }

    @Test
    void aJobIsFollowedOnAnotherNodeWhileItRuns() {
        CountDownLatch go = new CountDownLatch(1);
        Job job = a.engine.submit("t", ctx -> {
            ctx.emit("first", 1);
            Rig.await(go);
            ctx.emit("second", 2);
            return "ok";
        });
        JobView seen = b.view(job.id());
        CountDownLatch first = new CountDownLatch(1);
        seen.log().addWaker(() -> {
            if (seen.log().last() >= 1) {
                first.countDown();
            }
        });
        if (seen.log().last() == 0) {
            Rig.await(first);
        }
        assertThat(seen.state()).isIn(JobState.QUEUED, JobState.RUNNING);
        assertThat(seen.result()).isEmpty();
        go.countDown();
        assertThat(b.types(job.id())).containsExactly("first", "second", "done");
        assertThat(seen.state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(seen.resultJson()).contains("\"ok\"");
        assertThat(b.view(job.id()).log().epoch())
                .isEqualTo(((LiveJob) job).log().epoch());
        assertThat(ClusterNode.end(seen).state()).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void aJobThatHasEndedBelongsToNobodyAndIsReadFromTheStore() {
        Job job = a.engine.submit("t", JobOptions.builder().id("x").build(), ctx -> {
            for (int i = 0; i < 3000; i++) {
                ctx.emit("n", i);
            }
            return 7;
        });
        ClusterNode.end(job);
        awaitNobodys("x");
        Awaitility.await().until(() -> a.engine.live("x").isEmpty());
        assertWhole(a.whole("x"), 3001);
        assertWhole(b.whole("x"), 3001);
        JobSnapshot snapshot = b.view("x").snapshot();
        assertThat(snapshot.lastEvent()).isEqualTo(3001);
        assertThat(snapshot.hasResult()).isTrue();
        assertThat(b.engine.popResult("x").orElseThrow().json()).isEqualTo("7");
        assertThat(a.engine.popResult("x")).isEmpty();
        assertThat(a.engine.result("x")).isEmpty();
    }

    @Test
    void anIdIsTakenOnEveryNode() {
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger runs = new AtomicInteger();
        JobOptions options = JobOptions.builder().id("once").build();
        Job first = a.engine.submit("t", options, ctx -> {
            runs.incrementAndGet();
            Rig.await(go);
            return null;
        });
        Job second = b.engine.submit("t", options, ctx -> runs.incrementAndGet());
        assertThat(second.id()).isEqualTo("once");
        assertThatExceptionOfType(JobConflictException.class)
                .isThrownBy(() -> b.engine.submit("other", options, ctx -> null));
        assertThatExceptionOfType(JobConflictException.class).isThrownBy(() -> b.engine.open("t", options));
        go.countDown();
        ClusterNode.end(first);
        assertThat(ClusterNode.end(second).state()).isEqualTo(JobState.SUCCEEDED);
        Job third = b.engine.submit("t", options, ctx -> runs.incrementAndGet());
        assertThat(third.state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(runs.get()).isEqualTo(1);
    }

    @Test
    void aJobIsCancelledFromAnotherNode() {
        CountDownLatch running = new CountDownLatch(1);
        Job job = a.engine.submit("t", ctx -> {
            running.countDown();
            Rig.await(new CountDownLatch(1));
            return null;
        });
        Rig.await(running);
        assertThat(b.engine.cancel(job.id(), "enough")).isEqualTo(CancelOutcome.REQUESTED);
        JobSnapshot end = ClusterNode.end(job);
        assertThat(end.state()).isEqualTo(JobState.CANCELLED);
        assertThat(end.cancelReason()).isEqualTo("enough");
        assertThat(b.types(job.id())).containsExactly("cancelling", "cancelled", "done");
        assertThat(b.engine.cancel(job.id(), null)).isEqualTo(CancelOutcome.ALREADY_TERMINAL);
        assertThat(b.engine.cancel("nobody", null)).isEqualTo(CancelOutcome.UNKNOWN);
    }

    @Test
    void aJobThatHasNotBegunIsCancelledFromAnotherNode() {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch all = new CountDownLatch(8);
        for (int i = 0; i < 8; i++) {
            a.engine.submit("busy", ctx -> {
                all.countDown();
                Rig.await(go);
                return null;
            });
        }
        Rig.await(all);
        AtomicInteger runs = new AtomicInteger();
        Job waiting = a.engine.submit("t", ctx -> runs.incrementAndGet());
        assertThat(b.engine.cancel(waiting.id(), "not needed")).isEqualTo(CancelOutcome.REQUESTED);
        assertThat(ClusterNode.end(waiting).state()).isEqualTo(JobState.CANCELLED);
        assertThat(b.types(waiting.id())).containsExactly("cancelled", "done");
        go.countDown();
        awaitNobodys(waiting.id());
        assertThat(runs.get()).isZero();
    }

    @Test
    void theJobOfADeadNodeIsLostAndItsStreamEnds() {
        JobEmitter emitter = a.engine.open("t");
        String id = emitter.job().id();
        for (int i = 0; i < 100; i++) {
            emitter.emit("n", i);
        }
        awaitStored(id, 100);
        a.store.cut(true);
        emitter.emit("never", "seen");
        assertThat(ClusterNode.end(b.view(id)).state()).isEqualTo(JobState.LOST);
        List<LogEntry> events = b.whole(id);
        assertWhole(events, 102);
        assertThat(events.get(101).frame().data()).contains("\"state\":\"lost\"");
        awaitNobodys(id);
        a.store.cut(false);
        assertThat(ClusterNode.end(emitter.job()).state()).isEqualTo(JobState.LOST);
        assertThat(emitter.emit("late", 1)).isFalse();
        emitter.close();
        assertThat(record(id).state()).isEqualTo(JobState.LOST);
        assertWhole(a.whole(id), 102);
    }

    private void awaitStored(String id, long last) {
        Awaitility.await().until(() -> b.streams.last("job " + id) >= last);
        assertThat(b.streams.last("job " + id)).isEqualTo(last);
    }

    @Test
    void aNodeThatWakesUpStopsItsWorkAndGoesOnWithNewJobs() {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        AtomicReference<Throwable> left = new AtomicReference<>();
        Job job = a.engine.submit("t", ctx -> {
            running.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                left.set(e);
                assertThat(ctx.isCancelled()).isTrue();
                assertThat(ctx.emit("late", 1)).isFalse();
            }
            stopped.countDown();
            return "too late";
        });
        Rig.await(running);
        a.store.cut(true);
        assertThat(ClusterNode.end(b.view(job.id())).state()).isEqualTo(JobState.LOST);
        a.store.cut(false);
        Rig.await(stopped);
        assertThat(left.get()).isInstanceOf(InterruptedException.class);
        assertThat(ClusterNode.end(job).state()).isEqualTo(JobState.LOST);
        Job next = a.engine.submit("t", ctx -> "fine");
        assertThat(ClusterNode.end(next).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(record(job.id()).state()).isEqualTo(JobState.LOST);
    }

    @Test
    void anEndWithoutItsLastEventsIsToldByAnotherNode() {
        JobEmitter emitter = a.engine.open("t");
        String id = emitter.job().id();
        emitter.emit("n", 1);
        awaitStored(id, 1);
        a.store.events.down = true;
        emitter.result("kept");
        emitter.close();
        assertThat(record(id).state()).isEqualTo(JobState.SUCCEEDED);
        a.store.cut(true);
        List<LogEntry> events = b.whole(id);
        assertWhole(events, 2);
        assertThat(events.get(1).frame().data()).contains("\"event\":\"done\",\"state\":\"succeeded\"");
        assertThat(b.view(id).resultJson()).contains("\"kept\"");
        awaitNobodys(id);
    }

    @Test
    void anOutageOfTheStoreLosesNothing() {
        CountDownLatch cut = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Job job = a.engine.submit("t", ctx -> {
            ctx.emit("before", 1);
            cut.countDown();
            Rig.await(go);
            ctx.emit("during", 2);
            return "done";
        });
        Rig.await(cut);
        a.store.cut(true);
        b.store.cut(true);
        go.countDown();
        assertThat(job.completion().toCompletableFuture()).isNotDone();
        Rig.await(pause());
        a.store.cut(false);
        b.store.cut(false);
        JobSnapshot end = ClusterNode.end(job);
        assertThat(end.state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(b.types(job.id())).containsExactly("before", "during", "done");
    }

    /** Open after more than a lease, so that nodes would be declared dead if an outage of the store could do that. */
    private CountDownLatch pause() {
        CountDownLatch over = new CountDownLatch(1);
        Thread waker = org.jobcast.impl.concurrent.Threads.daemon("pause", () -> {
            java.util.concurrent.locks.LockSupport.parkNanos(
                    ClusterNode.LEASE.multipliedBy(2).toNanos());
            over.countDown();
        });
        waker.start();
        return over;
    }

    @Test
    void aLostAnswerOfTheStoreEndsAJobOnceOnly() {
        for (int lost = 1; lost <= 3; lost++) {
            CountDownLatch running = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            Job job = a.engine.submit("t", ctx -> {
                running.countDown();
                Rig.await(go);
                return "done";
            });
            Rig.await(running);
            a.store.lostAnswers.set(lost);
            go.countDown();
            assertThat(ClusterNode.end(job).state()).isEqualTo(JobState.SUCCEEDED);
            assertThat(b.types(job.id())).containsExactly("done");
            awaitNobodys(job.id());
        }
    }

    @Test
    void aNodeThatLeavesGivesUpNothingThatIsNotStored() {
        ClusterNode c = new ClusterNode(shared);
        Job job = c.engine.submit("t", ctx -> {
            ctx.emit("n", 1);
            Rig.await(new CountDownLatch(1));
            return null;
        });
        awaitStored(job.id(), 1);
        c.close();
        assertThat(job.state()).isEqualTo(JobState.CANCELLED);
        List<String> types = b.types(job.id());
        assertThat(types).startsWith("n", "cancelling").endsWith("done");
        assertThat(types.stream().filter("done"::equals)).hasSize(1);
        awaitNobodys(job.id());
    }
}
