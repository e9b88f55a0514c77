package org.jobcast.impl.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jobcast.impl.channel.Names;
import org.jobcast.job.Job;
import org.jobcast.job.JobBody;
import org.jobcast.job.JobConflictException;
import org.jobcast.job.JobEmitter;
import org.jobcast.job.JobError;
import org.jobcast.job.JobOptions;
import org.jobcast.job.JobRefusedException;
import org.jobcast.job.JobState;
import org.jobcast.spi.Assignment;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.JsonCodec;
import org.jspecify.annotations.Nullable;

/** Takes new jobs in, within the bounds. Thread-safe. */
final class JobIntake {
    /** The longest input of a job that can be run again, in characters of JSON text. */
    private static final int MAX_INPUT = 1 << 20;

    private final JobSettings settings;
    private final JsonCodec json;
    private final JobHost host;
    private final KeptJobs kept;
    private final Tally open;
    private final RunQueue queue;

    private final JobMaker maker;

    JobIntake(JobSettings settings, JobHost host, KeptJobs kept, Tally open, RunQueue queue, JobMaker maker) {
        this.settings = settings;
        this.json = host.json();
        this.host = host;
        this.maker = maker;
        this.kept = kept;
        this.open = open;
        this.queue = queue;
    }

    Job submit(String type, JobOptions options, JobBody body) {
        return submit(type, options, body, null);
    }

    /** Takes a job in that repeats another one. */
    Job submit(String type, JobOptions options, JobBody body, @Nullable String repeats) {
        Objects.requireNonNull(body, "body");
        return submit(type, options, body, Recipe.of("null", options, repeats), null, repeats);
    }

    /** Starts a job that can be run again. */
    Job start(String type, @Nullable Object input, JobOptions options) {
        return start(type, check(type, input), options, null);
    }

    /** Starts a job that can be run again from the JSON text of its input, and may repeat another one. */
    Job start(String type, String text, JobOptions options, @Nullable String repeats) {
        Handling handling = host.handlers().require(type);
        Recipe recipe = Recipe.of(text, options, repeats);
        String again = json.write(recipe);
        Instant now = host.clock().wall().instant();
        Optional<Instant> due = due(options, now);
        if (due.isPresent() && !host.home().keepsEnded()) {
            return announce(type, options, again, now, due.get());
        }
        return submit(type, options, handling.body(text), recipe, again, repeats);
    }

    /**
     * Checks what a job is to be started with.
     *
     * @return the input as JSON text
     */
    String check(String type, @Nullable Object input) {
        Handling handling = host.handlers().require(type);
        String text = json.write(input);
        if (text.length() > MAX_INPUT) {
            throw new IllegalArgumentException("the input of a job of type " + type + " has " + text.length()
                    + " characters of JSON, more than the " + MAX_INPUT + " that are kept");
        }
        handling.check(text);
        return text;
    }

    /** When the job is to begin; empty for at once. */
    private static Optional<Instant> due(JobOptions options, Instant now) {
        Instant at = options.startAt() == null ? Times.after(now, options.delay()) : options.startAt();
        return Optional.of(at).filter(time -> time.isAfter(now));
    }

    /** Stores a job that belongs to nobody until its time has come. */
    private Job announce(String type, JobOptions options, String again, Instant now, Instant due) {
        String id = check(type, options);
        String owner = owner(options);
        if (host.closing().getAsBoolean()) {
            throw shuttingDown(type);
        }
        JobRecord first = JobRecord.queued(id, type, owner, now, again, Assignment.from(due));
        host.home().announce(first);
        return requireSame(host.home().find(id).orElseThrow(() -> taken(id)), type, owner);
    }

    private Job submit(
            String type,
            JobOptions options,
            JobBody body,
            Recipe recipe,
            @Nullable String again,
            @Nullable String repeats) {
        String id = check(type, options);
        String owner = owner(options);
        Optional<JobView> known = known(id, options);
        if (known.isPresent()) {
            return requireSame(known.get(), type, owner);
        }
        JobRecord first = first(id, type, owner, again);
        BodyRun[] made = new BodyRun[1];
        LiveJob job = admit(id, type, () -> {
            LiveJob fresh = maker.create(first, recipe);
            if (fresh != null) {
                made[0] = new BodyRun(fresh, body, options.retry(), queue);
                fresh.work(made[0]);
                if (again == null) {
                    fresh.repetition(HeldRepetition.of(owner, options, body, repeats));
                }
            }
            return fresh;
        });
        if (made[0] == null || job == null) {
            return requireSame(known(id, options).orElseThrow(() -> taken(id)), type, owner);
        }
        if (!queueOrWait(made[0], due(options, host.clock().wall().instant()))) {
            throw refuse(job);
        }
        return job;
    }

    private boolean queueOrWait(BodyRun run, Optional<Instant> due) {
        if (due.isEmpty()) {
            return queue.submit(run);
        }
        try {
            run.awaitTime(Duration.between(host.clock().wall().instant(), due.get()));
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    JobEmitter open(String type, JobOptions options) {
        String id = check(type, options);
        String owner = owner(options);
        if (known(id, options).isPresent()) {
            throw taken(id);
        }
        JobRecord first = started(first(id, type, owner, null));
        TrackedWork[] made = new TrackedWork[1];
        LiveJob job = admit(id, type, () -> {
            LiveJob fresh = maker.create(first, Recipe.of("null", options, null));
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
            throw shuttingDown(type);
        }
        boolean[] used = new boolean[1];
        boolean reserved = false;
        try {
            reserved = kept.reserve();
            if (!reserved) {
                throw new JobRefusedException(
                        type,
                        "a job of type " + type + " was not accepted: " + settings.maxKept()
                                + " jobs are open, as many as jobcast.job.max allows; try again later");
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

    private JobRecord first(String id, String type, @Nullable String owner, @Nullable String again) {
        Instant now = host.clock().wall().instant();
        return JobRecord.queued(id, type, owner, now, again, host.home().assignment());
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

    private static JobRefusedException shuttingDown(String type) {
        return new JobRefusedException(
                type, "a job of type " + type + " was not accepted: the application is shutting down");
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
