package org.jobcast.impl.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jobcast.job.Job;
import org.jobcast.job.JobBody;
import org.jobcast.job.JobContext;
import org.jobcast.job.JobOptions;
import org.jobcast.job.JobSnapshot;
import org.jobcast.job.JobState;
import org.jobcast.job.JobValue;
import org.jobcast.job.RetryPolicy;
import org.jobcast.job.SignalOutcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Steps, checkpoints and signals of jobs that live in memory. */
class NotesTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final JobOptions RETRIED = JobOptions.builder()
            .retry(RetryPolicy.times(1).backoff(Duration.ZERO, Duration.ZERO))
            .build();

    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    /** Fails the first attempt behind the work, and lets the second one end. */
    private JobSnapshot runTwice(JobBody work) {
        CountDownLatch failed = new CountDownLatch(1);
        Job job = rig.engine.submit("t", RETRIED, ctx -> {
            Object result = work.run(ctx);
            if (ctx.attempt() == 1) {
                failed.countDown();
                throw new IllegalStateException("once");
            }
            return result;
        });
        Rig.await(failed);
        rig.advanceUntil(job, Duration.ZERO);
        return Rig.end(job);
    }

    private Object result(JobSnapshot job) {
        assertThat(job.error()).isNull();
        return rig.engine.result(job.id()).orElseThrow().as(Object.class);
    }

    @Test
    void aStepThatIsDoneIsNotRepeatedByTheNextAttempt() {
        AtomicInteger runs = new AtomicInteger();
        JobSnapshot job = runTwice(ctx -> {
            int first = ctx.runStepOnce("count", Integer.class, runs::incrementAndGet);
            JobValue nothing = ctx.runStepOnce("nothing", () -> null);
            List<?> list = ctx.runStepOnce("list", List.class, () -> List.of("a", 1));
            return List.of(first, ctx.attempt(), nothing.json(), list);
        });
        assertThat(result(job)).isEqualTo(List.of(1, 2, "null", List.of("a", 1)));
        assertThat(runs.get()).isEqualTo(1);
    }

    @Test
    void aStepThatFailsIsNotDone() {
        AtomicInteger runs = new AtomicInteger();
        Job job = rig.engine.submit("t", ctx -> {
            for (int i = 0; i < 2; i++) {
                try {
                    ctx.runStepOnce("shaky", () -> {
                        if (runs.incrementAndGet() == 1) {
                            throw new java.io.IOException("not now");
                        }
                        return "fine";
                    });
                } catch (java.io.IOException e) {
                    ctx.log(e.getMessage());
                }
            }
            return ctx.runStepOnce("shaky", String.class, () -> "not again");
        });
        assertThat(Rig.end(job).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(runs.get()).isEqualTo(2);
        assertThat(job.result().orElseThrow().as(String.class)).isEqualTo("fine");
    }

    @Test
    void ofManyThreadsThatAskForAStepOneRunsIt() {
        AtomicInteger runs = new AtomicInteger();
        Job job = rig.engine.submit("t", ctx -> {
            List<JobValue> seen = Collections.synchronizedList(new ArrayList<>());
            Together.run(8, i -> seen.add(ctx.runStepOnce("one", runs::incrementAndGet)));
            return seen.stream().map(JobValue::json).distinct().toList();
        });
        Rig.end(job);
        assertThat(job.result().orElseThrow().json()).isEqualTo("[\"1\"]");
        assertThat(runs.get()).isEqualTo(1);
    }

    @Test
    void anAttemptGoesOnFromTheLastCheckpoint() {
        List<Object> seen = Collections.synchronizedList(new ArrayList<>());
        JobSnapshot job = runTwice(ctx -> {
            seen.add(ctx.lastCheckpoint().map(JobValue::json));
            ctx.checkpoint(ctx.attempt());
            ctx.checkpoint(Map.of("attempt", ctx.attempt()));
            seen.add(ctx.lastCheckpoint().map(JobValue::json));
            return null;
        });
        assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(seen)
                .containsExactly(
                        Optional.empty(),
                        Optional.of("{\"attempt\":1}"),
                        Optional.of("{\"attempt\":1}"),
                        Optional.of("{\"attempt\":2}"));
    }

    private static List<String> receive(JobContext ctx, String name, int count) throws InterruptedException {
        List<String> payloads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            payloads.add(ctx.awaitSignal(name, LONG).map(JobValue::json).orElse("none"));
        }
        return payloads;
    }

    @Test
    void signalsAreReceivedInTheirOrderWhetherSentBeforeOrWhileTheJobWaits() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch sent = new CountDownLatch(1);
        Job job = rig.engine.submit("t", ctx -> {
            begun.countDown();
            Rig.await(sent);
            ctx.emit("waiting");
            List<String> all = receive(ctx, "go", 3);
            all.addAll(receive(ctx, "other", 1));
            all.add(ctx.awaitSignal("go", Duration.ZERO).map(JobValue::json).orElse("none"));
            return all;
        });
        Rig.await(begun);
        for (int i = 1; i <= 2; i++) {
            assertThat(rig.engine.signal(job.id(), "go", i)).isEqualTo(SignalOutcome.SENT);
        }
        assertThat(rig.engine.signal(job.id(), "other", Map.of("by", "ann"))).isEqualTo(SignalOutcome.SENT);
        CountDownLatch waiting = new CountDownLatch(1);
        rig.live(job).log().addWaker(waiting::countDown);
        sent.countDown();
        Rig.await(waiting);
        rig.engine.signal(job.id(), "go", null);
        assertThat(result(Rig.end(job))).isEqualTo(List.of("1", "2", "null", "{\"by\":\"ann\"}", "none"));
        assertThat(rig.engine.signal(job.id(), "go", 4)).isEqualTo(SignalOutcome.ALREADY_TERMINAL);
        assertThat(rig.engine.signal("nobody", "go", 4)).isEqualTo(SignalOutcome.UNKNOWN);
    }

    @Test
    void aWaitEndsWhenItsTimeIsUp() {
        CountDownLatch waiting = new CountDownLatch(1);
        Job job = rig.engine.submit("t", ctx -> {
            waiting.countDown();
            return ctx.awaitSignal("never", Duration.ofSeconds(30)).isEmpty();
        });
        Rig.await(waiting);
        rig.advanceUntil(job, Duration.ofSeconds(31));
        assertThat(result(Rig.end(job))).isEqualTo(true);
    }

    @Test
    void aJobThatWaitsIsCancelledAndTimesOut() {
        CountDownLatch waiting = new CountDownLatch(2);
        JobBody body = ctx -> {
            waiting.countDown();
            ctx.awaitSignal("never", LONG);
            return null;
        };
        Job cancelled = rig.engine.submit("t", body);
        Job late = rig.engine.submit(
                "t", JobOptions.builder().timeout(Duration.ofSeconds(9)).build(), body);
        Rig.await(waiting);
        cancelled.cancel();
        assertThat(Rig.end(cancelled).state()).isEqualTo(JobState.CANCELLED);
        rig.advanceUntil(late, Duration.ofSeconds(9));
        assertThat(Rig.end(late).error().type()).isEqualTo("Timeout");
    }

    @Test
    void aFurtherAttemptReceivesAgainWhatNoCheckpointAndNoStepCovers() {
        CountDownLatch sent = new CountDownLatch(1);
        AtomicReference<String> id = new AtomicReference<>();
        List<List<String>> received = Collections.synchronizedList(new ArrayList<>());
        Thread sender = new Thread(() -> {
            Rig.await(sent);
            for (int i = 1; i <= 6; i++) {
                rig.engine.signal(id.get(), "n", i);
            }
        });
        sender.start();
        runTwice(ctx -> {
            id.set(ctx.jobId());
            sent.countDown();
            if (ctx.attempt() == 1) {
                received.add(receive(ctx, "n", 2));
                ctx.checkpoint("two");
            }
            String third = ctx.runStepOnce(
                    "third", String.class, () -> receive(ctx, "n", 1).get(0));
            received.add(List.of(third));
            received.add(receive(ctx, "n", ctx.attempt()));
            return null;
        });
        assertThat(received)
                .containsExactly(List.of("1", "2"), List.of("3"), List.of("4"), List.of("3"), List.of("4", "5"));
    }

    @Test
    void wrongNamesAndSizesAreRefused() {
        String huge = "x".repeat((1 << 20) + 1);
        Job job = rig.engine.submit("t", ctx -> {
            for (String name : List.of("", "a b", "ä", "a\n", "x".repeat(129))) {
                assertThatIllegalArgumentException().isThrownBy(() -> ctx.awaitSignal(name, LONG));
                assertThatIllegalArgumentException().isThrownBy(() -> ctx.runStepOnce(name, () -> 1));
            }
            assertThatIllegalArgumentException().isThrownBy(() -> ctx.awaitSignal("a", Duration.ofNanos(-1)));
            assertThatIllegalArgumentException().isThrownBy(() -> ctx.checkpoint(huge.repeat(16)));
            assertThatIllegalArgumentException().isThrownBy(() -> ctx.runStepOnce("a", () -> huge.repeat(16)));
            receive(ctx, "end", 1);
            return ctx.lastCheckpoint().isEmpty();
        });
        assertThatIllegalArgumentException().isThrownBy(() -> rig.engine.signal(job.id(), "a b", 1));
        assertThatIllegalArgumentException().isThrownBy(() -> rig.engine.signal(job.id(), "a", huge));
        rig.engine.signal(job.id(), "end", null);
        assertThat(result(Rig.end(job))).isEqualTo(true);
    }

    @Test
    void aJobKeepsABoundedNumberOfSignals() {
        Job job = rig.engine.submit("t", ctx -> {
            receive(ctx, "end", 1);
            return receive(ctx, "n", 9_999).size();
        });
        rig.engine.signal(job.id(), "end-not-this", null);
        for (int i = 0; i < 9_998; i++) {
            rig.engine.signal(job.id(), "n", i);
        }
        assertThat(rig.engine.signal(job.id(), "end", null)).isEqualTo(SignalOutcome.SENT);
        assertThat(rig.engine.signal(job.id(), "n", 1)).isEqualTo(SignalOutcome.FULL);
        job.cancel();
        assertThat(Rig.end(job).state()).isEqualTo(JobState.CANCELLED);
    }

    @Test
    void aContextWhoseBodyHasReturnedKeepsNothing() {
        AtomicReference<JobContext> escaped = new AtomicReference<>();
        Rig.end(rig.engine.submit("t", ctx -> {
            escaped.set(ctx);
            return null;
        }));
        JobContext late = escaped.get();
        assertThatIllegalStateException().isThrownBy(() -> late.checkpoint(1));
        assertThatIllegalStateException().isThrownBy(late::lastCheckpoint);
        assertThatIllegalStateException().isThrownBy(() -> late.runStepOnce("s", () -> 1));
        assertThatIllegalStateException().isThrownBy(() -> late.awaitSignal("s", LONG));
    }

    @Test
    void registeredTypesStartByTheirName() {
        rig.engine.register("double", Integer.class, (n, ctx) -> n * 2);
        Job job = rig.engine.start("double", 21);
        assertThat(result(Rig.end(job))).isEqualTo(42);
        JobOptions once = JobOptions.builder().id("once").build();
        Job first = rig.engine.start("double", 1, once);
        assertThat(rig.engine.start("double", 2, once).id()).isEqualTo(first.id());
        assertThatIllegalArgumentException().isThrownBy(() -> rig.engine.start("other", 1));
        assertThatIllegalArgumentException().isThrownBy(() -> rig.engine.start("double", "x"));
        assertThatIllegalArgumentException().isThrownBy(() -> rig.engine.start("double", "1".repeat((1 << 20) + 1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rig.engine.register("double", Integer.class, (n, ctx) -> n));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rig.engine.register("not allowed", Integer.class, (n, ctx) -> n));
        assertThatExceptionOfType(org.jobcast.job.JobConflictException.class)
                .isThrownBy(() -> rig.engine.submit("t", once, ctx -> null));
    }
}
