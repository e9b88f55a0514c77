package org.jobcast.impl.store.dynamodb;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jobcast.impl.store.Texts;
import org.jobcast.spi.Signal;
import org.jobcast.spi.SignalStore;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Signals: an item each beside the job, and one that counts them. */
final class DynamoSignalStore implements SignalStore {
    private static final String LAST = "last";
    private static final String NUMBER = "number";
    private static final String NAME = "name";
    private static final String PAYLOAD = "payload";

    private final Table table;
    private final Batches batches;
    private final Values values;

    /** A signal that is being sent. */
    private record Sending(Key job, String name, String token) {}

    DynamoSignalStore(Table table, Batches batches, Values values) {
        this.table = table;
        this.batches = batches;
        this.values = values;
    }

    @Override
    public long send(String job, String name, String payload, long max) {
        Sending sending = new Sending(Names.job(job), name, UUID.randomUUID().toString());
        String generation = null;
        AttributeValue written = null;
        for (; ; ) {
            Map<Key, Item> found = batches.get(
                    List.of(sending.job(), Names.signals(sending.job())), Names.GENERATION, LAST, Names.TOKEN);
            Item owner = found.get(sending.job());
            long last = owner == null ? 0 : last(found, sending.job());
            Item counter = found.get(Names.signals(sending.job()));
            if (counter != null && sending.token().equals(counter.textOrNull(Names.TOKEN))) {
                return last;
            }
            boolean same = owner != null && owner.isOf(Objects.requireNonNullElse(generation, ""));
            if (written != null && generation != null && (!same || last >= max)) {
                values.discard(JobTexts.home(sending.job().pk(), generation), written);
                written = null;
            }
            if (owner == null || last >= max) {
                return owner == null ? 0 : -1;
            }
            generation = owner.text(Names.GENERATION);
            if (written == null) {
                written = write(sending.job(), generation, payload);
            }
            if (commit(sending, generation, last, written)) {
                return last + 1;
            }
        }
    }

    private AttributeValue write(Key job, String generation, String payload) {
        return Objects.requireNonNull(
                values.write(JobTexts.home(job.pk(), generation), payload, Values.PART_BYTES), PAYLOAD);
    }

    /** The number of the last signal, 0 if what is there is of another job. */
    private static long last(Map<Key, Item> found, Key job) {
        Item owner = found.get(job);
        Item counter = found.get(Names.signals(job));
        return owner != null && counter != null && counter.isOf(owner.text(Names.GENERATION))
                ? counter.number(LAST)
                : 0;
    }

    private boolean commit(Sending sending, String generation, long last, AttributeValue payload) {
        Expression present = new Expression();
        String sameJob = present.equal(Names.GENERATION, generation);
        Change count = new Change(Names.signals(sending.job()))
                .set(Names.GENERATION, generation)
                .set(LAST, last + 1)
                .set(Names.TOKEN, sending.token());
        Expression is = count.expression();
        count.when(
                last == 0
                        ? is.missing() + " OR " + is.compare(Names.GENERATION, "<>", AttributeValue.fromS(generation))
                        : is.equal(Names.GENERATION, generation) + " AND " + is.equal(LAST, last));
        Item signal = Item.at(Names.signal(sending.job(), last + 1))
                .with(Names.GENERATION, generation)
                .with(NUMBER, last + 1)
                .with(NAME, Texts.encode(sending.name()))
                .with(PAYLOAD, payload);
        return table.transact(table.check(sending.job(), present, sameJob), table.update(count), table.put(signal));
    }

    @Override
    public Map<String, Long> last(Collection<String> jobs) {
        List<Key> keys = new ArrayList<>();
        for (String job : jobs) {
            keys.add(Names.job(job));
            keys.add(Names.signals(Names.job(job)));
        }
        Map<Key, Item> found = batches.get(keys, Names.GENERATION, LAST);
        Map<String, Long> lasts = new HashMap<>();
        for (String job : jobs) {
            long last = last(found, Names.job(job));
            if (last > 0) {
                lasts.put(job, last);
            }
        }
        return lasts;
    }

    @Override
    public List<Signal> read(String job, long after, int max) {
        Key key = Names.job(job);
        Item owner = table.get(key, Names.GENERATION);
        if (owner == null || max <= 0) {
            return List.of();
        }
        String generation = owner.text(Names.GENERATION);
        Expression keys = new Expression();
        String condition = keys.equal(Names.PK, key.pk()) + " AND "
                + keys.between(
                        Names.SK,
                        Names.signal(key, after + 1).sk(),
                        Names.signal(key, 999_999_999_999L).sk());
        var query = table.query(null, keys, condition).limit(max);
        List<Signal> signals = new ArrayList<>();
        while (signals.size() < max) {
            Table.Page page = table.page(query);
            for (Item item : page.items()) {
                Signal signal = item.isOf(generation) ? signal(key, item) : null;
                if (signal != null && signals.size() < max) {
                    signals.add(signal);
                }
            }
            if (page.next() == null) {
                break;
            }
            query.exclusiveStartKey(page.next());
        }
        return signals;
    }

    private @Nullable Signal signal(Key job, Item item) {
        Values.Home home = JobTexts.home(job.pk(), item.text(Names.GENERATION));
        AttributeValue payload = Objects.requireNonNull(item.value(PAYLOAD), PAYLOAD);
        String text = Values.text(values.read(home, payload));
        // Without its parts the job is gone, and the signal with it.
        return text == null ? null : new Signal(item.number(NUMBER), Texts.decode(item.text(NAME)), text);
    }
}
