package org.jobcast.impl.store.dynamodb;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jobcast.job.JobQuery;
import org.jobcast.job.JobState;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.JobRecords;
import org.jobcast.spi.JobStore;
import org.jobcast.spi.StoreException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;

/** Jobs: an item {@code JOB} each. The revision in it decides between callers that change a job at once. */
final class DynamoJobStore implements JobStore {
    private static final System.Logger LOG = System.getLogger(DynamoJobStore.class.getName());
    private static final int ATTEMPTS = 20;

    private final Table table;
    private final Batches batches;
    private final JobTexts texts;
    private final JobListing listing;
    private final Sweep sweep;

    /** Jobs that nobody can read: the reaper, which asks for the same ones again and again, must not stop at them. */
    private final Set<String> unreadable = ConcurrentHashMap.newKeySet();

    DynamoJobStore(Table table, Batches batches, Values values) {
        this.table = table;
        this.batches = batches;
        this.texts = new JobTexts(values);
        this.listing = new JobListing(table, this);
        this.sweep = new Sweep(table);
    }

    @Override
    public boolean create(JobRecord first) {
        if (first.revision() < 1) {
            throw new IllegalArgumentException("a new job has revision 1 or a higher one, not " + first.revision());
        }
        String token = UUID.randomUUID().toString();
        Item item = JobItem.of(first).with(Names.GENERATION, token).with(Names.TOKEN, token);
        Values.Home home = JobTexts.home(item.text(Names.PK), token);
        JobItem.texts(first).forEach((name, text) -> {
            AttributeValue value = texts.write(home, text);
            if (value != null) {
                item.with(name, value);
            }
        });
        Table.Written created = table.create(item);
        // Whoever has changed the job since has left the generation as it was.
        Item found = created.item();
        if (created.done() || (found != null && found.isOf(token))) {
            return true;
        }
        texts.discard(home, item, JobItem.TEXTS);
        return false;
    }

