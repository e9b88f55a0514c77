package org.jobcast.impl.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jobcast.job.JobState;
import org.jobcast.spi.Assignment;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.JobStore;
import org.jspecify.annotations.Nullable;

/**
 * Runs jobs here that this node has claimed: of nodes that are dead or have stopped, or whose time has come. A job that cannot
 * be run here now belongs to nobody for a while; then any node may claim it. Thread-safe.
 */
final class Revival {
    /** How long a job stays nobody's that cannot be run here now. */
    static final Duration ELSEWHERE = Duration.ofSeconds(3);

    /** How long an application may take to register its handlers, before a missing one is worth a warning. */
    private static final Duration START = Duration.ofSeconds(30);

    private static final int MAX_UNKNOWN = 1000;
    private static final System.Logger LOG = System.getLogger(Revival.class.getName());

    private final JobStore store;
    private final JobHost host;
    private final KeptJobs kept;
    private final Tally open;
    private final RunQueue queue;
    private final JobMaker maker;
    private final long begun = System.nanoTime();
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();

    Revival(JobStore store, JobHost host, KeptJobs kept, Tally open, RunQueue queue, JobMaker maker) {
        this.store = store;
        this.host = host;
        this.kept = kept;
        this.open = open;
        this.queue = queue;
        this.maker = maker;
    }

    /** Whether jobs can be run here, until the application stops. */
    boolean isOpen() {
        return !open.isClosed();
    }

    /**
     * Begins a job again, or gives it back. Waits for the store.
     *
     * @return false if it cannot be run, here or elsewhere; nothing was done then
     */
    boolean revive(JobRecord job) {
        Optional<Handling> handling = host.handlers().find(job.type());
        if (handling.isEmpty()) {
            warnOnce(job.type());
            giveBack(job);
            return true;
        }
        Optional<Recipe> recipe = recipe(job);
        Tries.Counts counts = Tries.Counts.of(job.id(), host);
        if (recipe.isEmpty() || counts.hasCrashedTooOften(job.attempt())) {
            return false;
        }
        if (open.up()) {
            begin(job, handling.get(), recipe.get(), counts);
        }
        return true;
    }

    private void warnOnce(String type) {
        boolean starting = System.nanoTime() - begun < START.toNanos();
        if (!starting && unknown.size() < MAX_UNKNOWN && unknown.add(type)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "jobs of type {0} wait for a node that has their handler; here it is not registered",
                    type);
        }
    }

    private Optional<Recipe> recipe(JobRecord job) {
        try {
            return Optional.of(Recipe.of(job, host.json()));
        } catch (IllegalArgumentException e) {
            LOG.log(System.Logger.Level.WARNING, "job " + job.id() + " cannot be run again", e);
            return Optional.empty();
        }
    }

    private void begin(JobRecord job, Handling handling, Recipe recipe, Tries.Counts counts) {
        AtomicReference<@Nullable BodyRun> made = new AtomicReference<>();
        boolean reserved = kept.reserve();
        try {
            if (reserved) {
                kept.findOrAdd(job.id(), () -> make(job, handling, recipe, counts, made));
            }
        } finally {
            if (made.get() == null) {
                open.down();
            }
            if (reserved && made.get() == null) {
                kept.release();
            }
        }
        BodyRun run = made.get();
        if (run == null) {
            giveBack(job);
            return;
        }
        if (job.attempt() > 0) {
            LOG.log(System.Logger.Level.INFO, "job {0} of type {1} is run again here", job.id(), job.type());
        }
        queue.requeue(run);
    }

    private @Nullable LiveJob make(
            JobRecord job,
            Handling handling,
            Recipe recipe,
            Tries.Counts counts,
            AtomicReference<@Nullable BodyRun> made) {
        LiveJob live = maker.revive(job, recipe);
        if (live == null) {
            return null;
        }
        Instant started = job.started();
        if (started != null) {
            live.events().resume(Duration.between(started, host.clock().wall().instant()));
        }
        BodyRun run =
                BodyRun.revived(live, handling.body(recipe.input()), recipe.retry(), queue, new Tries(live, counts));
        live.work(run);
        made.set(run);
        return live;
    }

    private void giveBack(JobRecord job) {
        Instant later = host.clock().wall().instant().plus(ELSEWHERE);
        Assignment nobody = job.assignment().released(later);
        StateKeeper.ofOwner(store, job)
                .update(
                        now -> now.state() != JobState.CANCELLING,
                        change -> change.assignment(nobody),
                        host.patience());
    }
}
