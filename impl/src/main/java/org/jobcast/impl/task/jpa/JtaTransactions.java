package org.jobcast.impl.task.jpa;

import jakarta.persistence.EntityManager;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;
import java.util.function.Function;
import java.util.function.Supplier;

/** Transactions of the server. */
final class JtaTransactions implements TaskTransactions {
    private final Supplier<UserTransaction> transactions;
    private final Supplier<TransactionSynchronizationRegistry> registry;

    /**
     * @param transactions gives the transactions of the calling thread
     * @param registry tells of the end of one
     */
    JtaTransactions(Supplier<UserTransaction> transactions, Supplier<TransactionSynchronizationRegistry> registry) {
        this.transactions = transactions;
        this.registry = registry;
    }

    @Override
    public <R> R call(EntityManager manager, Function<EntityManager, R> work) {
        UserTransaction transaction = transactions.get();
        try {
            if (transaction.getStatus() != Status.STATUS_NO_TRANSACTION) {
                throw new IllegalStateException("this cannot be done inside a transaction");
            }
            transaction.begin();
            boolean over = false;
            try {
                manager.joinTransaction();
                R result = work.apply(manager);
                over = true;
                transaction.commit();
                return result;
            } finally {
                if (!over) {
                    transaction.rollback();
                }
            }
        } catch (RollbackException e) {
            // Most likely the row was changed by somebody else; servers do not agree on how they say so.
            throw new OptimisticLockException("the transaction was rolled back", e);
        } catch (SystemException | NotSupportedException | HeuristicMixedException | HeuristicRollbackException e) {
            throw new PersistenceException("the transaction could not be committed", e);
        }
    }

    @Override
    public boolean afterCommit(Runnable action) {
        TransactionSynchronizationRegistry current = registry.get();
        if (current.getTransactionStatus() == Status.STATUS_NO_TRANSACTION) {
            return false;
        }
        current.registerInterposedSynchronization(new Synchronization() {
            @Override
            public void beforeCompletion() {
                // Nothing is left to write.
            }

            @Override
            public void afterCompletion(int status) {
                if (status == Status.STATUS_COMMITTED) {
                    action.run();
                }
            }
        });
        return true;
    }
}
