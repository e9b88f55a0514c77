package org.jobcast.impl.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jobcast.impl.channel.Logs;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.JobStore;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of this node, running and ended, up to a bound. When it is reached, the ended job nearest to its expiry makes
 * room. A job leaves the store and this map in one step, and only when it has ended. Thread-safe.
 */
final class KeptJobs {
    private static final int BATCH = 1000;

    /** How many more ended jobs are looked at if none of those before gives a place back. */
    private static final int GROWTH = 16;

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
        for (int size = 1; ; size *= GROWTH) {
            List<String> next = store.expired(Instant.MAX, size);
            Optional<String> job =
                    next.stream().filter(id -> !JobGuest.owns(id)).findFirst();
            job.ifPresent(id -> forget(id, any -> true));
            if (job.isPresent() || next.size() < size) {
                return job.isPresent();
            }
        }
    }

    /** Gives a place back that no job took. */
    void release() {
        places.decrementAndGet();
    }

    /**
     * The job of this id, made on a reserved place if there is none; null if the maker made none. A maker that may wait for a
     * store is called without a lock: there the store decides who gets an id.
     */
    @Nullable LiveJob findOrAdd(String id, Supplier<@Nullable LiveJob> maker) {
        if (home.keepsEnded()) {
            return jobs.computeIfAbsent(id, key -> maker.get());
        }
        LiveJob made = maker.get();
        if (made != null && jobs.put(id, made) != null) {
            places.decrementAndGet();
        }
        return made;
    }

    /** Removes an ended job if it is due; true for the one caller that did. A new job of the same id stays. */
    boolean forget(String id, Predicate<JobRecord> due) {
        if (JobGuest.owns(id)) {
            return guests.guest().map(guest -> guest.forget(id, due)).orElse(false);
        }
        boolean[] removed = new boolean[1];
        LiveJob left = jobs.computeIfPresent(id, (key, job) -> {
            JobRecord now = job.keeper().current();
            if (!now.state().isTerminal() || !home.keepsEnded() || !due.test(now)) {
                return job;
            }
            store.delete(key);
            logs.release(job.log());
            job.repetition().forget();
            removed[0] = true;
            return null;
        });
        if (removed[0]) {
            places.decrementAndGet();
        }
        return removed[0] || (left == null && home.forget(id, due));
    }

    /** Takes a job out of memory that the store keeps. */
    void drop(LiveJob job) {
        if (jobs.remove(job.id(), job)) {
            places.decrementAndGet();
        }
    }

    int reap(Instant now) {
        return forgetAll(() -> store.expired(now, BATCH), job -> isUpTo(job.expires(), now));
    }

    int cleanup(Instant limit, boolean dryRun) {
        return dryRun
                ? (int) Math.min(Integer.MAX_VALUE, store.countEndedBefore(limit))
                : forgetAll(() -> store.endedBefore(limit, BATCH), job -> isUpTo(job.ended(), limit));
    }

    private static boolean isUpTo(@Nullable Instant time, Instant limit) {
        return time != null && !time.isAfter(limit);
    }

    /** Batch by batch, as long as any of a batch can go: those that another node works on are left for the next time. */
    private int forgetAll(Supplier<List<String>> next, Predicate<JobRecord> due) {
        int all = 0;
        for (; ; ) {
            List<String> ids = next.get();
            int forgotten = 0;
            for (String id : ids) {
                forgotten += forget(id, due) ? 1 : 0;
            }
            all += forgotten;
            if (ids.size() < BATCH || forgotten == 0) {
                return all;
            }
        }
    }

    static Instant limit(Instant now, Duration olderThan) {
        if (olderThan.isNegative()) {
            throw new IllegalArgumentException("olderThan must not be negative");
        }
        return Times.before(now, olderThan);
    }
}
