package org.jobcast.impl.store.dynamodb;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;

/** Takes segments from the old end of a log: first the head says that they are gone, then they go. */
final class LogTrimming {
    private final Table table;
    private final Heads heads;

    LogTrimming(Table table, Heads heads) {
        this.table = table;
        this.heads = heads;
    }

    void trim(String channel, long before) {
        LogState log = heads.read(channel);
        if (log == null || before <= log.head().first()) {
            return;
        }
        List<LogItem> old = new ArrayList<>();
        long first = log.head().first();
        for (Item each : table.all(segmentsBefore(log, before))) {
            LogItem item = new LogItem(each);
            if (each.isOf(log.generation()) && item.last() < before) {
                old.add(item);
                first = item.last() + 1;
            }
        }
        if (before > log.head().last()) {
            first = log.head().last() + 1;
        }
        if (first > log.head().first() && moveFirst(log, first)) {
            table.deleteAll(keys(log, old), log.generation());
        }
    }

    private QueryRequest.Builder segmentsBefore(LogState log, long before) {
        Expression keys = new Expression();
        String from = Names.segment(log.key(), log.head().first()).sk();
        String to = Names.segment(log.key(), Math.min(before - 1, log.head().last()))
                .sk();
        String condition = keys.equal(Names.PK, log.key().pk()) + " AND " + keys.between(Names.SK, from, to);
        return table.query(null, keys, condition, LogItem.withoutBytes());
    }

    private boolean moveFirst(LogState log, long first) {
        Change change = new Change(log.key()).set(LogState.FIRST, first);
        Expression is = change.expression();
        change.when(is.equal(Names.GENERATION, log.generation()) + " AND "
                + is.compare(LogState.FIRST, "<=", Item.number(first)));
        return table.update(change, ReturnValue.NONE).done();
    }

    private static List<Key> keys(LogState log, List<LogItem> items) {
        Values.Home home = new Values.Home(log.key().pk(), Names.LOG_PARTS, log.generation(), null);
        List<Key> keys = new ArrayList<>();
        for (LogItem item : items) {
            keys.add(item.key());
            keys.addAll(Values.parts(home, item.parts()));
        }
        return keys;
    }
}
