package org.jobcast.impl.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.jobcast.impl.channel.LogEntry;
import org.jobcast.impl.json.JacksonJson;
import org.jobcast.impl.store.memory.MemoryStore;
import org.jobcast.job.CancelOutcome;
import org.jobcast.job.Job;
import org.jobcast.job.JobHandler;
import org.jobcast.job.JobOptions;
import org.jobcast.job.JobSnapshot;
import org.jobcast.job.JobState;
import org.jobcast.job.JobValue;
import org.jobcast.job.RetryPolicy;
import org.jobcast.job.SignalOutcome;
import org.jobcast.spi.Assignment;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Jobs of registered types over two nodes on one store. */
class RevivalTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final Store shared = new MemoryStore(InstantSource.system());
    private final ClusterNode a = new ClusterNode(shared);
    private final ClusterNode b = new ClusterNode(shared);

    @AfterEach
    void close() {
        a.close();
        b.close();
    }

    private void register(JobHandler<Integer> handler) {
        a.engine.register("t", Integer.class, handler);
        b.engine.register("t", Integer.class, handler);
    }

    private JobRecord record(String id) {
        return shared.jobs().find(id).orElseThrow();
    }

    private static void await(String what, BooleanSupplier reached) {
        Awaitility.await(what).until(reached::getAsBoolean);
    }

    private static void assertWhole(List<LogEntry> events) {
        assertThat(events.stream().map(LogEntry::seq))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, events.size()).boxed().toList());
        assertThat(events.stream().filter(event -> event.frame().type().equals("done")))
                .hasSize(1);
    }

    @Test
    void anotherNodeGoesOnWithTheJobOfADeadOne() {
        AtomicInteger steps = new AtomicInteger();
        CountDownLatch kept = new CountDownLatch(1);
        register((input, ctx) -> {
            int step = ctx.runStepOnce("step", Integer.class, steps::incrementAndGet);
            ctx.emit("attempt", ctx.attempt());
            if (ctx.attempt() == 1) {
                ctx.checkpoint(input * 10);
                kept.countDown();
                ctx.awaitSignal("never", LONG);
            }
            return ctx.lastCheckpoint().orElseThrow().as(Integer.class) + step;
        });
        Job job = a.engine.start("t", 4);
        Rig.await(kept);
        a.store.cut(true);
        assertThat(ClusterNode.end(b.view(job.id())).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(b.view(job.id()).resultJson()).contains("41");
        assertThat(steps.get()).isEqualTo(1);
        assertThat(record(job.id()).attempt()).isEqualTo(2);
        List<LogEntry> events = b.whole(job.id());
        assertWhole(events);
        assertThat(b.types(job.id())).containsExactly("attempt", "restart", "attempt", "done");
        assertThat(events.get(1).frame().data()).startsWith("{\"event\":\"restart\",\"attempt\":2,\"t\":");
        a.store.cut(false);
        assertThat(ClusterNode.end(job).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(a.types(job.id())).hasSize(4);
    }

    @Test
    void whatADeadNodeStillWantsToKeepIsRefused() {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch taken = new CountDownLatch(1);
        AtomicReference<Throwable> refused = new AtomicReference<>();
        CountDownLatch over = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        register((input, ctx) -> {
            if (ctx.attempt() == 2) {
                ctx.checkpoint("second");
                taken.countDown();
                Rig.await(go);
                return ctx.lastCheckpoint().orElseThrow().json();
            }
            running.countDown();
            try {
                Rig.await(taken);
            } catch (AssertionError interrupted) {
                Thread.interrupted();
                Rig.await(taken);
            }
            try {
                ctx.checkpoint("first");
            } catch (RuntimeException e) {
                refused.set(e);
            }
            over.countDown();
            return "too late";
        });
        Job job = a.engine.start("t", 4);
        Rig.await(running);
        a.store.cut(true);
        Rig.await(taken);
        a.store.cut(false);
        Rig.await(over);
        assertThat(refused.get()).isInstanceOf(org.jobcast.job.JobCancelledException.class);
        go.countDown();
        assertThat(ClusterNode.end(b.view(job.id())).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(b.view(job.id()).resultJson()).contains("\"\\\"second\\\"\"");
        assertWhole(b.whole(job.id()));
    }

    @Test
    void aNodeThatStopsLeavesItsJobsToOthersAtOnce() {
        ClusterNode slow = new ClusterNode(shared, 1000, Duration.ofMinutes(10));
        CountDownLatch busy = new CountDownLatch(8);
        register((input, ctx) -> {
            busy.countDown();
            if (ctx.attempt() == 1 && input < 8) {
                ctx.emit("waiting");
                ctx.awaitSignal("never", LONG);
            }
            return "attempt " + ctx.attempt();
        });
        AtomicInteger handedOver = new AtomicInteger();
        slow.engine.register("t", Integer.class, (input, ctx) -> {
            busy.countDown();
            assertThat(ctx.isHandedOver()).isFalse();
            try {
                return ctx.awaitSignal("never", LONG);
            } finally {
                handedOver.addAndGet(ctx.isHandedOver() ? 1 : 0);
            }
        });
        List<Job> jobs = LongStream.range(0, 10)
                .mapToObj(i -> slow.engine.start("t", (int) i))
                .toList();
        Rig.await(busy);
        slow.close();
        assertThat(handedOver.get()).isEqualTo(8);
        assertThat(jobs).noneMatch(job -> job.completion().toCompletableFuture().isDone());
        for (Job job : jobs) {
            JobSnapshot end = ClusterNode.end(b.view(job.id()));
            assertThat(end.state()).as("job of a node that has left").isEqualTo(JobState.SUCCEEDED);
            assertWhole(b.whole(job.id()));
        }
        assertThat(jobs.stream().map(job -> record(job.id()).result()))
                .containsExactly(
                        "\"attempt 2\"",
                        "\"attempt 2\"",
                        "\"attempt 2\"",
                        "\"attempt 2\"",
                        "\"attempt 2\"",
                        "\"attempt 2\"",
                        "\"attempt 2\"",
                        "\"attempt 2\"",
                        "\"attempt 1\"",
                        "\"attempt 1\"");
    }

    @Test
    void aJobWaitsForANodeThatHasItsHandler() {
        a.engine.register("t", Integer.class, (input, ctx) -> ctx.awaitSignal("never", LONG));
        Job job = a.engine.start("t", 4);
        await("it runs", () -> record(job.id()).state() == JobState.RUNNING);
        a.store.cut(true);
        await("nobody can run it", () -> record(job.id()).assignment().due() != null);
        b.engine.register("t", Integer.class, (input, ctx) -> ctx.attempt());
        assertThat(ClusterNode.end(b.view(job.id())).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(record(job.id()).result()).isEqualTo("2");
    }

    @Test
    void aJobThatWasAskedToStopIsNotRunAgain() {
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch running = new CountDownLatch(1);
        register((input, ctx) -> {
            runs.incrementAndGet();
            running.countDown();
            ctx.awaitSignal("never", LONG);
            return null;
        });
        Job job = a.engine.start("t", 4);
        Rig.await(running);
        a.store.cut(true);
        assertThat(b.engine.cancel(job.id(), "enough")).isEqualTo(CancelOutcome.REQUESTED);
        assertThat(ClusterNode.end(b.view(job.id())).state()).isEqualTo(JobState.CANCELLED);
        assertThat(b.types(job.id())).endsWith("cancelled", "done");
        assertThat(runs.get()).isEqualTo(1);
    }

    private Job dead(int attempts) {
        Recipe recipe = Recipe.of("4", JobOptions.defaults(), null);
        JobRecord first = JobRecord.queued(
                "dead" + attempts,
                "t",
                null,
                Instant.now(),
                new JacksonJson().write(recipe),
                Assignment.none().to("nobody"));
        shared.events().open("job " + first.id(), 1, 1);
        shared.jobs().create(first);
        shared.jobs()
                .replace(
                        first,
                        first.change()
                                .state(JobState.RUNNING)
                                .attempt(attempts, Instant.now())
                                .build());
        return b.view(first.id());
    }

    @Test
    void aJobThatCrashesItsNodesIsLostInTheEnd() {
        register((input, ctx) -> ctx.attempt());
        Job eleven = dead(11);
        assertThat(ClusterNode.end(eleven).state()).isEqualTo(JobState.LOST);
        Job ten = dead(10);
        assertThat(ClusterNode.end(ten).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(record(ten.id()).result()).isEqualTo("11");
    }

    @Test
    void retriesAreCountedOverNodes() {
        CountDownLatch second = new CountDownLatch(1);
        register((input, ctx) -> {
            if (ctx.attempt() == 2) {
                ctx.checkpoint("the event of the retry is stored, too");
                second.countDown();
                ctx.awaitSignal("never", LONG);
            }
            throw new IllegalStateException("attempt " + ctx.attempt());
        });
        RetryPolicy twice = RetryPolicy.times(2).backoff(Duration.ZERO, Duration.ZERO);
        Job job = a.engine.start("t", 4, JobOptions.builder().retry(twice).build());
        Rig.await(second);
        a.store.cut(true);
        JobSnapshot end = ClusterNode.end(b.view(job.id()));
        assertThat(end.state()).isEqualTo(JobState.FAILED);
        assertThat(end.error().message()).isEqualTo("attempt 4");
        assertThat(b.types(job.id())).containsExactly("retry", "restart", "retry", "error", "done");
    }

    @Test
    void theTimeoutGoesOnOverNodes() {
        CountDownLatch running = new CountDownLatch(1);
        register((input, ctx) -> {
            running.countDown();
            ctx.awaitSignal("never", LONG);
            return null;
        });
        JobOptions options =
                JobOptions.builder().timeout(Duration.ofMillis(1500)).build();
        Job job = a.engine.start("t", 4, options);
        Rig.await(running);
        a.store.cut(true);
        JobSnapshot end = ClusterNode.end(b.view(job.id()));
        assertThat(end.state()).isEqualTo(JobState.FAILED);
        assertThat(end.error().type()).isEqualTo("Timeout");
        assertWhole(b.whole(job.id()));
    }

    @Test
    void aSignalOfAnotherNodeIsReceivedForLessThanOneQueryASecond() {
        CountDownLatch waiting = new CountDownLatch(20);
        register((input, ctx) -> {
            waiting.countDown();
            return ctx.awaitSignal("go", LONG).map(JobValue::json).orElse("none");
        });
        List<Job> jobs = LongStream.range(0, 20)
                .mapToObj(i -> a.engine.start("t", (int) i))
                .limit(8)
                .toList();
        await("all of them wait", () -> waiting.getCount() <= 12);
        long begin = System.nanoTime();
        long before = a.store.signalQueries.get();
        for (Job job : jobs) {
            assertThat(b.engine.signal(job.id(), "go", "from b")).isEqualTo(SignalOutcome.SENT);
        }
        for (Job job : jobs) {
            assertThat(ClusterNode.end(b.view(job.id())).state()).isEqualTo(JobState.SUCCEEDED);
            assertThat(record(job.id()).result()).isEqualTo("\"\\\"from b\\\"\"");
        }
        long queries = a.store.signalQueries.get() - before;
        long seconds = (System.nanoTime() - begin) / 1_000_000_000 + 1;
        assertThat(queries).isLessThanOrEqualTo(seconds);
    }

    @Test
    void startedOnBothNodesAtOnceAJobRunsOnce() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        register((input, ctx) -> runs.incrementAndGet());
        CyclicBarrier round = new CyclicBarrier(10);
        Together.run(10, thread -> {
            for (int i = 0; i < 50; i++) {
                JobOptions options = JobOptions.builder().id("once-" + i).build();
                round.await();
                ClusterNode node = thread % 2 == 0 ? a : b;
                Rig.end(node.engine.start("t", i, options));
            }
        });
        assertThat(runs.get()).isEqualTo(50);
    }
}
