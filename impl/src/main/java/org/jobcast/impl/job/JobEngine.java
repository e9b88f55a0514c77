package org.jobcast.impl.job;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.channel.Logs;
import org.jobcast.impl.channel.Names;
import org.jobcast.job.CancelOutcome;
import org.jobcast.job.Job;
import org.jobcast.job.JobBody;
import org.jobcast.job.JobConflictException;
import org.jobcast.job.JobEmitter;
import org.jobcast.job.JobError;
import org.jobcast.job.JobOptions;
import org.jobcast.job.JobPage;
import org.jobcast.job.JobQuery;
import org.jobcast.job.JobRefusedException;
import org.jobcast.job.JobRegistry;
import org.jobcast.job.JobResult;
import org.jobcast.job.JobSnapshot;
import org.jobcast.job.JobState;
import org.jobcast.job.UnknownJobException;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.JobRecords;
import org.jobcast.spi.JobStore;
import org.jobcast.spi.JsonCodec;
import org.jspecify.annotations.Nullable;

/** The jobs of an application. Thread-safe; the host calls {@link #reap} each second and {@link #shutdown} at its end. */
public final class JobEngine implements JobRegistry, AutoCloseable {
    private final JobSettings settings;
    private final Logs logs;
    private final JobStore store;
    private final JobHost host;
    private final KeptJobs kept;
    private final Tally open = new Tally();
    private final Tally bodies = new Tally();
    private final RunQueue queue;
    private final JobShutdown ending;

    /**
     * @param settings the bounds and defaults
     * @param logs makes the logs
     * @param store keeps the state
     * @param executor gives threads to bodies; closed by {@link #shutdown}
     * @param timer wakes up for timeouts and retries; the host's, not closed here
     * @param json turns values into JSON
     * @param environment the application
     * @param clock the clocks
     */
    public JobEngine(
            JobSettings settings,
            Logs logs,
            JobStore store,
            JobExecutor executor,
            ScheduledExecutorService timer,
            JsonCodec json,
            JobEnvironment environment,
            EngineClock clock) {
        this.settings = settings;
        this.logs = logs;
        this.store = store;
        this.host = new JobHost(json, clock, timer, executor, environment, open::isClosed, job -> open.down());
        this.kept = new KeptJobs(store, logs, settings.maxKept());
        this.queue = new RunQueue(settings, executor, bodies);
        this.ending = new JobShutdown(kept, open, bodies, executor);
    }

    @Override
    public Job submit(String type, JobOptions options, JobBody body) {
        return submit(type, options, body, null);
    }

    private Job submit(String type, JobOptions options, JobBody body, @Nullable String repeats) {
        Objects.requireNonNull(body, "body");
        String id = check(type, options);
        String owner = owner(options);
        Optional<LiveJob> known = kept.find(id);
        if (known.isPresent()) {
            return requireSame(known.get(), type, owner);
        }
        BodyRun[] made = new BodyRun[1];
        LiveJob job = admit(id, type, () -> {
            LiveJob fresh = create(id, type, owner, options);
            made[0] = new BodyRun(fresh, body, options.retry(), queue);
            fresh.work(made[0]);
            fresh.repetition(Repetition.of(owner, options, body, repeats));
            return fresh;
        });
        if (made[0] == null) {
            return requireSame(job, type, owner);
        }
        if (!queue.submit(made[0])) {
            throw refuse(job);
        }
        return job;
    }

    @Override
    public JobEmitter open(String type, JobOptions options) {
        String id = check(type, options);
        String owner = owner(options);
        if (kept.find(id).isPresent()) {
            throw taken(id);
        }
        TrackedWork[] made = new TrackedWork[1];
        LiveJob job = admit(id, type, () -> {
            LiveJob fresh = create(id, type, owner, options);
            made[0] = new TrackedWork(fresh);
            fresh.work(made[0]);
            fresh.keeper().move(LiveJob.QUEUED, JobState.RUNNING, change -> change.attempt(1, fresh.created()));
            fresh.events().begin();
            return fresh;
        });
        if (made[0] == null) {
            throw taken(id);
        }
        job.startTimeout();
        return new LiveEmitter(job, made[0]);
    }

    private static String check(String type, JobOptions options) {
        Names.require("a job type", Objects.requireNonNull(type, "type"), Names.MAX_TYPE);
        String id = options.id();
        return id == null ? UUID.randomUUID().toString() : Names.require("a job id", id, Names.MAX_ID);
    }

    private @Nullable String owner(JobOptions options) {
        if (options.anonymous() || options.owner() != null) {
            return options.owner();
        }
        return host.environment().currentCaller().orElse(null);
    }

    /** Makes a job within the bounds, or finds the one that another caller made under this id. */
    private LiveJob admit(String id, String type, Supplier<LiveJob> maker) {
        if (!open.up()) {
            throw new JobRefusedException(
                    type, "a job of type " + type + " was not accepted: the application is shutting down");
        }
        boolean[] used = new boolean[1];
        boolean reserved = false;
        try {
            reserved = kept.reserve();
            if (!reserved) {
                throw new JobRefusedException(
                        type,
                        "a job of type " + type + " was not accepted: " + settings.maxKept()
                                + " jobs are open, as many as jobcast.job.max-kept allows; try again later");
            }
            return kept.findOrAdd(id, () -> {
                LiveJob made = maker.get();
                used[0] = true;
                return made;
            });
        } finally {
            if (!used[0]) {
                open.down();
                if (reserved) {
                    kept.release();
                }
            }
        }
    }

