package org.jobcast.impl.task.jpa;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.metamodel.EntityType;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.jobcast.impl.task.TaskRows;
import org.jobcast.task.StreamTask;

/** The rows in the application's persistence unit, whichever kind of transactions it has. */
public final class JpaTaskRows implements TaskRows {
    private static final int ATTEMPTS = 10;

    private final EntityManagerFactory factory;
    private final TaskTransactions transactions;
    private final Map<String, Class<? extends StreamTask>> entities;

    JpaTaskRows(EntityManagerFactory factory, TaskTransactions transactions) {
        this.factory = factory;
        this.transactions = transactions;
        Map<String, Class<? extends StreamTask>> found = new HashMap<>();
        for (EntityType<?> entity : factory.getMetamodel().getEntities()) {
            Class<?> type = entity.getJavaType();
            if (StreamTask.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers())) {
                found.put(entity.getName(), type.asSubclass(StreamTask.class));
            }
        }
        this.entities = Map.copyOf(found);
    }

    /**
     * Finds the tasks of a persistence unit.
     *
     * @param factory the application's; not closed here
     * @return its rows
     */
    public static JpaTaskRows of(EntityManagerFactory factory) {
        return new JpaTaskRows(
                factory,
                isJta(factory)
                        ? new JtaTransactions(
                                () -> resource("java:comp/UserTransaction", UserTransaction.class),
                                () -> resource(
                                        "java:comp/TransactionSynchronizationRegistry",
                                        TransactionSynchronizationRegistry.class))
                        : new LocalTransactions());
    }

    private static boolean isJta(EntityManagerFactory factory) {
        EntityManager manager = factory.createEntityManager();
        try {
            manager.getTransaction();
            return false;
        } catch (IllegalStateException e) {
            return true;
        } finally {
            manager.close();
        }
    }

    @SuppressWarnings("BanJNDI") // The names are constants of the Jakarta Transactions specification, not input.
    private static <T> T resource(String name, Class<T> type) {
        try {
            return type.cast(InitialContext.doLookup(name));
        } catch (NamingException e) {
            throw new IllegalStateException(
                    "the persistence unit of the stream tasks uses JTA, but this thread has no " + name, e);
        }
    }

    @Override
    public Map<String, Class<? extends StreamTask>> entities() {
        return entities;
    }

    private <R> R read(Function<EntityManager, R> work) {
        EntityManager manager = factory.createEntityManager();
        try {
            return work.apply(manager);
        } finally {
            manager.close();
        }
    }

    /** Again if somebody else was faster. */
    private <R> R write(Function<EntityManager, R> work) {
        for (int attempt = 1; ; attempt++) {
            EntityManager manager = factory.createEntityManager();
            try {
                return transactions.call(manager, work);
            } catch (PersistenceException e) {
                if (attempt == ATTEMPTS || !isOvertaken(e)) {
                    throw e;
                }
            } finally {
                manager.close();
            }
        }
    }

    private static boolean isOvertaken(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OptimisticLockException) {
                return true;
            }
        }
        return false;
    }

    @Override
    public <T extends StreamTask> Optional<T> find(Class<T> type, String id) {
        return read(manager -> Optional.ofNullable(manager.find(type, id)));
    }

    @Override
    public <T extends StreamTask> Optional<T> update(Class<T> type, String id, Predicate<? super T> change) {
        return write(manager -> {
            Optional<T> row = Optional.ofNullable(manager.find(type, id));
            row.ifPresent(found -> {
                if (!change.test(found)) {
                    manager.clear();
                }
            });
            return row;
        });
    }

    private String query(String what, Class<? extends StreamTask> type) {
        String entity = factory.getMetamodel().entity(type).getName();
        return "SELECT " + what + " FROM " + entity + " t WHERE t.completedAt <= :limit";
    }

    @Override
    public List<? extends StreamTask> endedBefore(Class<? extends StreamTask> type, Instant limit, int max) {
        return read(manager -> manager.createQuery(query("t", type) + " ORDER BY t.completedAt, t.id", type)
                .setParameter("limit", utc(limit))
                .setMaxResults(max)
                .getResultList());
    }

    @Override
    public long countEndedBefore(Class<? extends StreamTask> type, Instant limit) {
        return read(manager -> manager.createQuery(query("COUNT(t)", type), Long.class)
                .setParameter("limit", utc(limit))
                .getSingleResult());
    }

    @Override
    public boolean remove(StreamTask task, Instant limit) {
        return write(manager -> {
            StreamTask row = manager.find(task.getClass(), task.getId());
            Instant ended = row == null ? null : row.status().completedAt();
            boolean due = ended != null && !ended.isAfter(limit);
            if (due) {
                manager.remove(row);
            }
            return due;
        });
    }

    private static LocalDateTime utc(Instant time) {
        return LocalDateTime.ofInstant(time, ZoneOffset.UTC);
    }

    @Override
    public boolean afterCommit(Runnable action) {
        return transactions.afterCommit(action);
    }
}
