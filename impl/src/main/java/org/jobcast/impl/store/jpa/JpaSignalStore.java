package org.jobcast.impl.store.jpa;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jobcast.impl.store.Texts;
import org.jobcast.spi.Signal;
import org.jobcast.spi.SignalStore;

/** Signals in the table {@code jobcast_signal}. The lock of the job's row puts those who send at once in an order. */
final class JpaSignalStore implements SignalStore {
    private final Transactions transactions;

    JpaSignalStore(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public long send(String job, String name, String payload, long max) {
        return transactions.call(manager -> {
            JobRow receiver = manager.find(JobRow.class, Texts.encode(job), LockModeType.PESSIMISTIC_WRITE);
            if (receiver == null) {
                return 0L;
            }
            long number = last(manager, receiver.id) + 1;
            if (number > max) {
                return -1L;
            }
            manager.persist(new SignalRow(receiver.id, number, name, payload));
            return number;
        });
    }

    private static long last(EntityManager manager, String jobId) {
        Long last = manager.createQuery("SELECT MAX(s.seq) FROM SignalRow s WHERE s.jobId = :job", Long.class)
                .setParameter("job", jobId)
                .getSingleResult();
        return Objects.requireNonNullElse(last, 0L);
    }

    @Override
    public Map<String, Long> last(Collection<String> jobs) {
        if (jobs.isEmpty()) {
            return Map.of();
        }
        String query = "SELECT s.jobId, MAX(s.seq) FROM SignalRow s WHERE s.jobId IN :jobs GROUP BY s.jobId";
        List<String> ids = jobs.stream().map(Texts::encode).toList();
        return transactions.call(manager -> manager.createQuery(query, Object[].class)
                .setParameter("jobs", ids)
                .getResultStream()
                .collect(Collectors.toMap(row -> Texts.decode((String) row[0]), row -> ((Number) row[1]).longValue())));
    }

    @Override
    public List<Signal> read(String job, long after, int max) {
        String query = "SELECT s FROM SignalRow s WHERE s.jobId = :job AND s.seq > :after ORDER BY s.seq";
        return transactions.call(manager -> manager.createQuery(query, SignalRow.class)
                .setParameter("job", Texts.encode(job))
                .setParameter("after", after)
                .setMaxResults(max)
                .getResultStream()
                .map(SignalRow::toSignal)
                .toList());
    }
}
