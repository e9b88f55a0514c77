package org.jobcast.sample;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The imported readings. A node keeps its last {@value #KEPT_IMPORTS} imports: a demonstration must not fill the memory or the
 * database of whoever tries it. Thread-safe.
 */
@ApplicationScoped
public class ReadingStore {
    static final int KEPT_IMPORTS = 3;

    private final Deque<String> kept = new ArrayDeque<>();

    private SampleDatabase database;
    private EntityManagerFactory factory;

    @PostConstruct
    void open() {
        database = SampleDatabase.open();
        factory = ReadingUnit.create(database.dataSource());
    }

    @PreDestroy
    void close() {
        factory.close();
        database.onClose().run();
    }

    /**
     * Stores a batch in one transaction.
     *
     * @param again whether some of it may be there already, from an attempt that ended before its checkpoint
     */
    void save(List<Reading> readings, boolean again) {
        transact(em -> readings.forEach(again ? em::merge : em::persist));
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
            // A further attempt may come here again.
            kept.remove(importId);
            kept.addLast(importId);
            while (kept.size() > KEPT_IMPORTS) {
                tooMany.add(kept.removeFirst());
            }
        }
        tooMany.forEach(this::remove);
    }

    /** Removes what was left by imports that could not do it themselves, because they died with their node. */
    void removeUnless(Predicate<String> wanted) {
        Set<String> own;
        synchronized (kept) {
            own = Set.copyOf(kept);
        }
        for (String importId : imports()) {
            if (!own.contains(importId) && !wanted.test(importId)) {
                remove(importId);
            }
        }
    }

    private List<String> imports() {
        EntityManager em = factory.createEntityManager();
        try {
            return em.createQuery("select distinct r.importId from Reading r", String.class)
                    .getResultList();
        } finally {
            em.close();
        }
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
