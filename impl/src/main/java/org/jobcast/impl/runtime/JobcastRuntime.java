package org.jobcast.impl.runtime;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jobcast.impl.channel.LoggedChannels;
import org.jobcast.impl.channel.Logs;
import org.jobcast.impl.channel.Pump;
import org.jobcast.impl.concurrent.Threads;
import org.jobcast.impl.config.Settings;
import org.jobcast.impl.dashboard.JarFiles;
import org.jobcast.impl.durable.DurableStreams;
import org.jobcast.impl.http.HttpHost;
import org.jobcast.impl.http.Router;
import org.jobcast.impl.http.SiteFiles;
import org.jobcast.impl.job.EngineClock;
import org.jobcast.impl.job.JobEngine;
import org.jobcast.impl.job.JobEnvironment;
import org.jobcast.impl.job.JobExecutor;
import org.jobcast.impl.job.JobFacilities;
import org.jobcast.impl.job.JobSettings;
import org.jobcast.impl.job.SharedStore;
import org.jobcast.impl.json.JacksonJson;
import org.jobcast.impl.resume.StreamEngine;
import org.jobcast.impl.sse.Control;
import org.jobcast.impl.sse.Frame;
import org.jobcast.impl.store.Stores;
import org.jobcast.impl.task.Tasks;
import org.jobcast.spi.Bus;
import org.jobcast.spi.JsonCodec;
import org.jobcast.spi.Store;
import org.jspecify.annotations.Nullable;

/** The engine of one deployment, from its start to its end. Thread-safe. */
public final class JobcastRuntime implements AutoCloseable {
    private static final Duration HOUSEKEEPING = Duration.ofMillis(250);
    private static final Duration TIMER_STOP = Duration.ofMillis(500);
    private static final Duration STREAMS_STOP = Duration.ofSeconds(2);
    private static final System.Logger LOG = System.getLogger(JobcastRuntime.class.getName());

    private final Settings settings;
    private final int writeLimit;
    private final List<Runnable> onClose = new CopyOnWriteArrayList<>();
    private final JsonCodec json = new JacksonJson();
    private final EngineClock clock = EngineClock.system();
    private final ScheduledThreadPoolExecutor timer = Threads.timer("jobcast-timer-");
    private final JobExecutor executor;
    private final String jobsPath;
    private final Store store;
    private final Logs logs;
    private final LoggedChannels channels;
    private final Pump pump;
    private final @Nullable DurableStreams streams;
    private final JobEngine jobs;
    private final StreamEngine resumable;
    private final Tasks tasks;
    private final Router router;

    /**
     * Starts the engine.
     *
     * @param deployment what it serves
     * @throws IllegalArgumentException if the store is not known
     */
    public JobcastRuntime(Deployment deployment) {
        this.settings = deployment.settings();
        int limit = settings.stream().writeLimit();
        this.writeLimit = limit > 0 ? limit : deployment.writeLimit();
        // What can be refused comes first, so that a deployment that fails leaves no thread behind.
        Executors chosen = Executors.choose(settings.job(), deployment.managedExecutor());
        this.store = Stores.open(settings.store(), settings.storeOptions().texts(), clock.wall());
        this.executor = chosen.executor();
        Settings.Limits limits = settings.limits();
        this.logs = new Logs(Sizes.historyTotal(limits.historyTotal()), limits.eventSize(), clock.wall());
        this.channels = new LoggedChannels(logs, channelBounds(settings.channel()), json, clock.wall());
        this.pump = new Pump(
                Sizes.pumpThreads(settings.pump().threads()), settings.stream().keepAlive(), clock.nanos(), json);
        pump.prepareFarewell(farewell());
        this.streams = store.isDurable() ? durableStreams() : null;
        PathEnvironment paths = new PathEnvironment(deployment);
        this.jobsPath = paths.jobs();
        this.jobs = startJobs(chosen.settings(settings.job()), paths);
        this.tasks = new Tasks(jobs, json, clock.wall(), appName(deployment));
        this.resumable = startResumable(deployment, chosen);
        HttpHost host =
                new HttpHost(jobs, tasks, channels, resumable, logs, pump, timer, json, deployment.access(), files());
        this.router = new Router(host, HttpSettingsOf.settings(settings));
        timer.scheduleWithFixedDelay(
                this::keepHouse, HOUSEKEEPING.toMillis(), HOUSEKEEPING.toMillis(), TimeUnit.MILLISECONDS);
        LOG.log(System.Logger.Level.INFO, "jobcast started: store {0}, jobs on {1}", settings.store(), chosen.name());
    }

    private static String appName(Deployment deployment) {
        String set = deployment.settings().task().app();
        return set.isEmpty() ? deployment.contextPath().replaceFirst("^/", "") : set;
    }

