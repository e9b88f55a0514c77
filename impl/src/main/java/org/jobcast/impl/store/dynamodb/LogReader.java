package org.jobcast.impl.store.dynamodb;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jobcast.spi.LogSlice;
import org.jobcast.spi.Segment;
import org.jobcast.spi.StoreException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * Reads segments. The head is read first, then what it covers. Segments that are missing were trimmed, or their time to live is
 * over: then the log begins after them, whatever its head says.
 */
final class LogReader {
    private static final int ATTEMPTS = 20;
    private static final int FIRST_PAGE = 8;
    private static final int LARGEST_PAGE = 512;

    private final Table table;
    private final Heads heads;
    private final Values values;

    LogReader(Table table, Heads heads, Values values) {
        this.table = table;
        this.heads = heads;
        this.values = values;
    }

    Optional<LogSlice> read(String channel, long after, int maxBytes) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            LogState log = heads.read(channel);
            if (log == null) {
                return Optional.empty();
            }
            long from = Math.max(after + 1, log.head().first());
            if (from > log.head().last()) {
                return Optional.of(new LogSlice(log.head(), List.of()));
            }
            List<LogItem> items = items(log, from, maxBytes);
            List<Segment> segments = segments(log, items);
            if (segments != null && (!segments.isEmpty() || isStill(log))) {
                return Optional.of(slice(log, from, segments));
            }
        }
        throw new StoreException(
                "a log changed faster than it could be read; whoever asked may ask again",
                new IllegalStateException(ATTEMPTS + " attempts"));
    }

    /** Whether there is nothing to read because it is gone, not because the log was trimmed or replaced meanwhile. */
    private boolean isStill(LogState log) {
        LogState now = heads.read(log.head().channel());
        return now != null
                && now.generation().equals(log.generation())
                && now.head().first() == log.head().first();
    }

    private static LogSlice slice(LogState log, long from, List<Segment> segments) {
        long first =
                segments.isEmpty() ? log.head().last() + 1 : segments.get(0).first();
        return new LogSlice(first > from ? log.from(first).head() : log.head(), segments);
    }

    private List<LogItem> items(LogState log, long from, int maxBytes) {
        List<LogItem> items = new ArrayList<>();
        long bytes = 0;
        QueryRequest.Builder query = between(log, from, log.head().last());
        for (int limit = FIRST_PAGE; ; limit = Math.min(limit * 2, LARGEST_PAGE)) {
            Table.Page page = table.page(query.limit(limit));
            for (LogItem item : ofLog(log, page)) {
                if (items.isEmpty() && item.first() > from) {
                    LogItem before = covering(log, from);
                    if (before != null) {
                        items.add(before);
                        bytes += Values.size(before.bytes());
                    }
                }
                bytes += Values.size(item.bytes());
                boolean follows = items.isEmpty()
                        || item.first() == items.get(items.size() - 1).last() + 1;
                if (!items.isEmpty() && (bytes > maxBytes || !follows)) {
                    return items;
                }
                items.add(item);
            }
            if (page.next() == null) {
                break;
            }
            query.exclusiveStartKey(page.next());
        }
        if (items.isEmpty()) {
            LogItem before = covering(log, from);
            return before == null ? List.of() : List.of(before);
        }
        return items;
    }

    /** The log as if what DynamoDB has removed had been trimmed. */
    LogState withoutExpired(LogState log) {
        QueryRequest.Builder query = between(log, log.head().first(), log.head().last(), LogItem.withoutBytes())
                .limit(FIRST_PAGE);
        for (Table.Page page = table.page(query); ; page = table.page(query)) {
            List<LogItem> items = ofLog(log, page);
            if (!items.isEmpty()) {
                return log.from(items.get(0).first());
            }
            if (page.next() == null) {
                return log.from(log.head().last() + 1);
            }
            query.exclusiveStartKey(page.next());
        }
    }

    /** The segment that holds an event and begins before it. */
    private @Nullable LogItem covering(LogState log, long seq) {
        if (log.head().first() >= seq) {
            return null;
        }
        QueryRequest.Builder query = between(log, log.head().first(), seq - 1)
                .scanIndexForward(false)
                .limit(1);
        for (; ; ) {
            Table.Page page = table.page(query);
            for (LogItem item : ofLog(log, page)) {
                return item.last() >= seq ? item : null;
            }
            if (page.next() == null) {
                return null;
            }
            query.exclusiveStartKey(page.next());
        }
    }

    private QueryRequest.Builder between(LogState log, long first, long last, String... only) {
        Expression keys = new Expression();
        String condition = keys.equal(Names.PK, log.key().pk())
                + " AND "
                + keys.between(
                        Names.SK,
                        Names.segment(log.key(), first).sk(),
                        Names.segment(log.key(), last).sk());
        return table.query(null, keys, condition, only);
    }

    private static List<LogItem> ofLog(LogState log, Table.Page page) {
        return page.items().stream()
                .filter(item -> item.isOf(log.generation()))
                .map(LogItem::new)
                .toList();
    }

    /** Null if a part of one is gone, so that all has to be read again. */
    private @Nullable List<Segment> segments(LogState log, List<LogItem> items) {
        Values.Home home = new Values.Home(log.key().pk(), Names.LOG_PARTS, log.generation(), null);
        List<Key> parts = new ArrayList<>();
        items.forEach(item -> parts.addAll(Values.parts(home, item.bytes())));
        Map<Key, byte[]> read = parts.isEmpty() ? new HashMap<>() : values.read(parts);
        List<Segment> segments = new ArrayList<>();
        for (LogItem item : items) {
            byte[] bytes = Values.join(home, item.bytes(), read);
            if (bytes == null) {
                return null;
            }
            segments.add(item.toSegment(log.head().channel(), bytes));
        }
        return segments;
    }
}
