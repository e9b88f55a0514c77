package org.jobcast.impl.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jobcast.channel.SlowClientPolicy;
import org.jobcast.impl.channel.Logs;
import org.jobcast.impl.json.JacksonJson;
import org.jobcast.impl.store.memory.MemoryStore;
import org.jobcast.job.Job;
import org.jobcast.job.JobSnapshot;
import org.jobcast.spi.JobStore;
import org.jobcast.spi.Store;
import org.jobcast.test.ManualClock;

/** An engine in memory whose time the test sets. Bodies run on a real pool. */
final class Rig implements AutoCloseable {
    static final Duration TTL = Duration.ofMinutes(5);
    static final int EVENT_BYTES = 64 << 10;
    static final JobSettings SETTINGS =
            new JobSettings(1000, 1 << 20, 1000, 100, 8, 0, Map.of(), TTL, SlowClientPolicy.DISCONNECT);

    final ManualClock clock = new ManualClock();
    final ManualTimer timer = new ManualTimer(clock::nanos);
    final Store all = new MemoryStore(clock);
    final JobStore store = all.jobs();
    final Logs logs = new Logs(64 << 20, EVENT_BYTES, clock);
    final JobEngine engine;
    volatile String caller;

    Rig() {
        this(SETTINGS);
    }

    Rig(JobSettings settings) {
        this(settings, new PoolExecutor("test-job-", 16));
    }

    Rig(JobSettings settings, JobExecutor executor) {
        JobEnvironment environment = new JobEnvironment() {
            @Override
            public URI streamUri(String jobId) {
                return URI.create("/app/jobcast/jobs/" + jobId + "/stream");
            }

            @Override
            public Optional<String> currentCaller() {
                return Optional.ofNullable(caller);
            }
        };
        JobFacilities with = new JobFacilities(
                settings, logs, executor, timer, new JacksonJson(), environment, new EngineClock(clock, clock::nanos));
        engine = new JobEngine(with, all);
    }

    static JobSettings limits(int maxKept, int maxQueued, int maxRunning, int perType, Map<String, Integer> of) {
        return new JobSettings(
                1000, 1 << 20, maxKept, maxQueued, maxRunning, perType, of, TTL, SlowClientPolicy.DISCONNECT);
    }

    void advance(Duration by) {
        clock.advance(by);
        timer.runDue();
    }

    /** A thread that has asked the timer may still be about to take that back. */
    void awaitNothingOnTheTimer() {
        Awaitility.await().until(() -> timer.waiting() == 0);
    }

    /** Lets time pass again and again until the job has ended: what is to wake up may not have been scheduled yet. */
    void advanceUntil(Job job, Duration by) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!job.state().isTerminal() && System.nanoTime() - end < 0) {
            advance(by);
            Thread.onSpinWait();
        }
    }

    LiveJob live(Job job) {
        return (LiveJob) job;
    }

    /** The data of all events that the history holds. */
    List<String> events(Job job) {
        return live(job).log().entries(0, Integer.MAX_VALUE).stream()
                .map(entry -> entry.frame().data())
                .toList();
    }

    List<String> types(Job job) {
        return live(job).log().entries(0, Integer.MAX_VALUE).stream()
                .map(entry -> entry.frame().type())
                .toList();
    }

    static JobSnapshot end(Job job) {
        try {
            return job.completion().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("job " + job.id() + " has not ended; it is " + job.state(), e);
        }
    }

    static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).as("reached in time").isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        engine.close();
    }
}