    private DurableStreams durableStreams() {
        Settings.Durable durable = settings.durable();
        Settings.Job job = settings.job();
        return new DurableStreams(
                store.events(),
                store.bus().orElse(Bus.NONE),
                logs,
                new DurableStreams.Options(
                        durable.linger(),
                        durable.buffer(),
                        durable.historySize(),
                        job.historyEvents(),
                        job.historySize(),
                        SharedStore.POLL));
    }

    private JobEngine startJobs(JobSettings bounds, JobEnvironment environment) {
        if (streams == null) {
            return new JobEngine(facilities(bounds, environment), store);
        }
        Settings.Durable durable = settings.durable();
        SharedStore shared = new SharedStore(store, streams, durable.lease(), SharedStore.POLL);
        try {
            return new JobEngine(facilities(bounds.withTtl(durable.jobTtl()), environment), shared);
        } catch (RuntimeException e) {
            streams.close();
            closeParts();
            throw e;
        }
    }

    private StreamEngine startResumable(Deployment deployment, Executors chosen) {
        try {
            return new ResumeStart(deployment, json, clock, logs)
                    .start(store, streams, jobs, chosen.isElastic() ? executor::execute : null);
        } catch (RuntimeException e) {
            jobs.shutdown(Duration.ZERO);
            closeJobs();
            throw e;
        }
    }

    private JobFacilities facilities(JobSettings bounds, JobEnvironment environment) {
        return new JobFacilities(bounds, logs, executor, timer, json, environment, clock);
    }

    private SiteFiles files() {
        return new JarFiles(settings.http().ui());
    }

    private static LoggedChannels.Bounds channelBounds(Settings.Channel channel) {
        return new LoggedChannels.Bounds(
                channel.max(), channel.historyEvents(), channel.historySize(), channel.endedTtl());
    }

    private byte[] farewell() {
        long retry = settings.stream().retry().toMillis();
        Frame closing = Frame.withoutId("closing", "{\"event\":\"closing\",\"retry\":" + retry + "}");
        return Control.join(Control.retry(settings.stream().retry()), closing.bytes());
    }

    private void keepHouse() {
        try {
            jobs.reap();
            channels.reap();
            resumable.sweep();
            logs.reclaim();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "housekeeping failed; it is tried again soon", e);
        }
    }

    /**
     * The jobs.
     *
     * @return the registry
     */
    public JobEngine jobs() {
        return jobs;
    }

    /**
     * The store.
     *
     * @return the store; closed with the engine
     */
    public Store store() {
        return store;
    }

    /**
     * The stream tasks.
     *
     * @return the coordinator
     */
    public Tasks tasks() {
        return tasks;
    }

    /**
     * The channels.
     *
     * @return the channels
     */
    public LoggedChannels channels() {
        return channels;
    }

    /**
     * The resumable streams.
     *
     * @return the streams
     */
    public StreamEngine resumable() {
        return resumable;
    }

    /**
     * The HTTP contract.
     *
     * @return the router
     */
    public Router router() {
        return router;
    }

    /**
     * The settings it was started with.
     *
     * @return the settings
     */
    public Settings settings() {
        return settings;
    }

    /**
     * The most bytes of one write of a stream.
     *
     * @return bytes
     */
    public int writeLimit() {
        return writeLimit;
    }

    /**
     * Has something closed together with the engine, before its own parts.
     *
     * @param action closes it, without waiting for clients
     */
    public void onClose(Runnable action) {
        onClose.add(action);
    }

    /**
     * The path below which each job has its endpoints.
     *
     * @return the path, context path included, with a slash at the end
     */
    public String jobsPath() {
        return jobsPath;
    }

    /**
     * The JSON codec.
     *
     * @return the codec
     */
    public JsonCodec json() {
        return json;
    }

    /**
     * The timer, for work that is short and does not block.
     *
     * @return the timer
     */
    public ScheduledThreadPoolExecutor timer() {
        return timer;
    }

    /**
     * Stops the engine within about {@code jobcast.job.shutdown-grace} and a second: jobs are refused, clients are told to
     * come back, running jobs may finish within the grace period and are interrupted then.
     */
    @Override
    public void close() {
        jobs.refuseNew();
        onClose.forEach(Runnable::run);
        pump.sayGoodbye(farewell());
        resumable.close();
        if (!jobs.shutdown(settings.job().shutdownGrace())) {
            LOG.log(System.Logger.Level.WARNING, "a job ignores its interrupt; its thread is left behind");
        }
        router.endWaits();
        closeJobs();
        LOG.log(System.Logger.Level.INFO, "jobcast stopped");
    }

    private void closeJobs() {
        if (streams != null) {
            streams.close(STREAMS_STOP);
        }
        jobs.leave();
        closeParts();
    }

    private void closeParts() {
        pump.close();
        executor.close();
        stopTimer();
        store.close();
    }

    /** Waits for its thread: a server complains about one that it still finds when the application has stopped. */
    private void stopTimer() {
        timer.shutdownNow();
        try {
            timer.awaitTermination(TIMER_STOP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
