package org.jobcast.impl.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jobcast.impl.store.memory.MemoryStore;
import org.jobcast.job.Job;
import org.jobcast.job.JobNotEndedException;
import org.jobcast.job.JobNotRepeatableException;
import org.jobcast.job.JobOptions;
import org.jobcast.job.JobQuery;
import org.jobcast.job.JobSnapshot;
import org.jobcast.job.JobState;
import org.jobcast.spi.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Jobs of a registered type are repeated by any node of their store, and after a restart. */
class StoredRepetitionTest {
    private static final JobOptions REPEATABLE = JobOptions.builder()
            .owner("ann")
            .timeout(Duration.ofMinutes(7))
            .repeatable()
            .build();

    private final Store shared = new MemoryStore(InstantSource.system());
    private final AtomicInteger runs = new AtomicInteger();
    private final List<ClusterNode> nodes = new ArrayList<>();
    private volatile CountDownLatch gate = new CountDownLatch(0);

    private ClusterNode node() {
        ClusterNode node = new ClusterNode(shared, 1000, Duration.ofMinutes(5));
        node.engine.register("double", Integer.class, (input, context) -> {
            runs.incrementAndGet();
            Rig.await(gate);
            if (input < 0) {
                throw new IllegalArgumentException("negative");
            }
            return 2 * input;
        });
        nodes.add(node);
        return node;
    }

    @AfterEach
    void close() {
        gate.countDown();
        nodes.forEach(ClusterNode::close);
    }

    private Job ended(ClusterNode node, int input, JobOptions options) {
        Job job = node.engine.start("double", input, options);
        ClusterNode.end(job);
        return job;
    }

    @Test
    void anotherNodeRunsItAgainWithTheSameInputForTheSameOwner() {
        ClusterNode a = node();
        Job first = ended(a, 21, REPEATABLE);
        ClusterNode b = node();
        assertThat(b.view(first.id()).snapshot().repeatable()).isTrue();

        Job second = b.engine.repeat(first.id());

        JobSnapshot end = ClusterNode.end(second);
        assertThat(second.id()).isNotEqualTo(first.id()).hasSize(36);
        assertThat(end.state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(end.owner()).isEqualTo("ann");
        assertThat(end.repeats()).isEqualTo(first.id());
        assertThat(end.repeatable()).isTrue();
        assertThat(a.engine.result(second.id()).orElseThrow().json()).isEqualTo("42");
        assertThat(a.engine.list(JobQuery.all()).jobs())
                .extracting(JobSnapshot::repeats)
                .containsExactlyInAnyOrder(first.id(), null);
        assertThat(Recipe.of(shared.jobs().find(second.id()).orElseThrow(), new org.jobcast.impl.json.JacksonJson())
                        .timeout())
                .isEqualTo(Duration.ofMinutes(7));
    }

    @Test
    void aFailedJobIsRepeatedAfterARestart() {
        Job failed = ended(node(), -1, REPEATABLE);
        nodes.forEach(ClusterNode::close);
        nodes.clear();

        Job again = node().engine.repeat(failed.id());

        assertThat(ClusterNode.end(again).state()).isEqualTo(JobState.FAILED);
        assertThat(runs).hasValue(2);
    }

    @Test
    void allWhoRepeatItAtOnceOnTwoNodesGetOneJob() throws Exception {
        ClusterNode a = node();
        ClusterNode b = node();
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            Job first = ended(a, 1, REPEATABLE);
            for (int round = 1; round <= 20; round++) {
                gate = new CountDownLatch(1);
                CyclicBarrier barrier = new CyclicBarrier(6);
                List<Future<String>> told = new ArrayList<>();
                for (int i = 0; i < 6; i++) {
                    ClusterNode node = i % 2 == 0 ? a : b;
                    told.add(threads.submit(() -> {
                        barrier.await();
                        return node.engine.repeat(first.id()).id();
                    }));
                }
                Set<String> ids = new HashSet<>();
                for (Future<String> each : told) {
                    ids.add(each.get());
                }
                assertThat(ids).hasSize(1);
                gate.countDown();
                ClusterNode.end(a.view(ids.iterator().next()));
                assertThat(runs).hasValue(1 + round);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whatHasNotEndedOrIsNotRepeatableIsRefusedOnEveryNode() {
        ClusterNode a = node();
        ClusterNode b = node();
        gate = new CountDownLatch(1);
        Job running = a.engine.start("double", 1, REPEATABLE);
        assertThatExceptionOfType(JobNotEndedException.class).isThrownBy(() -> b.engine.repeat(running.id()));
        gate.countDown();
        Job plain = ended(a, 1, JobOptions.defaults());
        Job lambda = a.engine.submit("lambda", REPEATABLE, context -> 1);
        ClusterNode.end(lambda);
        for (String id : List.of(plain.id(), lambda.id())) {
            assertThat(b.view(id).snapshot().repeatable()).isFalse();
            assertThatExceptionOfType(JobNotRepeatableException.class).isThrownBy(() -> b.engine.repeat(id));
        }
    }
}
