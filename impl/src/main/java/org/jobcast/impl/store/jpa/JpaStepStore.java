package org.jobcast.impl.store.jpa;

import jakarta.persistence.LockModeType;
import java.util.Optional;
import org.jobcast.spi.StepStore;

/** Steps in the table {@code jobcast_step}. The lock of the job's row keeps its owner from changing meanwhile. */
final class JpaStepStore implements StepStore {
    private final Transactions transactions;

    JpaStepStore(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public boolean put(String job, String key, byte[] value, long fence) {
        StepRow.Key id = new StepRow.Key(job, key);
        return transactions.call(manager -> {
            JobRow owner = manager.find(JobRow.class, id.jobId, LockModeType.PESSIMISTIC_WRITE);
            if (owner == null || owner.fence != fence) {
                return false;
            }
            StepRow row = manager.find(StepRow.class, id);
            if (row == null) {
                manager.persist(new StepRow(id, value));
            } else {
                row.content = value;
            }
            return true;
        });
    }

    @Override
    public Optional<byte[]> get(String job, String key) {
        return transactions.call(manager -> Optional.ofNullable(manager.find(StepRow.class, new StepRow.Key(job, key)))
                .map(row -> row.content));
    }
}
