package org.jobcast.impl.resume;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jobcast.channel.SlowClientPolicy;
import org.jobcast.impl.channel.Logs;
import org.jobcast.impl.concurrent.Threads;
import org.jobcast.impl.durable.DurableStreams;
import org.jobcast.impl.job.EngineClock;
import org.jobcast.impl.job.JobEngine;
import org.jobcast.impl.job.JobEnvironment;
import org.jobcast.impl.job.JobFacilities;
import org.jobcast.impl.job.JobSettings;
import org.jobcast.impl.job.PoolExecutor;
import org.jobcast.impl.job.SharedStore;
import org.jobcast.impl.json.JacksonJson;
import org.jobcast.spi.Bus;
import org.jobcast.spi.Store;
import org.jspecify.annotations.Nullable;

/** An engine of streams, with the engine of jobs that keeps its node alive. */
final class StreamNode implements AutoCloseable {
    static final ResumeSettings SETTINGS =
            new ResumeSettings(Duration.ofMinutes(1), Duration.ofMinutes(5), 1 << 20, 1000, 100, 64 << 10);
    static final Duration LEASE = Duration.ofMillis(600);

    final Logs logs = new Logs(256 << 20, 1 << 20, InstantSource.system());
    final JobEngine jobs;
    final StreamEngine streams;
    final StreamGuest guest;
    private final ScheduledThreadPoolExecutor timer = Threads.timer("test-timer-");
    private final DurableStreams durable;

    private StreamNode(Store store, @Nullable Duration lease, ResumeSettings settings, int historyEvents) {
        JobSettings bounds = new JobSettings(
                historyEvents, 1 << 20, 1000, 100, 8, 0, Map.of(), Duration.ofHours(1), SlowClientPolicy.DISCONNECT);
        JacksonJson json = new JacksonJson();
        EngineClock clock = EngineClock.system();
        PoolExecutor executor = new PoolExecutor("test-job-", 4);
        JobFacilities with = new JobFacilities(bounds, logs, executor, timer, json, new Nowhere(), clock);
        if (lease != null) {
            durable = new DurableStreams(
                    store.events(),
                    store.bus().orElse(Bus.NONE),
                    logs,
                    new DurableStreams.Options(
                            Duration.ofMillis(1), 1 << 20, 1 << 30, historyEvents, 1 << 20, SharedStore.POLL));
            SharedStore parts = new SharedStore(store, durable, lease, SharedStore.POLL);
            jobs = new JobEngine(with, parts);
        } else {
            durable = null;
            jobs = new JobEngine(with, store);
        }
        StreamEngine.Parts host = new StreamEngine.Parts(json, clock, null, Optional::empty, "/app/jobcast/streams/");
        StreamEngine.Stored stored = durable == null
                ? StreamEngine.inMemory(store.jobs(), logs, settings, host)
                : StreamEngine.shared(
                        store.jobs(),
                        new SharedStreamLogs(
                                durable, store.bus().orElse(Bus.NONE), jobs::nodeId, historyEvents, 1 << 20),
                        settings,
                        host);
        jobs.admit(stored.guest());
        guest = stored.guest();
        streams = stored.engine();
    }

    /** A node that keeps its streams in its own memory. */
    static StreamNode alone(Store store, ResumeSettings settings) {
        return new StreamNode(store, null, settings, 1000);
    }

    /** A node of many on one store; its memory holds little, so that readers come to the archive. */
    static StreamNode sharing(Store store, ResumeSettings settings) {
        return sharing(store, settings, LEASE);
    }

    /** The same with a lease that a test chooses in which no node dies. */
    static StreamNode sharing(Store store, ResumeSettings settings, Duration lease) {
        return new StreamNode(store, lease, settings, 64);
    }

    private record Nowhere() implements JobEnvironment {
        @Override
        public URI streamUri(String jobId) {
            return URI.create("/app/jobcast/jobs/" + jobId + "/stream");
        }

        @Override
        public Optional<String> currentCaller() {
            return Optional.empty();
        }
    }

    /** Stops like a process that is killed: nothing is written any more, and the node does not leave. */
    void kill() {
        if (durable != null) {
            durable.close(Duration.ZERO);
        }
        timer.shutdownNow();
    }

    @Override
    public void close() {
        streams.close();
        jobs.shutdown(Duration.ZERO);
        if (durable != null) {
            durable.close(Duration.ofSeconds(2));
        }
        jobs.leave();
        timer.shutdownNow();
    }
}
