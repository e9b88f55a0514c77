package org.jobcast.impl.store.jpa;

import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.util.List;
import java.util.Optional;
import org.jobcast.spi.Segment;

/** Queries of the segments of one log. */
final class SegmentPage {
    /** Segments that are measured by one query. */
    private static final int MEASURED = 1000;

    private static final String OF_LOG = " FROM SegmentRow s WHERE s.channel = :channel AND s.epoch = :epoch";

    private SegmentPage() {}

    /**
     * Measures first, from an index, so that no content is fetched in vain. What came after the row of the log was read is left
     * out, so that head and segments fit together.
     */
    static List<Segment> read(EntityManager manager, LogRow log, long after, int maxBytes) {
        if (after >= log.lastSeq) {
            return List.of();
        }
        long from = after;
        long bytes = 0;
        boolean full = false;
        while (!full && from < log.lastSeq) {
            List<Object[]> lengths = lengths(manager, log, from);
            full = lengths.size() < MEASURED;
            for (Object[] row : lengths) {
                bytes += ((Number) row[1]).longValue();
                if (bytes > maxBytes && from > after) {
                    full = true;
                    break;
                }
                from = (Long) row[0];
            }
        }
        return content(manager, log, after, from);
    }

    private static List<Object[]> lengths(EntityManager manager, LogRow log, long after) {
        String query = "SELECT s.lastSeq, s.contentLength" + OF_LOG + " AND s.lastSeq > :after"
                + " AND s.lastSeq <= :last ORDER BY s.lastSeq";
        return of(log, manager.createQuery(query, Object[].class))
                .setParameter("after", after)
                .setParameter("last", log.lastSeq)
                .setMaxResults(MEASURED)
                .getResultList();
    }

    private static List<Segment> content(EntityManager manager, LogRow log, long after, long last) {
        String query = "SELECT s" + OF_LOG + " AND s.lastSeq > :after AND s.lastSeq <= :last ORDER BY s.lastSeq";
        return of(log, manager.createQuery(query, SegmentRow.class))
                .setParameter("after", after)
                .setParameter("last", last)
                .getResultStream()
                .map(SegmentRow::toSegment)
                .toList();
    }

    static void deleteBefore(EntityManager manager, LogRow log, long before) {
        of(log, manager.createQuery("DELETE" + OF_LOG + " AND s.lastSeq < :before"))
                .setParameter("before", before)
                .executeUpdate();
    }

    static Optional<Long> first(EntityManager manager, LogRow log) {
        String query = "SELECT s.firstSeq" + OF_LOG + " ORDER BY s.lastSeq";
        return of(log, manager.createQuery(query, Long.class))
                .setMaxResults(1)
                .getResultStream()
                .findFirst();
    }

    @SuppressWarnings("unchecked")
    private static <Q extends Query> Q of(LogRow log, Q query) {
        return (Q) query.setParameter("channel", log.channel).setParameter("epoch", log.epoch);
    }
}
