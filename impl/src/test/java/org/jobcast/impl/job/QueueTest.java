package org.jobcast.impl.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jobcast.job.Job;
import org.jobcast.job.JobOptions;
import org.jobcast.job.JobRefusedException;
import org.jobcast.job.JobState;
import org.junit.jupiter.api.Test;

class QueueTest {
    private final List<String> ran = Collections.synchronizedList(new ArrayList<>());

    /** As a server keeps the name of a user. */
    private static final ThreadLocal<String> user = ThreadLocal.withInitial(() -> "nobody");

    /** Runs work when the test says so, and has only so many threads. */
    private static final class StepExecutor implements JobExecutor {
        final Deque<Runnable> given = new ArrayDeque<>();
        int threads = Integer.MAX_VALUE;

        @Override
        public void execute(Runnable work) {
            if (given.size() >= threads) {
                throw new RejectedExecutionException("no thread");
            }
            given.add(work);
        }

        @Override
        public Runnable inContext(Runnable work) {
            String caller = user.get();
            return () -> {
                String before = user.get();
                user.set(caller);
                try {
                    work.run();
                } finally {
                    user.set(before);
                }
            };
        }

        void runNext() {
            given.remove().run();
        }

        void runAll() {
            while (!given.isEmpty()) {
                runNext();
            }
        }

        @Override
        public void close() {
            given.clear();
        }
    }

    private final StepExecutor executor = new StepExecutor();

    private Job submit(Rig rig, String type, String name) {
        return rig.engine.submit(type, context -> ran.add(name));
    }

    @Test
    void whatHasWaitedRunsWithTheContextsOfItsCallerNotOfTheThreadThatHandsItOver() {
        try (Rig rig = new Rig(Rig.limits(100, 100, 1, 0, Map.of()), executor)) {
            for (String name : List.of("ann", "bob", "eve")) {
                user.set(name);
                rig.engine.submit("import", context -> ran.add(name + " as " + user.get()));
            }
            user.set("nobody");
            executor.runAll();
            assertThat(ran).containsExactly("ann as ann", "bob as bob", "eve as eve");
        }
    }

    @Test
    void firstComeFirstServedUpToTheLimitInTotal() {
        try (Rig rig = new Rig(Rig.limits(100, 100, 2, 0, Map.of()), executor)) {
            for (int i = 0; i < 5; i++) {
                submit(rig, i % 2 == 0 ? "a" : "b", "job " + i);
            }
            assertThat(executor.given).hasSize(2);
            executor.runAll();
            assertThat(ran).containsExactly("job 0", "job 1", "job 2", "job 3", "job 4");
        }
    }

    @Test
    void aTypeAtItsLimitDoesNotHoldBackOthers() {
        try (Rig rig = new Rig(Rig.limits(100, 100, 10, 2, Map.of("a", 1, "free", 0)), executor)) {
            Job first = submit(rig, "a", "a1");
            submit(rig, "a", "a2");
            Job other = submit(rig, "b", "b1");
            for (int i = 0; i < 5; i++) {
                submit(rig, "free", "free");
            }
            assertThat(executor.given).as("one a, one b, five free").hasSize(7);
            assertThat(first.state()).isEqualTo(JobState.QUEUED);
            executor.runNext();
            assertThat(executor.given).hasSize(7);
            executor.runAll();
            assertThat(ran).containsExactly("a1", "b1", "free", "free", "free", "free", "free", "a2");
            assertThat(other.state()).isEqualTo(JobState.SUCCEEDED);
        }
    }

    @Test
    void aFullQueueRefusesAndForgetsTheJob() {
        try (Rig rig = new Rig(Rig.limits(100, 1, 1, 0, Map.of()), executor)) {
            submit(rig, "t", "runs");
            Job queued = submit(rig, "t", "waits");
            assertThatExceptionOfType(JobRefusedException.class)
                    .isThrownBy(() -> submit(rig, "t", "refused"))
                    .withMessageContaining("max-queued")
                    .matches(refused -> refused.type().equals("t"));
            assertThat(rig.store.counts().values().stream()
                            .mapToLong(Long::longValue)
                            .sum())
                    .isEqualTo(2);
            queued.cancel();
            submit(rig, "t", "takes the free place");
            executor.runAll();
            assertThat(ran).containsExactly("runs", "takes the free place");
        }
    }

