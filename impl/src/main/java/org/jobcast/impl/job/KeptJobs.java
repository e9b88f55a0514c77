package org.jobcast.impl.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jobcast.impl.channel.Logs;
import org.jobcast.spi.JobStore;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of this node, running and ended, up to a bound. When it is reached, the ended job nearest to its expiry makes
 * room. A job leaves the store and this map in one step, and only when it has ended. Thread-safe.
 */
final class KeptJobs {
    private static final int BATCH = 1000;

    private final JobStore store;
    private final Logs logs;
    private final JobHome home;
    private final JobGuest.Seat guests;
    private final int max;
    private final ConcurrentMap<String, LiveJob> jobs = new ConcurrentHashMap<>();
    private final AtomicInteger places = new AtomicInteger();

    KeptJobs(JobStore store, Logs logs, JobHome home, JobGuest.Seat guests, int max) {
        this.store = store;
        this.logs = logs;
        this.home = home;
        this.guests = guests;
        this.max = max;
    }

    Optional<LiveJob> find(String id) {
        return Optional.ofNullable(jobs.get(id));
    }

    Collection<LiveJob> all() {
        return jobs.values();
    }

    /** Takes a place for a job; false if all are taken by jobs that have not ended. */
    boolean reserve() {
        for (; ; ) {
            int taken = places.get();
            if (taken < max) {
                if (places.compareAndSet(taken, taken + 1)) {
                    return true;
                }
            } else if (!forgetNext()) {
                return false;
            }
        }
    }

    private boolean forgetNext() {
        if (!home.keepsEnded()) {
            return false;
        }
        List<String> next = store.expired(Instant.MAX, 1);
        next.forEach(this::forget);
        return !next.isEmpty();
    }

    /** Gives a place back that no job took. */
    void release() {
        places.decrementAndGet();
    }

    /** The job of this id, made on a reserved place if there is none; null if the maker made none. */
    @Nullable LiveJob findOrAdd(String id, Supplier<@Nullable LiveJob> maker) {
        return jobs.computeIfAbsent(id, key -> maker.get());
    }

    /** Removes an ended job; true for the one caller that did. Under its id there may be a new job by now: that one stays. */
    boolean forget(String id) {
        if (JobGuest.owns(id)) {
            return guests.guest().map(guest -> guest.forget(id)).orElse(false);
        }
        boolean[] removed = new boolean[1];
        LiveJob left = jobs.computeIfPresent(id, (key, job) -> {
            if (!job.state().isTerminal() || !home.keepsEnded()) {
                return job;
            }
            store.delete(key);
            logs.release(job.log());
            removed[0] = true;
            return null;
        });
        if (removed[0]) {
            places.decrementAndGet();
        }
        return removed[0] || (left == null && home.forget(id));
    }

    /** Takes a job out of memory that the store keeps. */
    void drop(LiveJob job) {
        if (jobs.remove(job.id(), job)) {
            places.decrementAndGet();
        }
    }

    int reap(Instant now) {
        int reaped = 0;
        List<String> expired;
        do {
            expired = store.expired(now, BATCH);
            reaped += forgetAll(expired);
        } while (expired.size() == BATCH);
        return reaped;
    }

    int cleanup(Instant endedBefore, boolean dryRun) {
        List<String> ended = store.endedBefore(endedBefore, Integer.MAX_VALUE);
        return dryRun ? ended.size() : forgetAll(ended);
    }

    private int forgetAll(List<String> ids) {
        int forgotten = 0;
        for (String id : ids) {
            forgotten += forget(id) ? 1 : 0;
        }
        return forgotten;
    }

    static Instant limit(Instant now, Duration olderThan) {
        if (olderThan.isNegative()) {
            throw new IllegalArgumentException("olderThan must not be negative");
        }
        return Times.before(now, olderThan);
    }
}
