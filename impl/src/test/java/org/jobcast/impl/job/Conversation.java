package org.jobcast.impl.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.channel.LogEntry;
import org.jobcast.impl.channel.Waker;
import org.jobcast.job.CancelOutcome;
import org.jobcast.job.Job;
import org.jobcast.job.JobState;
import org.jobcast.job.SignalOutcome;

/** A job of one node, and a client that has only to do with another one. */
final class Conversation {
    private final ClusterNode runs;
    private final ClusterNode asks;

    private Conversation(ClusterNode runs, ClusterNode asks) {
        this.runs = runs;
        this.asks = asks;
    }

    static Conversation between(ClusterNode runs, ClusterNode asks) {
        return new Conversation(runs, asks);
    }

    /** Sends a signal, sees the answer, and cancels. */
    void signalAndCancel() {
        Job job = runs.engine.submit("t", ctx -> {
            ctx.emit("ready", 1);
            ctx.emit("got", ctx.awaitSignal("go", Duration.ofMinutes(10)).isPresent());
            new CountDownLatch(1).await();
            return null;
        });
        EventLog log = asks.view(job.id()).log();
        reach(log, 1);
        assertThat(asks.engine.signal(job.id(), "go", "x")).isEqualTo(SignalOutcome.SENT);
        reach(log, 2);
        assertThat(asks.engine.cancel(job.id(), "enough")).isEqualTo(CancelOutcome.REQUESTED);
        assertThat(ClusterNode.end(asks.view(job.id())).state()).isEqualTo(JobState.CANCELLED);
        assertThat(asks.types(job.id())).containsExactly("ready", "got", "cancelling", "cancelled", "done");
    }

    /** Follows a job from its begin to its end. */
    void followWhole(int events) {
        Job job = runs.engine.submit("t", ctx -> {
            for (int i = 1; i <= events; i++) {
                ctx.emit("n", i);
            }
            return "ok";
        });
        List<LogEntry> seen = asks.whole(job.id());
        assertThat(seen.stream().map(LogEntry::seq))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, events + 1L).boxed().toList());
        assertThat(ClusterNode.end(asks.view(job.id())).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(asks.view(job.id()).resultJson()).contains("\"ok\"");
    }

    private static void reach(EventLog log, long seq) {
        CountDownLatch reached = new CountDownLatch(1);
        Waker waker = () -> {
            if (log.last() >= seq) {
                reached.countDown();
            }
        };
        log.addWaker(waker);
        waker.wake();
        Rig.await(reached);
        log.removeWaker(waker);
    }
}
