package org.jobcast.impl.job;

import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jobcast.job.JobState;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.JobStore;
import org.jspecify.annotations.Nullable;

/**
 * Changes one job's record by compare-and-set in the store, and remembers the newest record it has seen, so that reading
 * never waits and goes on when the store has forgotten the job. Thread-safe.
 */
final class StateKeeper {
    /** Changes a record whoever owns the job. */
    private static final long ANY_FENCE = -1;

    private final JobStore store;
    private final long fence;
    private final AtomicReference<JobRecord> newest;
    private volatile boolean disowned;

    private StateKeeper(JobStore store, JobRecord first, long fence) {
        this.store = store;
        this.fence = fence;
        this.newest = new AtomicReference<>(first);
    }

    /** The keeper of the node that owns a job: it changes nothing any more when another node owns it. */
    static StateKeeper ofOwner(JobStore store, JobRecord first) {
        return new StateKeeper(store, first, first.assignment().fence());
    }

    /** The keeper of a node that asks for a job of another one. */
    static StateKeeper ofVisitor(JobStore store, JobRecord first) {
        return new StateKeeper(store, first, ANY_FENCE);
    }

    /** The fence under which this node owns the job; of a keeper of the owner only. */
    long fence() {
        return fence;
    }

    JobRecord current() {
        return Objects.requireNonNull(newest.get());
    }

    /** Reads the record again; the one that is known if the store has forgotten it. */
    JobRecord refresh() {
        store.find(current().id()).ifPresent(this::remember);
        return current();
    }

    /** Changes nothing any more: the node was declared dead, and others may claim the job at any moment. */
    void disown() {
        disowned = true;
    }

    /** Whether another node owns the job by now, as far as is known here. */
    boolean isOwnedByOther() {
        return !owns(current());
    }

    private boolean owns(JobRecord job) {
        return !disowned && (fence == ANY_FENCE || job.assignment().fence() == fence);
    }

    /**
     * Changes the state; the one way to do it.
     *
     * @param from the states to change from, as far as the table allows the change
     * @param to the new state
     * @param change what else changes; it sets the state if that is terminal
     * @param patience what happens while the store fails
     * @return the new record, null if the job is in another state or belongs to another node
     */
    @Nullable JobRecord move(Set<JobState> from, JobState to, UnaryOperator<JobRecord.Builder> change, Patience patience) {
        return move(from, to, (builder, now) -> change.apply(builder), patience);
    }

    /** The same for a change that depends on the record. */
    @Nullable JobRecord move(
            Set<JobState> from,
            JobState to,
            BiFunction<JobRecord.Builder, JobRecord, JobRecord.Builder> change,
            Patience patience) {
        return update(
                now -> from.contains(now.state()) && JobTransitions.allows(now.state(), to),
                (builder, now) -> change.apply(builder.state(to), now),
                patience);
    }

    /**
     * Changes a record without its state.
     *
     * @param when what must be true of the record
     * @param change what changes
     * @param patience what happens while the store fails
     * @return the new record, null if it is not as it must be
     */
    @Nullable JobRecord update(Predicate<JobRecord> when, UnaryOperator<JobRecord.Builder> change, Patience patience) {
        return update(when, (builder, now) -> change.apply(builder), patience);
    }

    /** The same for a change that depends on the record. */
    @Nullable JobRecord update(
            Predicate<JobRecord> when,
            BiFunction<JobRecord.Builder, JobRecord, JobRecord.Builder> change,
            Patience patience) {
        JobRecord now = current();
        JobRecord next = null;
        boolean doubtful = false;
        for (int failures = 0; ; ) {
            try {
                if (!owns(now)) {
                    return null;
                }
                if (next == null && when.test(now)) {
                    next = change.apply(now.change(), now).build();
                }
                if (next != null && store.replace(now, next)) {
                    remember(next);
                    return next;
                }
                JobRecord fresh = store.find(now.id()).orElse(now);
                remember(fresh);
                if (fresh.revision() == now.revision() || (doubtful && fresh.equals(next))) {
                    return doubtful && fresh.equals(next) ? next : null;
                }
                now = fresh;
                next = null;
                doubtful = false;
            } catch (RuntimeException e) {
                doubtful = next != null;
                patience.await(e, ++failures);
            }
        }
    }

    void remember(JobRecord seen) {
        newest.accumulateAndGet(seen, (known, given) -> given.revision() > known.revision() ? given : known);
    }
}
