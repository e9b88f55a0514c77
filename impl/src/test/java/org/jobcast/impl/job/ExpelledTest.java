package org.jobcast.impl.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jobcast.impl.json.JacksonJson;
import org.jobcast.impl.store.memory.MemoryStore;
import org.jobcast.job.CancelOutcome;
import org.jobcast.job.Job;
import org.jobcast.job.JobEmitter;
import org.jobcast.job.JobOptions;
import org.jobcast.job.JobState;
import org.jobcast.spi.Assignment;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.Segment;
import org.jobcast.spi.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node that is declared dead and comes back, and one that stops. */
class ExpelledTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final Store shared = new MemoryStore(InstantSource.system());
    private final ClusterNode a = new ClusterNode(shared);

    @AfterEach
    void close() {
        a.close();
    }

    private JobRecord record(String id) {
        return shared.jobs().find(id).orElseThrow();
    }

    /** What another node does that takes this one for dead. */
    private void expel(Job job) {
        shared.nodes().leave(record(job.id()).assignment().node());
    }

    @Test
    void theRefusalOfAnOldLogLeavesTheJobThatRunsHereAgainAlone() {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch gated = new CountDownLatch(1);
        CountDownLatch emitted = new CountDownLatch(1);
        CountDownLatch again = new CountDownLatch(1);
        a.engine.register("t", Integer.class, (input, ctx) -> {
            if (ctx.attempt() == 1) {
                running.countDown();
                Rig.await(gated);
                ctx.emit("late");
                emitted.countDown();
            }
            again.countDown();
            ctx.awaitSignal("go", LONG);
            return ctx.attempt();
        });
        Job job = a.engine.start("t", 4);
        Rig.await(running);
        CountDownLatch gate = new CountDownLatch(1);
        a.store.events.gate = gate;
        gated.countDown();
        Rig.await(emitted);
        expel(job);
        Awaitility.await().until(() -> record(job.id()).attempt() == 2);
        gate.countDown();
        Awaitility.await().until(() -> a.streams.last("job " + job.id()) > 0);
        a.engine.signal(job.id(), "go", null);
        assertThat(ClusterNode.end(a.view(job.id())).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(record(job.id()).result()).isEqualTo("2");
    }

    @Test
    void aBodyWhoseNodeIsDeadEndsNothingThoughNobodyHasClaimedItsJobYet() {
        CountDownLatch running = new CountDownLatch(1);
        Job job = a.engine.submit("t", ctx -> {
            running.countDown();
            return ctx.awaitSignal("never", LONG);
        });
        Rig.await(running);
        a.store.noClaims = true;
        expel(job);
        Awaitility.await().until(() -> a.engine.live(job.id()).isEmpty());
        Awaitility.await().until(() -> a.engine.shutdown(Duration.ZERO));
        assertThat(record(job.id()).state()).isEqualTo(JobState.RUNNING);
    }

    @Test
    void aNodeWhoseReturnIsNotAnsweredStopsItsJobsToo() {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        a.engine.register("t", Integer.class, (input, ctx) -> {
            if (ctx.attempt() > 1) {
                return "elsewhere";
            }
            running.countDown();
            try {
                return ctx.awaitSignal("never", LONG);
            } finally {
                stopped.countDown();
            }
        });
        Job job = a.engine.start("t", 4);
        Rig.await(running);
        a.store.lostJoins.set(1);
        expel(job);
        Rig.await(stopped);
    }

    @Test
    void aStepThatIsFinishedWhileItsNodeStopsIsNotRepeated() {
        AtomicInteger steps = new AtomicInteger();
        CountDownLatch running = new CountDownLatch(1);
        ClusterNode b = new ClusterNode(shared);
        for (ClusterNode node : List.of(a, b)) {
            node.engine.register("t", Integer.class, (input, ctx) -> {
                int step = ctx.runStepOnce("step", Integer.class, () -> {
                    running.countDown();
                    while (ctx.attempt() == 1 && !ctx.isCancelled()) {
                        Thread.onSpinWait();
                    }
                    return steps.incrementAndGet();
                });
                ctx.throwIfCancelled();
                return step;
            });
        }
        Job job = a.engine.start("t", 4);
        Rig.await(running);
        a.close();
        assertThat(ClusterNode.end(b.view(job.id())).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(record(job.id()).attempt()).isEqualTo(2);
        assertThat(steps).hasValue(1);
        b.close();
    }

    @Test
    void aNodeThatStopsTakesOverNothingMore() {
        a.engine.register("t", Integer.class, (input, ctx) -> input);
        a.engine.refuseNew();
        String recipe = new JacksonJson().write(Recipe.of("4", JobOptions.defaults(), null));
        Instant now = Instant.now();
        shared.jobs().create(JobRecord.queued("due", "t", null, now, recipe, Assignment.from(now)));
        int before = a.store.looks.get();
        Awaitility.await().until(() -> a.store.looks.get() > before + 1);
        assertThat(record("due").assignment().node()).as("its owner").isNull();
    }

    @Test
    void theEndOfAJobThatAnotherNodeHasTakenIsToldThoughTheStoreFailsOnce() {
        JobEmitter emitter = a.engine.open("t");
        Job job = emitter.job();
        JobRecord record = shared.jobs().find(job.id()).orElseThrow();
        a.store.noClaims = true;
        JobRecord taken =
                record.change().assignment(record.assignment().to("another")).build();
        assertThat(shared.jobs().replace(record, taken)).isTrue();
        a.engine.live(job.id()).orElseThrow().abandon();
        Awaitility.await().until(() -> a.engine.live(job.id()).isEmpty());
        a.store.failingFinds.set(1);
        String log = "job " + job.id();
        shared.events().open(log, 2, 1);
        shared.events().append(new Segment(log, 2, 1, 0, new byte[0], true));
        Awaitility.await().until(() -> a.store.failingFinds.get() == 0);
        Awaitility.await().until(() -> job.completion().toCompletableFuture().isDone());
        assertThat(shared.jobs().find(job.id()))
                .as("the record of the other node")
                .contains(taken);
        emitter.close();
    }

    @Test
    void whoHoldsAJobThatHasMovedCancelsItWhereItIs() {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        ClusterNode b = new ClusterNode(shared);
        for (ClusterNode node : List.of(a, b)) {
            node.engine.register("t", Integer.class, (input, ctx) -> {
                (ctx.attempt() == 1 ? first : second).countDown();
                return ctx.awaitSignal("never", LONG);
            });
        }
        Job job = a.engine.start("t", 4);
        Rig.await(first);
        a.store.noClaims = true;
        expel(job);
        Rig.await(second);
        assertThat(job.cancel("enough")).isEqualTo(CancelOutcome.REQUESTED);
        assertThat(ClusterNode.end(b.view(job.id())).state()).isEqualTo(JobState.CANCELLED);
        b.close();
    }
}
