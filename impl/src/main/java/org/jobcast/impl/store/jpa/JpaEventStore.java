package org.jobcast.impl.store.jpa;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jobcast.impl.store.Texts;
import org.jobcast.spi.AppendOutcome;
import org.jobcast.spi.Bus;
import org.jobcast.spi.EventStore;
import org.jobcast.spi.LogHead;
import org.jobcast.spi.LogSlice;
import org.jobcast.spi.Segment;
import org.jobcast.spi.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * Logs in the tables {@code jobcast_log} and {@code jobcast_segment}. Whoever changes a log holds the lock of its row; several
 * logs are locked in the order of their names, so that batches do not wait for each other in a circle.
 */
final class JpaEventStore implements EventStore {
    /** Names in one query; databases bound the number of parameters. */
    private static final int NAMES = 10_000;

    private static final int OPEN_ATTEMPTS = 5;

    private final Transactions transactions;
    private final Bus bus;

    JpaEventStore(Transactions transactions, Bus bus) {
        this.transactions = transactions;
        this.bus = bus;
    }

    @Override
    public Optional<LogHead> open(String channel, long fence, long epoch) {
        for (int attempt = 1; ; attempt++) {
            try {
                return transactions.call(manager -> open(manager, channel, fence, epoch));
            } catch (StoreException e) {
                // Somebody else may have created it at the same moment.
                if (attempt == OPEN_ATTEMPTS || head(channel).isEmpty()) {
                    throw e;
                }
            }
        }
    }

    private static Optional<LogHead> open(EntityManager manager, String channel, long fence, long epoch) {
        LogRow log = lock(manager, channel);
        if (log == null) {
            log = new LogRow(channel, epoch, fence);
            manager.persist(log);
        } else if (fence < log.fence) {
            return Optional.empty();
        }
        log.fence = fence;
        return Optional.of(log.toHead());
    }

    private static @Nullable LogRow lock(EntityManager manager, String channel) {
        return manager.find(LogRow.class, Texts.encode(channel), LockModeType.PESSIMISTIC_WRITE);
    }

    @Override
    public List<AppendOutcome> append(List<Segment> segments) {
        TreeSet<String> names = new TreeSet<>();
        segments.forEach(segment -> names.add(Texts.encode(segment.channel())));
        List<AppendOutcome> stored = transactions.call(manager -> {
            Map<String, LogRow> logs = lock(manager, names);
            List<AppendOutcome> outcomes = new ArrayList<>(segments.size());
            for (Segment segment : segments) {
                outcomes.add(append(manager, logs.get(Texts.encode(segment.channel())), segment));
            }
            return outcomes;
        });
        for (int i = 0; i < stored.size(); i++) {
            if (stored.get(i) == AppendOutcome.STORED) {
                bus.ring(Bus.ofLog(segments.get(i).channel()));
            }
        }
        return stored;
    }

    private static AppendOutcome append(EntityManager manager, @Nullable LogRow log, Segment segment) {
        if (log == null) {
            return AppendOutcome.GONE;
        }
        AppendOutcome outcome = log.take(segment);
        if (outcome == AppendOutcome.STORED && !segment.isEmpty()) {
            manager.persist(new SegmentRow(log, segment));
        }
        return outcome;
    }

    private static Map<String, LogRow> lock(EntityManager manager, Collection<String> sorted) {
        String query = "SELECT l FROM LogRow l WHERE l.channel IN :names ORDER BY l.channel";
        Map<String, LogRow> logs = new HashMap<>();
        for (List<String> names : parts(sorted)) {
            manager.createQuery(query, LogRow.class)
                    .setParameter("names", names)
                    .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                    .getResultList()
                    .forEach(log -> logs.put(log.channel, log));
        }
        return logs;
    }

    @Override
    public Map<String, LogHead> heads(Collection<String> channels) {
        List<String> encoded = channels.stream().map(Texts::encode).distinct().toList();
        return transactions.call(manager -> {
            Map<String, LogHead> heads = new HashMap<>();
            for (List<String> names : parts(encoded)) {
                manager.createQuery("SELECT l FROM LogRow l WHERE l.channel IN :names", LogRow.class)
                        .setParameter("names", names)
                        .getResultList()
                        .forEach(log -> heads.put(Texts.decode(log.channel), log.toHead()));
            }
            return heads;
        });
    }

    private static List<List<String>> parts(Collection<String> names) {
        List<String> all = List.copyOf(names);
        List<List<String>> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); from += NAMES) {
            parts.add(all.subList(from, Math.min(from + NAMES, all.size())));
        }
        return parts;
    }

    @Override
    public Optional<LogSlice> read(String channel, long after, int maxBytes) {
        return transactions.call(manager -> {
            LogRow log = manager.find(LogRow.class, Texts.encode(channel));
            return log == null
                    ? Optional.empty()
                    : Optional.of(new LogSlice(log.toHead(), SegmentPage.read(manager, log, after, maxBytes)));
        });
    }

    @Override
    public void trim(String channel, long before) {
        transactions.run(manager -> {
            LogRow log = lock(manager, channel);
            if (log != null && before > log.firstSeq) {
                SegmentPage.deleteBefore(manager, log, before);
                log.firstSeq = SegmentPage.first(manager, log).orElse(log.lastSeq + 1);
            }
        });
    }

    @Override
    public boolean delete(String channel) {
        boolean deleted = transactions.call(manager -> {
            LogRow log = lock(manager, channel);
            if (log == null) {
                return false;
            }
            SegmentPage.deleteBefore(manager, log, Long.MAX_VALUE);
            manager.remove(log);
            return true;
        });
        bus.ring(Bus.ofLog(channel));
        return deleted;
    }
}
