package org.jobcast.impl.store.jpa;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.EntityTransaction;
import jakarta.persistence.LockTimeoutException;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.PessimisticLockException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jobcast.impl.concurrent.Threads;
import org.jobcast.spi.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * Runs work in transactions of the store's own, on threads of the store's own. So no JTA transaction of a caller is joined, and
 * no interrupt of a caller reaches the database: it would close the file of an embedded H2, or the socket of a virtual thread.
 * Callers wait for the outcome, whether they are interrupted or not.
 *
 * <p>A transaction that the database itself has ended, because of a deadlock or a lock that did not come, is run again: nothing
 * of it has happened. Thread-safe.
 */
final class Transactions {
    private static final int ATTEMPTS = 10;
    /** Serialisation failure and deadlock; lock not available and idle in transaction of PostgreSQL; those of H2. */
    private static final Set<String> GONE = Set.of("40001", "40P01", "55P03", "25P03", "HYT00", "90131");

    private static final long IDLE_SECONDS = 30;
    private static final long STOP_SECONDS = 5;

    private final EntityManagerFactory factory;
    private final ThreadPoolExecutor threads;

    Transactions(EntityManagerFactory factory, int atOnce) {
        this.factory = factory;
        this.threads = new ThreadPoolExecutor(
                atOnce,
                atOnce,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Threads.factory("jobcast-store-"));
        threads.allowCoreThreadTimeOut(true);
    }

    /** Runs work in a transaction; it may be run more than once. */
    <T extends @Nullable Object> T call(Function<EntityManager, T> work) {
        try {
            return CompletableFuture.supplyAsync(() -> repeat(work), threads).join();
        } catch (RejectedExecutionException e) {
            throw new StoreException("the store was closed; nothing was done", e);
        } catch (CompletionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            if (isOfDatabase(cause)) {
                throw new StoreException("the database did not do what it was asked; it may be asked again", cause);
            }
            if (cause instanceof RuntimeException failure) {
                failure.addSuppressed(new CallerTrace());
                throw failure;
            }
            throw e;
        }
    }

    /** Not every provider wraps all its exceptions. */
    private static boolean isOfDatabase(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PersistenceException || cause instanceof SQLException) {
                return true;
            }
        }
        return false;
    }

    /** Shows who called, which the stack of another thread does not. */
    private static final class CallerTrace extends RuntimeException {
        private static final long serialVersionUID = 1;

        CallerTrace() {
            super("called here");
        }
    }

    private <T extends @Nullable Object> T repeat(Function<EntityManager, T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return once(work);
            } catch (RuntimeException e) {
                if (attempt == ATTEMPTS || !isRolledBack(e)) {
                    throw e;
                }
            }
        }
    }

    void run(Consumer<EntityManager> work) {
        call(manager -> {
            work.accept(manager);
            return true;
        });
    }

    private <T extends @Nullable Object> T once(Function<EntityManager, T> work) {
        EntityManager manager = factory.createEntityManager();
        try {
            EntityTransaction transaction = manager.getTransaction();
            transaction.begin();
            try {
                T result = work.apply(manager);
                transaction.commit();
                return result;
            } finally {
                if (transaction.isActive()) {
                    rollBack(transaction);
                }
            }
        } finally {
            manager.close();
        }
    }

    /** A failure of it must not hide why it came to that. */
    private static void rollBack(EntityTransaction transaction) {
        try {
            transaction.rollback();
        } catch (RuntimeException e) {
            System.getLogger(Transactions.class.getName())
                    .log(
                            System.Logger.Level.DEBUG,
                            "a transaction could not be rolled back; its connection is gone",
                            e);
        }
    }

    /** EclipseLink throws exceptions of its own where Hibernate throws those of JPA. */
    private static boolean isRolledBack(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OptimisticLockException
                    || cause instanceof PessimisticLockException
                    || cause instanceof LockTimeoutException) {
                return true;
            }
            if (cause instanceof SQLException sql && GONE.contains(String.valueOf(sql.getSQLState()))) {
                return true;
            }
        }
        return false;
    }

    /** Lets transactions that have begun end, then closes the factory. */
    void close() {
        threads.shutdown();
        try {
            threads.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        factory.close();
    }
}
