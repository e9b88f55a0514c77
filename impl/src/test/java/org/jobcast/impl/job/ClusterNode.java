package org.jobcast.impl.job;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jobcast.channel.SlowClientPolicy;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.channel.LogEntry;
import org.jobcast.impl.channel.Logs;
import org.jobcast.impl.concurrent.Threads;
import org.jobcast.impl.durable.DurableStreams;
import org.jobcast.impl.json.JacksonJson;
import org.jobcast.job.Job;
import org.jobcast.job.JobSnapshot;
import org.jobcast.spi.Bus;
import org.jobcast.spi.Store;

/** An engine of its own over a store that it shares with others, all in one process and in real time. */
final class ClusterNode implements AutoCloseable {
    static final Duration LEASE = Duration.ofSeconds(2);
    static final Duration TTL = Duration.ofHours(1);

    final FaultyStore store;
    final Logs logs = new Logs(64 << 20, 1 << 20, InstantSource.system());
    final DurableStreams streams;
    final JobEngine engine;
    private final ScheduledThreadPoolExecutor timer = Threads.timer("test-timer-");

    ClusterNode(Store shared) {
        this(shared, 1000, LEASE);
    }

    ClusterNode(Store shared, int historyEvents, Duration lease) {
        this(shared, historyEvents, lease, Duration.ofMillis(200));
    }

    ClusterNode(Store shared, int historyEvents, Duration lease, Duration poll) {
        store = new FaultyStore(shared);
        streams = new DurableStreams(
                store.events,
                store.bus().orElse(Bus.NONE),
                logs,
                new DurableStreams.Options(Duration.ofMillis(1), 1 << 20, 1 << 30, historyEvents, 1 << 20, poll));
        JobSettings settings =
                new JobSettings(historyEvents, 1 << 20, 1000, 100, 8, 0, Map.of(), TTL, SlowClientPolicy.DISCONNECT);
        JobFacilities with = new JobFacilities(
                settings,
                logs,
                new PoolExecutor("test-job-", 16),
                timer,
                new JacksonJson(),
                new JobEnvironment() {
                    @Override
                    public URI streamUri(String jobId) {
                        return URI.create("/app/jobcast/jobs/" + jobId + "/stream");
                    }

                    @Override
                    public Optional<String> currentCaller() {
                        return Optional.empty();
                    }
                },
                EngineClock.system());
        engine = new JobEngine(with, new SharedStore(store, streams, lease, poll));
    }

    JobView view(String id) {
        return engine.view(id).orElseThrow(() -> new AssertionError("no job " + id));
    }

    /** Every event of a job from the beginning, once it has ended for this node. */
    List<LogEntry> whole(String id) {
        EventLog log = view(id).log();
        await(log);
        List<LogEntry> all = new ArrayList<>();
        for (List<LogEntry> page = log.page(0, 100); !page.isEmpty(); ) {
            all.addAll(page);
            page = log.page(all.get(all.size() - 1).seq(), 100);
        }
        return all;
    }

    List<String> types(String id) {
        return whole(id).stream().map(entry -> entry.frame().type()).toList();
    }

    private static void await(EventLog log) {
        log.addWaker(() -> {});
        try {
            log.whenClosed().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(log.name() + " has not ended here; it is at " + log.last(), e);
        }
    }

    static JobSnapshot end(Job job) {
        return Rig.end(job);
    }

    @Override
    public void close() {
        store.cut(false);
        engine.shutdown(Duration.ZERO);
        streams.close(Duration.ofSeconds(2));
        engine.leave();
        timer.shutdownNow();
    }
}
