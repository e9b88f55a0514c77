package org.jobcast.impl.store.dynamodb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jobcast.spi.AppendOutcome;
import org.jobcast.spi.Segment;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Appends segments: an item each, together with the change of the head in one transaction under the condition that the head is
 * as expected. Nothing can come between, and nothing is left of what was refused. Logs are written at the same time.
 */
final class LogWriter {
    private final Table table;
    private final Heads heads;
    private final Values values;
    private final Lifetime lifetime;

    LogWriter(Table table, Heads heads, Values values, Lifetime lifetime) {
        this.table = table;
        this.heads = heads;
        this.values = values;
        this.lifetime = lifetime;
    }

    List<AppendOutcome> append(List<Segment> segments) {
        AppendOutcome[] outcomes = new AppendOutcome[segments.size()];
        Map<String, Appending> logs = new LinkedHashMap<>();
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = Objects.requireNonNull(segments.get(i), "segment");
            logs.computeIfAbsent(segment.channel(), channel -> new Appending(outcomes))
                    .add(segment, i);
        }
        logs.forEach((channel, log) -> log.head(heads.remembered(channel), false));
        List<Appending> open = new ArrayList<>(logs.values());
        while (!open.isEmpty()) {
            readHeads(open.stream().filter(Appending::needsHead).toList());
            advance(open);
            open.removeIf(Appending::isDone);
        }
        return Arrays.asList(outcomes);
    }

    private void readHeads(List<Appending> logs) {
        Map<String, LogState> found =
                heads.read(logs.stream().map(Appending::channel).toList());
        logs.forEach(log -> log.head(found.get(log.channel()), true));
    }

    private void advance(List<Appending> logs) {
        List<Appending> writing = new ArrayList<>();
        List<Appending.Step> steps = new ArrayList<>();
        List<List<TransactWriteItem>> transactions = new ArrayList<>();
        for (Appending log : logs) {
            Appending.Step step = log.next();
            if (step != null) {
                writing.add(log);
                steps.add(step);
                transactions.add(transaction(step));
            }
        }
        // Whatever becomes of them: after an exception nothing that is remembered can be trusted.
        steps.forEach(step -> heads.forget(step.from().head().channel()));
        List<Boolean> commits = table.transactAll(transactions);
        for (int i = 0; i < commits.size(); i++) {
            boolean committed = commits.get(i);
            writing.get(i).done(steps.get(i), committed);
            if (committed) {
                heads.remember(steps.get(i).to());
            }
        }
    }

    private List<TransactWriteItem> transaction(Appending.Step step) {
        LogState from = step.from();
        LogState to = step.to();
        Change change = new Change(from.key())
                .set(LogState.LAST, to.head().last())
                .set(LogState.ENDED, to.head().ended());
        Expression is = change.expression();
        change.when(is.equal(Names.GENERATION, from.generation())
                + " AND " + is.equal(LogState.FENCE, from.head().fence())
                + " AND " + is.equal(LogState.LAST, from.head().last())
                + " AND " + is.equal(LogState.ENDED, from.head().ended()));
        List<TransactWriteItem> actions = new ArrayList<>(List.of(table.update(change)));
        Long ttl = lifetime.end();
        for (Segment segment : step.stored()) {
            if (!segment.isEmpty()) {
                actions.add(table.put(item(from, segment, ttl)));
            }
        }
        return actions;
    }

    private Item item(LogState log, Segment segment, @Nullable Long ttl) {
        Values.Home home = new Values.Home(log.key().pk(), Names.LOG_PARTS, log.generation(), ttl);
        return LogItem.of(log, segment, values.write(home, segment.bytes())).withNumber(Names.TTL, ttl);
    }
}
