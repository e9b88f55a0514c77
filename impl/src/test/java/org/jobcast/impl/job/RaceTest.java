package org.jobcast.impl.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jobcast.job.Job;
import org.jobcast.job.JobEmitter;
import org.jobcast.job.JobOptions;
import org.jobcast.job.JobSnapshot;
import org.jobcast.job.JobState;
import org.jobcast.job.RetryPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many rounds of callers that meet. Whoever wins, store, stream, handle and completion tell the same story. */
class RaceTest {
    private static final int ROUNDS = 2000;

    private final Rig rig = new Rig();
    private final Together three = new Together(3);

    @AfterEach
    void close() {
        three.close();
        rig.close();
    }

    private void assertOneEnd(Job job, JobState... allowed) {
        JobSnapshot end = Rig.end(job);
        assertThat(end.state()).isIn((Object[]) allowed);
        assertThat(job.state()).isEqualTo(end.state());
        assertThat(rig.store.find(job.id()).orElseThrow().state()).isEqualTo(end.state());
        List<String> types = rig.types(job);
        assertThat(types.stream().filter("done"::equals)).hasSize(1);
        assertThat(types.get(types.size() - 1)).isEqualTo("done");
        List<String> events = rig.events(job);
        assertThat(events.get(events.size() - 1))
                .contains("\"state\":\"" + end.state().label() + '"');
        assertThat(types.stream().filter("cancelled"::equals)).hasSize(end.state() == JobState.CANCELLED ? 1 : 0);
        assertThat(types.stream().filter("error"::equals)).hasSize(end.state() == JobState.FAILED ? 1 : 0);
        assertThat(end.hasResult()).isEqualTo(end.state() == JobState.SUCCEEDED);
        assertThat(end.error() != null).isEqualTo(end.state() == JobState.FAILED);
    }

    private void forget(Job job) {
        rig.engine.cleanup(Duration.ZERO, false);
        assertThat(rig.engine.find(job.id())).isEmpty();
    }

    @Test
    void cancelMeetsCloseMeetsTimeout() throws Exception {
        JobOptions options = JobOptions.builder().timeout(Duration.ofSeconds(1)).build();
        for (int round = 0; round < ROUNDS; round++) {
            JobEmitter emitter = rig.engine.open("t", options);
            rig.clock.advance(Duration.ofSeconds(1));
            three.run(thread -> {
                switch (thread) {
                    case 0 -> emitter.job().cancel("r");
                    case 1 -> {
                        emitter.result(1);
                        emitter.close();
                    }
                    default -> rig.timer.runDue();
                }
            });
            assertOneEnd(emitter.job(), JobState.CANCELLED, JobState.SUCCEEDED, JobState.FAILED);
            forget(emitter.job());
        }
        rig.awaitNothingOnTheTimer();
    }

    @Test
    void cancelMeetsABodyThatReturnsOrThrows() throws Exception {
        try (Together two = new Together(2)) {
            for (int round = 0; round < ROUNDS; round++) {
                boolean fails = round % 2 == 0;
                CompletableFuture<Job> started = new CompletableFuture<>();
                CompletableFuture<Void> go = new CompletableFuture<>();
                Job job = rig.engine.submit("t", context -> {
                    started.complete(null);
                    while (!go.isDone()) {
                        Thread.onSpinWait();
                    }
                    if (fails) {
                        throw new IllegalStateException("x");
                    }
                    return 1;
                });
                started.join();
                two.run(thread -> {
                    if (thread == 0) {
                        go.complete(null);
                    } else {
                        job.cancel();
                    }
                });
                JobState natural = fails ? JobState.FAILED : JobState.SUCCEEDED;
                assertOneEnd(job, JobState.CANCELLED, natural);
                forget(job);
            }
        }
    }

    @Test
    void cancelMeetsTheStartOfAQueuedJob() throws Exception {
        try (Together two = new Together(2)) {
            for (int round = 0; round < ROUNDS; round++) {
                JobOptions options = JobOptions.builder().id("race-" + round).build();
                two.run(thread -> {
                    if (thread == 0) {
                        rig.engine.submit("t", options, context -> 1);
                    } else {
                        while (rig.engine.find(options.id()).isEmpty()) {
                            Thread.onSpinWait();
                        }
                        rig.engine.cancel(options.id());
                    }
                });
                Job job = rig.engine.require("race-" + round);
                assertOneEnd(job, JobState.CANCELLED, JobState.SUCCEEDED);
                forget(job);
            }
        }
    }

