package org.jobcast.impl.store.memory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jobcast.job.JobState;
import org.jobcast.spi.Assignment;
import org.jobcast.spi.JobMark;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.NodeStore;
import org.jspecify.annotations.Nullable;

/** Nodes in memory, of which there is one unless a test plays more. */
final class MemoryNodeStore implements NodeStore {
    private final MemoryJobStore jobs;
    private final InstantSource clock;
    private final Map<String, Lease> living = new HashMap<>();

    /** Unbroken since {@code since}. */
    private record Lease(Instant since, Instant expires, Duration ttl) {}

    MemoryNodeStore(MemoryJobStore jobs, InstantSource clock) {
        this.jobs = jobs;
        this.clock = clock;
    }

    @Override
    public synchronized boolean join(String node, Duration ttl) {
        Instant now = clock.instant();
        return living.putIfAbsent(node, new Lease(now, now.plus(ttl), ttl)) == null;
    }

    @Override
    public synchronized boolean beat(String node, Duration ttl) {
        Lease lease = living.get(node);
        if (lease == null) {
            return false;
        }
        Instant now = clock.instant();
        living.put(node, new Lease(lease.expires().isBefore(now) ? now : lease.since(), now.plus(ttl), ttl));
        return true;
    }

    @Override
    public synchronized List<JobRecord> claim(String node, int max) {
        Instant now = clock.instant();
        Lease own = living.get(node);
        if (own == null || own.expires().isBefore(now)) {
            return List.of();
        }
        if (!own.since().plus(own.ttl()).isAfter(now)) {
            living.values().removeIf(lease -> lease.expires().isBefore(now));
        }
        return jobs.assign(node, job -> isClaimable(job, now), max);
    }

    private boolean isClaimable(JobRecord job, Instant now) {
        Assignment assignment = job.assignment();
        @Nullable String owner = assignment.node();
        if (owner != null) {
            return !living.containsKey(owner);
        }
        Instant due = assignment.due();
        return due != null && !due.isAfter(now) && !job.state().isTerminal();
    }

    @Override
    public List<JobMark> stopping(String node, int max) {
        return jobs.find(job -> node.equals(job.assignment().node()) && isStopping(job.state()), max).stream()
                .map(JobMark::of)
                .toList();
    }

    private static boolean isStopping(JobState state) {
        return state == JobState.CANCELLING || state.isTerminal();
    }

    @Override
    public synchronized void leave(String node) {
        living.remove(node);
    }
}
