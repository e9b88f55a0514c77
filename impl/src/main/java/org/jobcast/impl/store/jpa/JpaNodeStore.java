package org.jobcast.impl.store.jpa;

import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jobcast.impl.store.Texts;
import org.jobcast.job.JobState;
import org.jobcast.spi.JobMark;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.NodeStore;
import org.jobcast.spi.StoreException;

/**
 * Nodes in the table {@code jobcast_node}, which holds the living ones: a node dies by the removal of its row. Time is the
 * database's, so a statement that needs it is native; the rest is JPQL.
 */
final class JpaNodeStore implements NodeStore {
    // Lower bounds: H2 finds nulls in its indexes too, and reads all jobs for a condition that only leaves them out.
    private static final String ORPHANS = "SELECT j.id, j.revision FROM JobRow j WHERE j.node >= ''"
            + " AND NOT EXISTS (SELECT n.id FROM NodeRow n WHERE n.id = j.node) ORDER BY j.created, j.id";
    private static final String DUE =
            "SELECT j.id, j.revision FROM JobRow j WHERE j.claimable BETWEEN :least AND :now ORDER BY j.created, j.id";
    private static final String TAKE = "UPDATE JobRow j SET j.node = :node, j.fence = j.fence + 1,"
            + " j.revision = j.revision + 1, j.claimable = NULL WHERE j.id = :id AND j.revision = :revision";

    private static final String STOPPING =
            "SELECT j.id, j.state, j.revision FROM JobRow j WHERE j.node = :node AND j.state IN :states"
                    + " ORDER BY j.created, j.id";
    private static final List<String> STOPPING_STATES = Arrays.stream(JobState.values())
            .filter(state -> state == JobState.CANCELLING || state.isTerminal())
            .map(Enum::name)
            .toList();

    private final Transactions transactions;
    private final Dialect dialect;

    /** What a claim has come to: nothing to claim, or what was won of it. */
    private record Claim(boolean found, List<JobRecord> won) {}

    JpaNodeStore(Transactions transactions, Dialect dialect) {
        this.transactions = transactions;
        this.dialect = dialect;
    }

    @Override
    public boolean join(String node, Duration ttl) {
        try {
            return transactions.call(manager -> insert(manager, Texts.encode(node), micros(ttl)));
        } catch (StoreException e) {
            if (transactions.call(manager -> exists(manager, Texts.encode(node)))) {
                return false;
            }
            throw e;
        }
    }

    private boolean insert(EntityManager manager, String node, long ttl) {
        if (exists(manager, node)) {
            return false;
        }
        NodeRow row = new NodeRow();
        row.id = node;
        row.since = now(manager);
        row.expires = row.since + ttl;
        row.ttl = ttl;
        manager.persist(row);
        return true;
    }

    private static boolean exists(EntityManager manager, String node) {
        return manager.find(NodeRow.class, node) != null;
    }

    @Override
    public boolean beat(String node, Duration ttl) {
        String sql = "UPDATE jobcast_node SET since = CASE WHEN expires < " + dialect.now() + " THEN " + dialect.now()
                + " ELSE since END, expires = " + dialect.now() + " + ?1, ttl = ?2 WHERE id = ?3";
        return transactions.call(manager -> manager.createNativeQuery(sql)
                        .setParameter(1, micros(ttl))
                        .setParameter(2, micros(ttl))
                        .setParameter(3, Texts.encode(node))
                        .executeUpdate())
                > 0;
    }

    @Override
    public List<JobRecord> claim(String node, int max) {
        for (; ; ) {
            Claim claim = transactions.call(manager -> claim(manager, Texts.encode(node), max));
            // Others may have won all that was found; there may be more.
            if (!claim.found() || !claim.won().isEmpty()) {
                return claim.won();
            }
        }
    }

    private Claim claim(EntityManager manager, String node, int max) {
        long now = now(manager);
        NodeRow own = manager.find(NodeRow.class, node);
        if (own == null || own.expires < now || max <= 0) {
            return new Claim(false, List.of());
        }
        if (own.since + own.ttl <= now) {
            declareDead(manager, now);
        }
        List<Object[]> found = new ArrayList<>(
                manager.createQuery(ORPHANS, Object[].class).setMaxResults(max).getResultList());
        if (found.size() < max) {
            found.addAll(manager.createQuery(DUE, Object[].class)
                    .setParameter("least", Long.MIN_VALUE)
                    .setParameter("now", now)
                    .setMaxResults(max - found.size())
                    .getResultList());
        }
        return new Claim(!found.isEmpty(), take(manager, node, found));
    }

    @Override
    public List<JobMark> stopping(String node, int max) {
        return transactions.call(manager -> manager.createQuery(STOPPING, Object[].class)
                .setParameter("node", Texts.encode(node))
                .setParameter("states", STOPPING_STATES)
                .setMaxResults(max)
                .getResultStream()
                .map(JpaNodeStore::mark)
                .toList());
    }

    private static JobMark mark(Object[] row) {
        return new JobMark(Texts.decode((String) row[0]), JobState.valueOf((String) row[1]), (Long) row[2]);
    }

    /** Looks first: most of the time nobody is dead, and a delete would lock for nothing. */
    private static void declareDead(EntityManager manager, long now) {
        List<String> late = manager.createQuery("SELECT n.id FROM NodeRow n WHERE n.expires < :now", String.class)
                .setParameter("now", now)
                .getResultList();
        for (String node : late) {
            manager.createQuery("DELETE FROM NodeRow n WHERE n.id = :id AND n.expires < :now")
                    .setParameter("id", node)
                    .setParameter("now", now)
                    .executeUpdate();
        }
    }

    private static List<JobRecord> take(EntityManager manager, String node, List<Object[]> found) {
        List<Object> won = new ArrayList<>();
        for (Object[] job : found) {
            int taken = manager.createQuery(TAKE)
                    .setParameter("node", node)
                    .setParameter("id", job[0])
                    .setParameter("revision", job[1])
                    .executeUpdate();
            if (taken > 0) {
                won.add(job[0]);
            }
        }
        if (won.isEmpty()) {
            return List.of();
        }
        return manager.createQuery("SELECT j FROM JobRow j WHERE j.id IN :ids ORDER BY j.created, j.id", JobRow.class)
                .setParameter("ids", won)
                .getResultStream()
                .map(JobRow::toRecord)
                .toList();
    }

    @Override
    public void leave(String node) {
        transactions.run(manager -> manager.createQuery("DELETE FROM NodeRow n WHERE n.id = :id")
                .setParameter("id", Texts.encode(node))
                .executeUpdate());
    }

    private long now(EntityManager manager) {
        // H2 needs no FROM, nor does PostgreSQL.
        Object now = manager.createNativeQuery("SELECT " + dialect.now()).getSingleResult();
        return ((Number) now).longValue();
    }

    private static long micros(Duration time) {
        return Math.addExact(Math.multiplyExact(time.getSeconds(), 1_000_000L), time.getNano() / 1_000);
    }
}
