package org.jobcast.impl.job;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.channel.Logs;
import org.jobcast.impl.channel.Names;
import org.jobcast.job.Job;
import org.jobcast.job.JobBody;
import org.jobcast.job.JobConflictException;
import org.jobcast.job.JobEmitter;
import org.jobcast.job.JobError;
import org.jobcast.job.JobOptions;
import org.jobcast.job.JobRefusedException;
import org.jobcast.job.JobState;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.JobStore;
import org.jspecify.annotations.Nullable;

/** Takes new jobs in, within the bounds. Thread-safe. */
final class JobIntake {
    private final JobSettings settings;
    private final Logs logs;
    private final JobStore store;
    private final JobHost host;
    private final KeptJobs kept;
    private final Tally open;
    private final RunQueue queue;

    JobIntake(
            JobSettings settings, Logs logs, JobStore store, JobHost host, KeptJobs kept, Tally open, RunQueue queue) {
        this.settings = settings;
        this.logs = logs;
        this.store = store;
        this.host = host;
        this.kept = kept;
        this.open = open;
        this.queue = queue;
    }

    Job submit(String type, JobOptions options, JobBody body) {
        Objects.requireNonNull(body, "body");
        String id = check(type, options);
        String owner = owner(options);
        Optional<JobView> known = known(id, options);
        if (known.isPresent()) {
            return requireSame(known.get(), type, owner);
        }
        BodyRun[] made = new BodyRun[1];
        LiveJob job = admit(id, type, () -> {
            LiveJob fresh = create(first(id, type, owner), options);
            if (fresh != null) {
                made[0] = new BodyRun(fresh, body, options.retry(), queue);
                fresh.work(made[0]);
            }
            return fresh;
        });
        if (made[0] == null || job == null) {
            return requireSame(known(id, options).orElseThrow(() -> taken(id)), type, owner);
        }
        if (!queue.submit(made[0])) {
            throw refuse(job);
        }
        return job;
    }

    JobEmitter open(String type, JobOptions options) {
        String id = check(type, options);
        String owner = owner(options);
        if (known(id, options).isPresent()) {
            throw taken(id);
        }
        TrackedWork[] made = new TrackedWork[1];
        LiveJob job = admit(id, type, () -> {
            LiveJob fresh = create(started(first(id, type, owner)), options);
            if (fresh != null) {
                made[0] = new TrackedWork(fresh);
                fresh.work(made[0]);
                fresh.events().begin();
            }
            return fresh;
        });
        if (made[0] == null || job == null) {
            throw taken(id);
        }
        job.startTimeout();
        return new LiveEmitter(job, made[0]);
    }

    /** The job of this id, if the caller chose the id: nobody else has a random one. */
    private Optional<JobView> known(String id, JobOptions options) {
        return options.id() == null
                ? Optional.empty()
                : kept.find(id).<JobView>map(job -> job).or(() -> host.home().find(id));
    }

    private static String check(String type, JobOptions options) {
        Names.require("a job type", Objects.requireNonNull(type, "type"), Names.MAX_TYPE);
        String id = options.id();
        if (id != null && JobGuest.owns(id)) {
            throw new IllegalArgumentException(
                    "a job id must not begin with " + JobGuest.PREFIX + ", which is for resumable streams");
        }
        return id == null ? UUID.randomUUID().toString() : Names.require("a job id", id, Names.MAX_ID);
    }

    private @Nullable String owner(JobOptions options) {
        if (options.anonymous() || options.owner() != null) {
            return options.owner();
        }
        return host.environment().currentCaller().orElse(null);
    }

    /**
     * Makes a job within the bounds, or finds the one that another caller made under this id; null if the store has one that
     * is not here.
     */
    private @Nullable LiveJob admit(String id, String type, Supplier<@Nullable LiveJob> maker) {
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
                used[0] = made != null;
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

    private JobRecord first(String id, String type, @Nullable String owner) {
        Instant now = host.clock().wall().instant();
        return JobRecord.queued(id, type, owner, now, null, host.home().assignment());
    }

    /** Work that jobcast does not run has begun when its job is made. One write, so that nothing is left half-way. */
    private static JobRecord started(JobRecord first) {
        return new JobRecord(
                first.id(),
                first.type(),
                first.owner(),
                JobState.RUNNING,
                first.created(),
                first.created(),
                null,
                null,
                1,
                null,
                null,
                null,
                null,
                null,
                first.assignment(),
                0,
                1);
    }

    /** The log comes first: whoever finds the record finds the log, too. Null if the id is taken. */
    private @Nullable LiveJob create(JobRecord first, JobOptions options) {
        int events = options.historyEvents() == 0 ? settings.historyEvents() : options.historyEvents();
        long bytes = options.historyBytes() == 0 ? settings.historyBytes() : options.historyBytes();
        Runnable onLost = () -> kept.find(first.id()).ifPresent(LiveJob::abandon);
        EventLog log = host.home().log(first, events, bytes, onLost).orElse(null);
        if (log == null) {
            return null;
        }
        boolean created = false;
        try {
            created = host.home().create(first);
        } finally {
            if (!created) {
                logs.release(log);
            }
        }
        return created ? job(first, options, log) : null;
    }

    private LiveJob job(JobRecord first, JobOptions options, EventLog log) {
        JobSpec spec = new JobSpec(
                first.id(),
                first.type(),
                first.owner(),
                options.timeout(),
                Objects.requireNonNullElse(options.ttl(), settings.ttl()),
                Objects.requireNonNullElse(options.slowClients(), settings.slowClients()));
        return new LiveJob(spec, host, StateKeeper.ofOwner(store, first), log);
    }

    private static JobView requireSame(JobView known, String type, @Nullable String owner) {
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
        job.discard();
        job.end(LiveJob.QUEUED, JobEnd.failed(new JobError("Refused", message)));
        kept.forget(job.id(), ended -> true);
        return new JobRefusedException(job.type(), message);
    }
}