    @Override
    public Optional<JobRecord> find(String id) {
        Key key = Names.job(id);
        String token = "";
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Item item = table.get(key);
            if (item == null) {
                return Optional.empty();
            }
            JobRecord job = texts.records(List.of(item)).get(key);
            if (job != null) {
                unreadable.remove(id);
                return Optional.of(job);
            }
            if (token.equals(item.text(Names.TOKEN))) {
                unreadable.add(id);
                throw new UnreadableException(id);
            }
            token = item.text(Names.TOKEN);
        }
        throw new StoreException(
                "a job changed faster than it could be read; whoever asked may ask again",
                new IllegalStateException(ATTEMPTS + " attempts"));
    }

    /** A part that a record names is not there, and nobody has changed the record meanwhile. */
    private static final class UnreadableException extends StoreException {
        private static final long serialVersionUID = 1L;

        UnreadableException(String id) {
            super(
                    "a text of job " + id + " is missing in the table; the job cannot be read until it is put back",
                    new IllegalStateException("no item of the part"));
        }
    }

    /** Finds many; in the order of their keys, without those that are gone or cannot be read. */
    List<JobRecord> find(List<Key> keys) {
        Map<Key, Item> items = batches.get(keys);
        Map<Key, JobRecord> records = new HashMap<>(texts.records(items.values()));
        for (Key key : items.keySet()) {
            if (!records.containsKey(key)) {
                findReadable(Names.jobId(key.pk())).ifPresent(job -> records.put(key, job));
            }
        }
        return keys.stream().map(records::get).filter(Objects::nonNull).toList();
    }

    private Optional<JobRecord> findReadable(String id) {
        boolean known = unreadable.contains(id);
        try {
            return find(id);
        } catch (UnreadableException e) {
            LOG.log(
                    known ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
                    "{0}; it is left out",
                    e.getMessage());
            return Optional.empty();
        }
    }

    /** Some attributes of jobs, as they are now. */
    Map<Key, Item> peek(Collection<Key> keys, String... attributes) {
        return batches.get(keys, attributes);
    }

    @Override
    public boolean replace(JobRecord expected, JobRecord next) {
        if (!next.id().equals(expected.id()) || next.revision() != expected.revision() + 1) {
            throw new IllegalArgumentException("only the next revision of the same job can replace " + expected);
        }
        Map<String, @Nullable String> changed = changedTexts(expected, next);
        String generation = "";
        if (changed.values().stream().anyMatch(JobTexts::isLarge)) {
            Item now = table.get(Names.job(next.id()), Names.GENERATION, JobItem.REVISION);
            if (now == null || now.number(JobItem.REVISION) != expected.revision()) {
                return false;
            }
            generation = now.text(Names.GENERATION);
        }
        return replace(expected.revision(), next, changed, generation);
    }

    private static Map<String, @Nullable String> changedTexts(JobRecord expected, JobRecord next) {
        Map<String, @Nullable String> before = JobItem.texts(expected);
        Map<String, @Nullable String> changed = new HashMap<>();
        JobItem.texts(next).forEach((name, text) -> {
            if (!Objects.equals(text, before.get(name))) {
                changed.put(name, text);
            }
        });
        return changed;
    }

    private boolean replace(long revision, JobRecord next, Map<String, @Nullable String> changed, String generation) {
        String token = UUID.randomUUID().toString();
        Change change = change(next, revision).set(Names.TOKEN, token);
        Item written = new Item();
        Values.Home home = JobTexts.home(change.key().pk(), generation);
        changed.forEach((name, text) -> {
            AttributeValue value = texts.write(home, text);
            change.setOrRemove(name, value);
            if (value != null) {
                written.with(name, value);
            }
        });
        Table.Written replaced = table.update(change, ReturnValue.ALL_OLD);
        if (replaced.done()) {
            Item old = replaced.found();
            texts.discard(JobTexts.home(change.key().pk(), old.text(Names.GENERATION)), old, changed.keySet());
            return true;
        }
        Item now = replaced.item();
        if (now == null) {
            texts.discard(home, written, changed.keySet());
            return false;
        }
        // A write that is repeated may have been done and others have come since: what they have left of it stays.
        Set<String> left = new TreeSet<>(changed.keySet());
        boolean done = left.removeIf(name -> isSameParts(written.value(name), now.value(name)));
        texts.discard(home, written, left);
        return done || token.equals(now.textOrNull(Names.TOKEN));
    }

    private static boolean isSameParts(@Nullable AttributeValue one, @Nullable AttributeValue other) {
        return one != null && Values.isSplit(one) && one.equals(other);
    }

    /** The change to a record but for its texts, if it is of that revision. */
    private static Change change(JobRecord next, long revision) {
        Item item = JobItem.of(next);
        Change change = new Change(item.key());
        Set<String> attributes = new TreeSet<>(item.attributes().keySet());
        attributes.addAll(JobItem.OPTIONAL);
        attributes.removeAll(Set.of(Names.PK, Names.SK));
        attributes.forEach(name -> change.setOrRemove(name, item.value(name)));
        return change.when(change.expression().equal(JobItem.REVISION, revision));
    }

    @Override
    public boolean delete(String id) {
        Key key = Names.job(id);
        Item job = table.get(key, Names.GENERATION);
        if (job == null) {
            return false;
        }
        String generation = job.text(Names.GENERATION);
        boolean deleted = table.transact(table.delete(key, generation));
        if (deleted) {
            unreadable.remove(id);
            sweep.delete(key.pk(), Names.OF_JOB, generation);
        }
        return deleted;
    }

    @Override
    public JobRecords list(JobQuery query) {
        return listing.list(query);
    }

    @Override
    public Map<JobState, Long> counts() {
        List<JobState> states = List.of(JobState.values());
        List<Long> found = table.counts(states.stream()
                .map(state -> Index.STATE.query(table, state.name()))
                .toList());
        Map<JobState, Long> counts = new EnumMap<>(JobState.class);
        for (int i = 0; i < states.size(); i++) {
            counts.put(states.get(i), found.get(i));
        }
        return counts;
    }

    @Override
    public List<String> expired(Instant now, int max) {
        return upTo(Index.EXPIRY, now, max);
    }

    @Override
    public List<String> endedBefore(Instant time, int max) {
        return upTo(Index.ENDED, time, max);
    }

    private List<String> upTo(Index index, Instant time, int max) {
        List<String> ids = new ArrayList<>();
        var query = index.query(table, JobItem.over(), Names.upTo(time)).limit(Math.max(1, max));
        while (ids.size() < max) {
            Table.Page page = table.page(query);
            page.items().stream()
                    .map(item -> Names.jobId(item.text(Names.PK)))
                    .filter(id -> !unreadable.contains(id))
                    .limit((long) max - ids.size())
                    .forEach(ids::add);
            if (page.next() == null) {
                break;
            }
            query.exclusiveStartKey(page.next());
        }
        return ids;
    }

    @Override
    public long countEndedBefore(Instant time) {
        return table.counts(List.of(Index.ENDED.query(table, JobItem.over(), Names.upTo(time))))
                .get(0);
    }
}
