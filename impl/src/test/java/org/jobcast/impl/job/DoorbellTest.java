package org.jobcast.impl.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import org.jobcast.impl.store.memory.MemoryStore;
import org.jobcast.job.CancelOutcome;
import org.jobcast.job.Job;
import org.jobcast.job.JobState;
import org.jobcast.job.JobValue;
import org.jobcast.job.SignalOutcome;
import org.jobcast.spi.Bus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two nodes that would ask the store once an hour: what they learn in time, the doorbell has told them. */
@Timeout(60)
class DoorbellTest {
    private static final Duration SELDOM = Duration.ofHours(1);

    private final RingingStore shared = new RingingStore(new MemoryStore(InstantSource.system()));
    private ClusterNode a = new ClusterNode(shared, 1000, Duration.ofHours(4), SELDOM);
    private ClusterNode b = new ClusterNode(shared, 1000, Duration.ofHours(4), SELDOM);

    @AfterEach
    void close() {
        a.close();
        b.close();
    }

    @Test
    void anEventIsSeenOnTheOtherNode() {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch first = new CountDownLatch(1);
        Job job = a.engine.submit("t", ctx -> {
            Rig.await(go);
            ctx.emit("first", 1);
            Rig.await(first);
            ctx.emit("second", 2);
            return "ok";
        });
        JobView seen = b.view(job.id());
        seen.log().addWaker(() -> {
            if (seen.log().last() >= 1) {
                first.countDown();
            }
        });
        go.countDown();
        assertThat(b.types(job.id())).containsExactly("first", "second", "done");
    }

    @Test
    void aCancellationIsSeenByTheNodeThatRunsTheJob() {
        CountDownLatch running = new CountDownLatch(1);
        Job job = a.engine.submit("t", ctx -> {
            running.countDown();
            Rig.await(new CountDownLatch(1));
            return "never";
        });
        Rig.await(running);
        assertThat(b.engine.cancel(job.id(), "enough")).isEqualTo(CancelOutcome.REQUESTED);
        assertThat(ClusterNode.end(job).state()).isEqualTo(JobState.CANCELLED);
    }

    @Test
    void aSignalIsReceivedByTheNodeThatRunsTheJob() {
        CountDownLatch running = new CountDownLatch(1);
        Job job = a.engine.submit("t", ctx -> {
            running.countDown();
            return ctx.awaitSignal("go", SELDOM).map(JobValue::json).orElse("none");
        });
        Rig.await(running);
        assertThat(b.engine.signal(job.id(), "go", 7)).isEqualTo(SignalOutcome.SENT);
        assertThat(ClusterNode.end(job).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(b.engine.result(job.id()).orElseThrow().as(String.class)).isEqualTo("7");
    }

    @Test
    void ringsThatAreLostCostNothingButTime() {
        b.close();
        Duration often = Duration.ofMillis(50);
        a.close();
        a = new ClusterNode(shared, 1000, Duration.ofHours(4), often);
        b = new ClusterNode(shared, 1000, Duration.ofHours(4), often);
        shared.bell().muffled = true;
        anEventIsSeenOnTheOtherNode();
        aCancellationIsSeenByTheNodeThatRunsTheJob();
        aSignalIsReceivedByTheNodeThatRunsTheJob();
    }

    @Test
    void nobodyListensForLogsThatHaveEndedAndForNodesThatHaveLeft() {
        Job job = a.engine.submit("t", ctx -> "ok");
        b.types(job.id());
        b.streams.follow(JobHome.logName(job.id()));
        a.close();
        b.close();
        assertThat(shared.bell().listeners.values())
                .as(shared.bell().listeners.toString())
                .allMatch(java.util.List::isEmpty);
        assertThat(shared.bell().listeners).containsKey(Bus.ofLog(JobHome.logName(job.id())));
    }
}
