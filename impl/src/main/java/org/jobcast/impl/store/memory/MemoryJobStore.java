package org.jobcast.impl.store.memory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jobcast.job.JobQuery;
import org.jobcast.job.JobState;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.JobRecords;
import org.jobcast.spi.JobStore;
import org.jobcast.spi.Signal;
import org.jspecify.annotations.Nullable;

/**
 * Jobs in memory. Reading takes no lock, a change takes a short one. Whoever creates jobs bounds their number: the store
 * itself refuses none.
 */
public final class MemoryJobStore implements JobStore {
    private static final Comparator<JobRecord> NEWEST_FIRST =
            Comparator.comparing(JobRecord::created).reversed().thenComparing(JobRecord::id);

    private static final Comparator<JobRecord> OLDEST_FIRST =
            Comparator.comparing(JobRecord::created).thenComparing(JobRecord::id);

    private final ConcurrentMap<String, JobRecord> records = new ConcurrentHashMap<>();
    private final Object lock = new Object();
    private final Map<JobState, Long> counts = new EnumMap<>(JobState.class);
    private final Map<String, Notes> notes = new HashMap<>();
    private final NavigableSet<JobRecord> byExpiry = endedBy(JobRecord::expires);
    private final NavigableSet<JobRecord> byEnd = endedBy(JobRecord::ended);

    /** What is kept of a job beside its record, for as long as the record is there. */
    record Notes(Map<String, byte[]> steps, List<Signal> signals) {}

    private interface Moment {
        @Nullable Instant of(JobRecord job);
    }

    private static NavigableSet<JobRecord> endedBy(Moment moment) {
        return new TreeSet<>(Comparator.comparing((JobRecord job) -> Objects.requireNonNull(moment.of(job)))
                .thenComparing(JobRecord::id));
    }

    @Override
    public boolean create(JobRecord first) {
        if (first.revision() < 1) {
            throw new IllegalArgumentException("a new job has revision 1 or a higher one, not " + first.revision());
        }
        synchronized (lock) {
            if (records.containsKey(first.id())) {
                return false;
            }
            put(null, first);
            return true;
        }
    }

    @Override
    public Optional<JobRecord> find(String id) {
        return Optional.ofNullable(records.get(id));
    }

    @Override
    public boolean replace(JobRecord expected, JobRecord next) {
        if (!next.id().equals(expected.id()) || next.revision() != expected.revision() + 1) {
            throw new IllegalArgumentException("only the next revision of the same job can replace " + expected);
        }
        synchronized (lock) {
            JobRecord present = records.get(expected.id());
            if (present == null || present.revision() != expected.revision()) {
                return false;
            }
            put(present, next);
            return true;
        }
    }

    @Override
    public boolean delete(String id) {
        synchronized (lock) {
            JobRecord gone = records.remove(id);
            if (gone == null) {
                return false;
            }
            count(gone, -1);
            notes.remove(id);
            return true;
        }
    }

    /** Calls under the lock, with the job's current record; empty if there is no such job. */
    <T> Optional<T> withNotes(String id, BiFunction<JobRecord, Notes, T> call) {
        synchronized (lock) {
            JobRecord present = records.get(id);
            return present == null
                    ? Optional.empty()
                    : Optional.of(call.apply(present, notes.computeIfAbsent(id, added -> newNotes())));
        }
    }

    private static Notes newNotes() {
        return new Notes(new HashMap<>(), new ArrayList<>());
    }

    /** Finds jobs, the oldest first. */
    List<JobRecord> find(Predicate<JobRecord> fitting, int max) {
        return records.values().stream()
                .filter(fitting)
                .sorted(OLDEST_FIRST)
                .limit(max)
                .toList();
    }

    /** Gives jobs to a node, the oldest first. */
    List<JobRecord> assign(String node, Predicate<JobRecord> claimable, int max) {
        synchronized (lock) {
            List<JobRecord> found = records.values().stream()
                    .filter(claimable)
                    .sorted(OLDEST_FIRST)
                    .limit(max)
                    .toList();
            List<JobRecord> assigned = new ArrayList<>(found.size());
            for (JobRecord job : found) {
                JobRecord next =
                        job.change().assignment(job.assignment().to(node)).build();
                put(job, next);
                assigned.add(next);
            }
            return assigned;
        }
    }

    private void put(@Nullable JobRecord before, JobRecord after) {
        if (before != null) {
            count(before, -1);
        }
        records.put(after.id(), after);
        count(after, 1);
    }

    private void count(JobRecord job, long change) {
        counts.merge(job.state(), change, Long::sum);
        if (!job.state().isTerminal()) {
            return;
        }
        for (NavigableSet<JobRecord> index : List.of(byExpiry, byEnd)) {
            if (change > 0) {
                index.add(job);
            } else {
                index.remove(job);
            }
        }
    }

    @Override
    public JobRecords list(JobQuery query) {
        List<JobRecord> fitting = records.values().stream()
                .filter(job -> fits(query, job))
                .sorted(NEWEST_FIRST)
                .toList();
        long skipped = (long) query.page() * query.size();
        return new JobRecords(fitting.stream().skip(skipped).limit(query.size()).toList(), fitting.size());
    }

    private static boolean fits(JobQuery query, JobRecord job) {
        return (query.states().isEmpty() || query.states().contains(job.state()))
                && (query.type() == null || query.type().equals(job.type()))
                && (query.owner() == null || query.owner().equals(job.owner()))
                && (query.text() == null || mentions(job, query.text().toLowerCase(Locale.ROOT)));
    }

    private static boolean mentions(JobRecord job, String text) {
        String owner = job.owner();
        return job.id().toLowerCase(Locale.ROOT).contains(text)
                || job.type().toLowerCase(Locale.ROOT).contains(text)
                || (owner != null && owner.toLowerCase(Locale.ROOT).contains(text));
    }

    @Override
    public Map<JobState, Long> counts() {
        Map<JobState, Long> all = new EnumMap<>(JobState.class);
        synchronized (lock) {
            for (JobState state : JobState.values()) {
                all.put(state, counts.getOrDefault(state, 0L));
            }
        }
        return all;
    }

    @Override
    public List<String> expired(Instant now, int max) {
        return upTo(byExpiry, JobRecord::expires, now, max);
    }

    @Override
    public List<String> endedBefore(Instant time, int max) {
        return upTo(byEnd, JobRecord::ended, time, max);
    }

    @Override
    public long countEndedBefore(Instant time) {
        return endedBefore(time, Integer.MAX_VALUE).size();
    }

    private List<String> upTo(NavigableSet<JobRecord> index, Moment moment, Instant time, int max) {
        synchronized (lock) {
            return index.stream()
                    .takeWhile(job -> !Objects.requireNonNull(moment.of(job)).isAfter(time))
                    .limit(max)
                    .map(JobRecord::id)
                    .toList();
        }
    }
}
