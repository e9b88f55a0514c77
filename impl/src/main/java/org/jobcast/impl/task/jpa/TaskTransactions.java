package org.jobcast.impl.task.jpa;

import jakarta.persistence.EntityManager;
import java.util.function.Function;

/** How the application's persistence unit does transactions. Thread-safe. */
interface TaskTransactions {
    /** Runs work in a new transaction of the calling thread. */
    <R> R call(EntityManager manager, Function<EntityManager, R> work);

    /** Does something when the transaction of the calling thread has been committed; false if there is none. */
    boolean afterCommit(Runnable action);
}
