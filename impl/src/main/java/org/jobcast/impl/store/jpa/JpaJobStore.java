package org.jobcast.impl.store.jpa;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jobcast.impl.store.Micros;
import org.jobcast.impl.store.Texts;
import org.jobcast.job.JobQuery;
import org.jobcast.job.JobState;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.JobRecords;
import org.jobcast.spi.JobStore;
import org.jobcast.spi.StoreException;

/** Jobs in the table {@code jobcast_job}. The lock of a row decides between callers that change a job at once. */
final class JpaJobStore implements JobStore {
    private final Transactions transactions;

    JpaJobStore(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public boolean create(JobRecord first) {
        if (first.revision() < 1) {
            throw new IllegalArgumentException("a new job has revision 1 or a higher one, not " + first.revision());
        }
        try {
            return transactions.call(manager -> insert(manager, first));
        } catch (StoreException e) {
            // Providers say in different ways that the key was taken meanwhile. If it is not, it was something else.
            if (find(first.id()).isPresent()) {
                return false;
            }
            throw e;
        }
    }

    private static boolean insert(EntityManager manager, JobRecord first) {
        if (manager.find(JobRow.class, Texts.encode(first.id())) != null) {
            return false;
        }
        manager.persist(new JobRow(first));
        return true;
    }

    @Override
    public Optional<JobRecord> find(String id) {
        return transactions.call(manager -> Optional.ofNullable(manager.find(JobRow.class, Texts.encode(id)))
                .map(JobRow::toRecord));
    }

    @Override
    public boolean replace(JobRecord expected, JobRecord next) {
        if (!next.id().equals(expected.id()) || next.revision() != expected.revision() + 1) {
            throw new IllegalArgumentException("only the next revision of the same job can replace " + expected);
        }
        return transactions.call(manager -> {
            JobRow row = manager.find(JobRow.class, Texts.encode(expected.id()), LockModeType.PESSIMISTIC_WRITE);
            if (row == null || row.revision != expected.revision()) {
                return false;
            }
            row.take(next);
            return true;
        });
    }

    /** Steps and signals go by a foreign key. */
    @Override
    public boolean delete(String id) {
        return transactions.call(manager -> manager.createQuery("DELETE FROM JobRow j WHERE j.id = :id")
                        .setParameter("id", Texts.encode(id))
                        .executeUpdate())
                > 0;
    }

    @Override
    public JobRecords list(JobQuery query) {
        JobFilter filter = JobFilter.of(query);
        return transactions.call(manager -> {
            long total = filter.count(manager);
            long skipped = (long) query.page() * query.size();
            return new JobRecords(
                    skipped >= total ? List.of() : filter.page(manager, (int) skipped, query.size()), total);
        });
    }

    @Override
    public Map<JobState, Long> counts() {
        Map<JobState, Long> counts = new EnumMap<>(JobState.class);
        for (JobState state : JobState.values()) {
            counts.put(state, 0L);
        }
        String query = "SELECT j.state, COUNT(j) FROM JobRow j GROUP BY j.state";
        List<Object[]> rows = transactions.call(
                manager -> manager.createQuery(query, Object[].class).getResultList());
        rows.forEach(row -> counts.put(JobState.valueOf((String) row[0]), (Long) row[1]));
        return counts;
    }

    @Override
    public List<String> expired(Instant now, int max) {
        return upTo("SELECT j.id FROM JobRow j WHERE j.expires <= :time ORDER BY j.expires, j.id", now, max);
    }

    @Override
    public List<String> endedBefore(Instant time, int max) {
        return upTo("SELECT j.id FROM JobRow j WHERE j.ended <= :time ORDER BY j.ended, j.id", time, max);
    }

    @Override
    public long countEndedBefore(Instant time) {
        String query = "SELECT COUNT(j) FROM JobRow j WHERE j.ended <= :time";
        return transactions.call(manager -> manager.createQuery(query, Long.class)
                .setParameter("time", Micros.of(time))
                .getSingleResult());
    }

    private List<String> upTo(String query, Instant time, int max) {
        List<String> ids = transactions.call(manager -> manager.createQuery(query, String.class)
                .setParameter("time", Micros.of(time))
                .setMaxResults(max)
                .getResultList());
        return ids.stream().map(Texts::decode).toList();
    }
}
