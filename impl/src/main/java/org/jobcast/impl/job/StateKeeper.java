package org.jobcast.impl.job;

import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
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
    private final JobStore store;
    private final AtomicReference<JobRecord> newest;

    StateKeeper(JobStore store, JobRecord first) {
        this.store = store;
        this.newest = new AtomicReference<>(first);
    }

    JobRecord current() {
        return Objects.requireNonNull(newest.get());
    }

    /**
     * Changes the state; the one way to do it.
     *
     * @param from the states to change from, as far as the table allows the change
     * @param to the new state
     * @param change what else changes; it sets the state if that is terminal
     * @return the new record, null if the job is in another state
     */
    @Nullable JobRecord move(Set<JobState> from, JobState to, UnaryOperator<JobRecord.Builder> change) {
        return replace(
                now -> from.contains(now.state()) && JobTransitions.allows(now.state(), to),
                builder -> change.apply(builder.state(to)));
    }

    /**
     * Changes a record without its state.
     *
     * @param when what must be true of the record
     * @param change what changes
     * @return the new record, null if it is not as it must be
     */
    @Nullable JobRecord update(Predicate<JobRecord> when, UnaryOperator<JobRecord.Builder> change) {
        return replace(when, change);
    }

    private @Nullable JobRecord replace(Predicate<JobRecord> when, UnaryOperator<JobRecord.Builder> change) {
        JobRecord now = current();
        for (; ; ) {
            if (when.test(now)) {
                JobRecord next = change.apply(now.change()).build();
                if (store.replace(now, next)) {
                    remember(next);
                    return next;
                }
            }
            JobRecord fresh = store.find(now.id()).orElse(now);
            remember(fresh);
            if (fresh.revision() == now.revision()) {
                return null;
            }
            now = fresh;
        }
    }

    private void remember(JobRecord seen) {
        newest.accumulateAndGet(seen, (known, given) -> given.revision() > known.revision() ? given : known);
    }
}