    @Test
    void cancelMeetsTheBackOffOfARetry() throws Exception {
        RetryPolicy policy = new RetryPolicy(1000, Duration.ofMillis(1), Duration.ofMillis(1), 0);
        JobOptions options = JobOptions.builder().retry(policy).build();
        for (int round = 0; round < ROUNDS; round++) {
            Job job = rig.engine.submit("t", options, context -> {
                throw new IllegalStateException("x");
            });
            int spins = round % 50;
            three.run(thread -> {
                for (int i = 0; i < spins * 20; i++) {
                    Thread.onSpinWait();
                }
                if (thread == 0) {
                    job.cancel();
                } else {
                    rig.clock.advance(Duration.ofMillis(1));
                    rig.timer.runDue();
                }
            });
            assertOneEnd(job, JobState.CANCELLED);
            forget(job);
        }
        rig.awaitNothingOnTheTimer();
    }

    @Test
    void manyWhoSubmitOneIdRunTheBodyOnce() throws Exception {
        try (Together eight = new Together(8)) {
            for (int round = 0; round < ROUNDS; round++) {
                AtomicInteger runs = new AtomicInteger();
                Set<Job> jobs = ConcurrentHashMap.newKeySet();
                JobOptions options = JobOptions.builder().id("same-" + round).build();
                eight.run(thread -> jobs.add(rig.engine.submit("t", options, context -> runs.incrementAndGet())));
                assertThat(jobs).hasSize(1);
                Job job = jobs.iterator().next();
                Rig.end(job);
                assertThat(runs).hasValue(1);
                forget(job);
            }
        }
    }

    @Test
    void ofTwentyWhoPopOneResultExactlyOneGetsIt() throws Exception {
        try (Together twenty = new Together(20)) {
            for (int round = 0; round < ROUNDS; round++) {
                JobEmitter emitter = rig.engine.open("t");
                emitter.result(round);
                emitter.close();
                AtomicInteger got = new AtomicInteger();
                twenty.run(thread -> {
                    if (rig.engine.popResult(emitter.job().id()).isPresent()) {
                        got.incrementAndGet();
                    }
                });
                assertThat(got).hasValue(1);
                forget(emitter.job());
            }
        }
    }

    @Test
    void closeMeetsEmit() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            JobEmitter emitter = rig.engine.open("t");
            AtomicInteger accepted = new AtomicInteger();
            three.run(thread -> {
                if (thread == 0) {
                    emitter.result(1);
                    emitter.close();
                    return;
                }
                for (int i = 0; i < 20; i++) {
                    accepted.addAndGet(emitter.log("x") ? 1 : 0);
                }
            });
            assertOneEnd(emitter.job(), JobState.SUCCEEDED);
            assertThat(rig.events(emitter.job())).hasSize(accepted.get() + 1);
            forget(emitter.job());
        }
    }

    @Test
    void theReaperMeetsAClaimAndANewSubmitOfTheSameId() throws Exception {
        JobOptions options = JobOptions.builder().id("again").ttl(Duration.ZERO).build();
        AtomicInteger runs = new AtomicInteger();
        for (int round = 0; round < ROUNDS; round++) {
            Job first = rig.engine.submit("t", options, context -> runs.incrementAndGet());
            Rig.end(first);
            Set<Job> seen = ConcurrentHashMap.newKeySet();
            three.run(thread -> {
                switch (thread) {
                    case 0 -> rig.engine.reap();
                    case 1 -> rig.live(first).claimResult().ifPresent(ResultClaim::confirm);
                    default -> seen.add(rig.engine.submit("t", options, context -> runs.incrementAndGet()));
                }
            });
            Job second = seen.iterator().next();
            assertThat(Rig.end(second).state()).isEqualTo(JobState.SUCCEEDED);
            rig.engine.reap();
            assertThat(rig.engine.find("again")).isEmpty();
            assertThat(rig.store.find("again")).isEmpty();
        }
        assertThat(rig.logs.bytes()).isZero();
    }

    @Test
    void timesNeverDecreaseInTheOrderOfTheLog() throws Exception {
        try (Rig real = new Rig()) {
            JobOptions roomy = JobOptions.builder()
                    .historyEvents(60_000)
                    .historyBytes(32 << 20)
                    .build();
            JobEmitter emitter = real.engine.open("t", roomy);
            three.run(thread -> {
                for (int i = 0; i < 20_000; i++) {
                    real.clock.advance(Duration.ofMillis(1));
                    emitter.log("x");
                }
            });
            double last = 0;
            for (String event : real.events(emitter.job())) {
                double t = Double.parseDouble(event.substring(event.lastIndexOf(':') + 1, event.length() - 1));
                assertThat(t).isGreaterThanOrEqualTo(last);
                last = t;
            }
            assertThat(last).isPositive();
            emitter.close();
        }
    }
}
