package org.jobcast.impl.task.jpa;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityTransaction;
import java.util.function.Function;

/** Transactions of the entity manager itself. Those of the caller's own entity managers cannot be seen. */
final class LocalTransactions implements TaskTransactions {
    @Override
    public <R> R call(EntityManager manager, Function<EntityManager, R> work) {
        EntityTransaction transaction = manager.getTransaction();
        transaction.begin();
        try {
            R result = work.apply(manager);
            transaction.commit();
            return result;
        } finally {
            if (transaction.isActive()) {
                transaction.rollback();
            }
        }
    }

    @Override
    public boolean afterCommit(Runnable action) {
        return false;
    }
}