    @Test
    void withoutAQueueAJobRunsAtOnceOrIsRefused() {
        try (Rig rig = new Rig(Rig.limits(100, 0, 1, 0, Map.of()), executor)) {
            submit(rig, "t", "first");
            assertThatExceptionOfType(JobRefusedException.class).isThrownBy(() -> submit(rig, "t", "refused"));
            executor.runAll();
            submit(rig, "t", "second");
            executor.runAll();
            assertThat(ran).containsExactly("first", "second");
        }
    }

    @Test
    void aRefusedThreadMeansWaitingWhileOthersRun() {
        executor.threads = 1;
        try (Rig rig = new Rig(Rig.limits(100, 5, 10, 0, Map.of()), executor)) {
            for (int i = 0; i < 4; i++) {
                submit(rig, "t", "job " + i);
            }
            assertThat(executor.given).hasSize(1);
            executor.runAll();
            assertThat(ran).containsExactly("job 0", "job 1", "job 2", "job 3");
        }
    }

    @Test
    void aRefusedThreadWhileNothingRunsRefusesTheJobButLosesNoOther() {
        executor.threads = 1;
        try (Rig rig = new Rig(Rig.limits(100, 5, 10, 0, Map.of()), executor)) {
            submit(rig, "t", "runs");
            Job waits = submit(rig, "t", "waits");
            Runnable running = executor.given.remove();
            executor.threads = 0;
            running.run();
            assertThat(waits.state()).isEqualTo(JobState.QUEUED);
            JobOptions options = JobOptions.builder().id("x").build();
            assertThatExceptionOfType(JobRefusedException.class)
                    .isThrownBy(() -> rig.engine.submit("t", options, context -> null));
            assertThat(rig.engine.find("x")).isEmpty();
            executor.threads = 1;
            rig.engine.reap();
            executor.runAll();
            assertThat(ran).containsExactly("runs", "waits");
        }
    }

    @Test
    void waitingIsBoundedEvenIfTheExecutorHasFewerThreadsThanTheLimit() {
        executor.threads = 1;
        try (Rig rig = new Rig(Rig.limits(100, 2, 10, 0, Map.of()), executor)) {
            for (int i = 0; i < 3; i++) {
                submit(rig, "t", "job " + i);
            }
            assertThatExceptionOfType(JobRefusedException.class).isThrownBy(() -> submit(rig, "t", "job 3"));
            executor.runAll();
            assertThat(ran).containsExactly("job 0", "job 1", "job 2");
        }
    }

    @Test
    void noMoreBodiesRunAtATimeThanAllowedAndNoneIsLost() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger mostOfOne = new AtomicInteger();
        Map<String, AtomicInteger> perType = Map.of("a", new AtomicInteger(), "b", new AtomicInteger());
        CountDownLatch done = new CountDownLatch(2000);
        try (Rig rig = new Rig(Rig.limits(4000, 2000, 5, 3, Map.of()), new PoolExecutor("test-job-", 5))) {
            Together.run(4, thread -> {
                for (int i = 0; i < 500; i++) {
                    String type = (i + thread) % 2 == 0 ? "a" : "b";
                    rig.engine.submit(type, context -> {
                        most.accumulateAndGet(now.incrementAndGet(), Math::max);
                        mostOfOne.accumulateAndGet(perType.get(type).incrementAndGet(), Math::max);
                        Thread.onSpinWait();
                        perType.get(type).decrementAndGet();
                        now.decrementAndGet();
                        done.countDown();
                        return null;
                    });
                }
            });
            Rig.await(done);
        }
        assertThat(most.get()).isBetween(1, 5);
        assertThat(mostOfOne.get()).isBetween(1, 3);
    }
}