    private LiveJob create(String id, String type, @Nullable String owner, JobOptions options) {
        JobRecord first = JobRecord.queued(id, type, owner, host.clock().wall().instant());
        if (!store.create(first)) {
            throw taken(id);
        }
        int events = options.historyEvents() == 0 ? settings.historyEvents() : options.historyEvents();
        long bytes = options.historyBytes() == 0 ? settings.historyBytes() : options.historyBytes();
        EventLog log = logs.create("job " + id, events, bytes);
        JobSpec spec = new JobSpec(
                id,
                type,
                owner,
                options.timeout(),
                Objects.requireNonNullElse(options.ttl(), settings.ttl()),
                Objects.requireNonNullElse(options.slowClients(), settings.slowClients()));
        return new LiveJob(spec, host, new StateKeeper(store, first), log);
    }

    private static LiveJob requireSame(LiveJob known, String type, @Nullable String owner) {
        if (!known.type().equals(type) || !Objects.equals(known.owner(), owner)) {
            throw taken(known.id());
        }
        return known;
    }

    private static JobConflictException taken(String id) {
        return new JobConflictException(
                id, "the id " + id + " belongs to another job; nothing was submitted. Choose another id");
    }

    /** Ends a job that got no place in the queue: whoever has found it by its id must not wait for it. */
    private JobRefusedException refuse(LiveJob job) {
        String message = "a job of type " + job.type() + " was not accepted: the queue is full or has no thread "
                + "(jobcast.job.max-queued is " + settings.maxQueued() + "); try again later";
        job.end(LiveJob.QUEUED, JobEnd.failed(new JobError("Refused", message)));
        kept.forget(job.id());
        return new JobRefusedException(job.type(), message);
    }

    /**
     * Looks a job of this node up.
     *
     * @param id the job's id
     * @return the job
     */
    public Optional<LiveJob> live(String id) {
        return kept.find(id);
    }

    @Override
    public Optional<Job> find(String id) {
        return kept.find(id).map(job -> job);
    }

    @Override
    public Job require(String id) {
        return find(id).orElseThrow(() -> unknown(id));
    }

    private static UnknownJobException unknown(String id) {
        String shown = Names.isValid(id, Names.MAX_ID) ? id : "of " + id.length() + " characters";
        return new UnknownJobException(shown, "no job is known under the id " + shown);
    }

    @Override
    public Job repeat(String id) {
        LiveJob job = kept.find(id).orElseThrow(() -> unknown(id));
        return job.repetition().repeat(job, this::find, this::submit);
    }

    @Override
    public CancelOutcome cancel(String id, @Nullable String reason) {
        return kept.find(id).map(job -> job.cancel(reason)).orElse(CancelOutcome.UNKNOWN);
    }

    @Override
    public Optional<JobResult> result(String id) {
        return kept.find(id).flatMap(LiveJob::result);
    }

    @Override
    public Optional<JobResult> popResult(String id) {
        return kept.find(id).flatMap(LiveJob::popResult);
    }

    @Override
    public JobPage list(JobQuery query) {
        JobRecords found = store.list(query);
        return new JobPage(
                found.records().stream().map(this::snapshot).toList(), query.page(), query.size(), found.total());
    }

    private JobSnapshot snapshot(JobRecord job) {
        return kept.find(job.id())
                .map(LiveJob::snapshot)
                .orElseGet(() -> Snapshots.of(
                        job, job.progress(), job.lastEvent(), host.environment().streamUri(job.id())));
    }

    @Override
    public Map<JobState, Long> counts() {
        return store.counts();
    }

    @Override
    public int cleanup(Duration olderThan, boolean dryRun) {
        return kept.cleanup(KeptJobs.limit(host.clock().wall().instant(), olderThan), dryRun);
    }

    /** Takes the jobs whose time is over, and tries again to start what found no thread. Called each second or so. */
    public void reap() {
        kept.reap(host.clock().wall().instant());
        queue.drain();
    }

    /**
     * Whether jobs are accepted.
     *
     * @return false once the engine shuts down
     */
    public boolean isAccepting() {
        return !open.isClosed();
    }

    /** Accepts no job any more. Those that were accepted go on. */
    public void refuseNew() {
        open.close();
    }

    /**
     * Ends all jobs: refuses new ones, cancels what has not begun, gives the rest the grace period, cancels it,
     * and after {@link JobShutdown#LAST_WAIT} declares lost what still has not ended. Waits so long at most; calling it again
     * only looks whether bodies still run.
     *
     * @param grace how long running jobs may go on
     * @return false if a body still runs, though it was interrupted
     */
    public boolean shutdown(Duration grace) {
        return ending.run(grace);
    }

    /** Shuts down without grace. */
    @Override
    public void close() {
        shutdown(Duration.ZERO);
    }
}
