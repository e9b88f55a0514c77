package org.jobcast.impl.job;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.channel.Logs;
import org.jobcast.spi.Assignment;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.JobStore;

/** Jobs live in this node's memory and nowhere else. */
final class MemoryHome implements JobHome {
    private final JobStore store;
    private final Logs logs;

    MemoryHome(JobStore store, Logs logs) {
        this.store = store;
        this.logs = logs;
    }

    @Override
    public Assignment assignment() {
        return Assignment.none();
    }

    @Override
    public Optional<EventLog> log(JobRecord job, int events, long bytes, Runnable onLost) {
        return Optional.of(logs.create(JobHome.logName(job.id()), events, bytes));
    }

    @Override
    public void left(LiveJob job, Runnable drop) {}

    @Override
    public void logLost(LiveJob job) {}

    @Override
    public boolean keepsEnded() {
        return true;
    }

    @Override
    public Optional<JobView> find(String id) {
        return Optional.empty();
    }

    /** Never called: in memory every job belongs to this node. */
    @Override
    public void announce(JobRecord first) {
        throw new IllegalStateException("a job in memory belongs to this node");
    }

    @Override
    public boolean create(JobRecord first) {
        return store.create(first);
    }

    @Override
    public boolean forget(String id, Predicate<JobRecord> due) {
        return store.find(id)
                        .filter(job -> job.state().isTerminal() && due.test(job))
                        .isPresent()
                && store.delete(id);
    }

    @Override
    public void tidy() {}

    @Override
    public Executor blocking() {
        return Runnable::run;
    }
}
