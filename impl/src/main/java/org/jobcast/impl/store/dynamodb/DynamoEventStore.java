package org.jobcast.impl.store.dynamodb;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jobcast.spi.AppendOutcome;
import org.jobcast.spi.EventStore;
import org.jobcast.spi.LogHead;
import org.jobcast.spi.LogSlice;
import org.jobcast.spi.Segment;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;

/**
 * Logs: an item {@code HEAD} and an item for each segment, under the number of its first event. Segments have a time to live,
 * the head has none: a job may be silent for longer and go on then, and a log without segments is one whose events are gone.
 */
final class DynamoEventStore implements EventStore {
    private final Table table;
    private final Heads heads;
    private final LogWriter writer;
    private final LogReader reader;
    private final LogTrimming trimming;
    private final Sweep sweep;
    private final Lifetime lifetime;

    DynamoEventStore(Table table, Batches batches, Values values, Lifetime lifetime) {
        this.table = table;
        this.heads = new Heads(table, batches);
        this.writer = new LogWriter(table, heads, values, lifetime);
        this.reader = new LogReader(table, heads, values);
        this.trimming = new LogTrimming(table, heads);
        this.sweep = new Sweep(table);
        this.lifetime = lifetime;
    }

    @Override
    public Optional<LogHead> open(String channel, long fence, long epoch) {
        Change change = new Change(Names.head(channel))
                .set(LogState.FENCE, fence)
                .setIfMissing(LogState.EPOCH, Item.number(epoch))
                .setIfMissing(LogState.BEGUN, Item.number(lifetime.now()))
                .setIfMissing(LogState.FIRST, Item.number(1))
                .setIfMissing(LogState.LAST, Item.number(0))
                .setIfMissing(LogState.ENDED, AttributeValue.fromBool(false))
                .setIfMissing(
                        Names.GENERATION, AttributeValue.fromS(UUID.randomUUID().toString()));
        Expression is = change.expression();
        change.when(is.missing() + " OR " + is.compare(LogState.FENCE, "<=", Item.number(fence)));
        Table.Written opened = table.update(change, ReturnValue.ALL_NEW);
        if (!opened.done()) {
            return Optional.empty();
        }
        LogState state = LogState.of(opened.found());
        heads.remember(state);
        return Optional.of(present(state));
    }

    @Override
    public List<AppendOutcome> append(List<Segment> segments) {
        return writer.append(segments);
    }

    @Override
    public Map<String, LogHead> heads(Collection<String> channels) {
        Map<String, LogHead> found = new HashMap<>();
        heads.read(channels).forEach((channel, state) -> found.put(channel, state.head()));
        return found;
    }

    /** Whoever begins to read asks for one head, and has to know what is gone; whoever follows asks for many. */
    @Override
    public Optional<LogHead> head(String channel) {
        return Optional.ofNullable(heads.read(channel)).map(this::present);
    }

    /** The head of what is still there. */
    private LogHead present(LogState log) {
        boolean any = log.head().first() <= log.head().last();
        return any && lifetime.mayBeOver(log.begun())
                ? reader.withoutExpired(log).head()
                : log.head();
    }

    @Override
    public Optional<LogSlice> read(String channel, long after, int maxBytes) {
        return reader.read(channel, after, maxBytes);
    }

    @Override
    public void trim(String channel, long before) {
        trimming.trim(channel, before);
    }

    @Override
    public boolean delete(String channel) {
        LogState log = heads.read(channel);
        if (log == null) {
            return false;
        }
        heads.forget(channel);
        boolean deleted = table.transact(table.delete(log.key(), log.generation()));
        if (deleted) {
            sweep.delete(log.key().pk(), Names.OF_LOG, log.generation());
        }
        return deleted;
    }
}
