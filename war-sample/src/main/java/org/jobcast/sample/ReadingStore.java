package org.jobcast.sample;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.h2.Driver;
import org.h2.jdbcx.JdbcConnectionPool;

/**
 * The imported readings, in an H2 database in memory. It keeps the last {@value #KEPT_IMPORTS} imports: a demonstration
 * must not fill the memory of whoever tries it. Thread-safe.
 */
@ApplicationScoped
public class ReadingStore {
    static final int KEPT_IMPORTS = 3;

    private final Deque<String> kept = new ArrayDeque<>();
    private JdbcConnectionPool pool;
    private EntityManagerFactory factory;

    @PostConstruct
    void open() {
        // A name of its own, because a server may run the application twice in one process.
        pool = JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
        factory = ReadingUnit.create(pool);
    }

    /** The database is closed by command: otherwise it waits for the end of the JVM, and holds this application. */
    @PreDestroy
    void close() {
        factory.close();
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        } catch (SQLException e) {
            System.getLogger(ReadingStore.class.getName())
                    .log(System.Logger.Level.WARNING, "The database could not be closed", e);
        }
        pool.dispose();
        Driver.unload();
    }

    /** Stores a batch in one transaction. */
    void save(List<Reading> readings) {
        transact(em -> readings.forEach(em::persist));
    }

    long count(String importId) {
        EntityManager em = factory.createEntityManager();
        try {
            return em.createQuery("select count(r) from Reading r where r.importId = :id", Long.class)
                    .setParameter("id", importId)
                    .getSingleResult();
        } finally {
            em.close();
        }
    }

    /** Removes what an import has stored. */
    void remove(String importId) {
        transact(em -> em.createQuery("delete from Reading r where r.importId = :id")
                .setParameter("id", importId)
                .executeUpdate());
    }

    /** Keeps a complete import and removes the ones that are too many. */
    void keep(String importId) {
        List<String> tooMany = new ArrayList<>();
        synchronized (kept) {
            kept.addLast(importId);
            while (kept.size() > KEPT_IMPORTS) {
                tooMany.add(kept.removeFirst());
            }
        }
        tooMany.forEach(this::remove);
    }

    private void transact(Consumer<EntityManager> work) {
        EntityManager em = factory.createEntityManager();
        try {
            em.getTransaction().begin();
            work.accept(em);
            em.getTransaction().commit();
        } finally {
            if (em.getTransaction().isActive()) {
                em.getTransaction().rollback();
            }
            em.close();
        }
    }
}
