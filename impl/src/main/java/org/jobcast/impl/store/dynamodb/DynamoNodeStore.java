package org.jobcast.impl.store.dynamodb;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jobcast.impl.store.Texts;
import org.jobcast.job.JobState;
import org.jobcast.spi.JobMark;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.NodeStore;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;

/**
 * Nodes: an item each, in one partition. A beat leaves a new mark in it; who is late is found by {@link Sightings}. A node dies
 * by a flag, set under the condition that its mark is still the one that was looked at; it never loses it again.
 */
final class DynamoNodeStore implements NodeStore {
    /**
     * How long at least jobs are looked for that a dead node has created without knowing that it was dead. Then whoever finds
     * that it owns nothing removes it: no time to live does, for nobody may have been there to take over what it owned.
     */
    private static final Duration MOURNING = Duration.ofDays(1);

    private final Table table;
    private final DynamoJobStore jobs;
    private final Claims claims;
    private final Sightings sightings;
    private final Dead dead = new Dead();
    private final InstantSource clock;

    DynamoNodeStore(Table table, DynamoJobStore jobs, InstantSource clock, LongSupplier nanoTime) {
        this.table = table;
        this.jobs = jobs;
        this.claims = new Claims(table, jobs);
        this.sightings = new Sightings(nanoTime);
        this.clock = clock;
    }

    @Override
    public boolean join(String node, Duration ttl) {
        long asked = sightings.now();
        String mark = mark();
        Item item = Item.at(Names.node(node))
                .with(NodeItem.ID, Texts.encode(node))
                .with(NodeItem.MARK, mark)
                .with(NodeItem.LEASE, ttl.toNanos())
                .with(Names.TOKEN, mark);
        Table.Written joined = table.create(item);
        Item taken = joined.item();
        if (!joined.done() && (taken == null || !mark.equals(taken.textOrNull(Names.TOKEN)))) {
            return false;
        }
        sightings.joined(node, ttl, asked);
        sightings.seen(living(nodes()));
        return true;
    }

    private static String mark() {
        return UUID.randomUUID().toString();
    }

    @Override
    public boolean beat(String node, Duration ttl) {
        long asked = sightings.now();
        Change change = new Change(Names.node(node)).set(NodeItem.MARK, mark()).set(NodeItem.LEASE, ttl.toNanos());
        change.when(alive(change));
        if (!table.update(change, ReturnValue.NONE).done()) {
            sightings.gone(node);
            return false;
        }
        sightings.renewed(node, ttl, asked);
        sightings.seen(living(nodes()));
        return true;
    }

    private static String alive(Change change) {
        return change.expression().exists() + " AND " + change.expression().missing(NodeItem.DEAD);
    }

    private List<NodeItem> nodes() {
        Expression keys = new Expression();
        return table.all(table.query(null, keys, keys.equal(Names.PK, Names.NODES))).stream()
                .map(NodeItem::of)
                .toList();
    }

    private static List<NodeItem> living(Collection<NodeItem> nodes) {
        return nodes.stream().filter(node -> !node.dead()).toList();
    }

    @Override
    public List<JobRecord> claim(String node, int max) {
        for (; ; ) {
            List<NodeItem> nodes = nodes();
            List<NodeItem> living = living(nodes);
            sightings.seen(living);
            boolean mayAct =
                    living.stream().filter(each -> each.id().equals(node)).anyMatch(sightings::mayAct);
            if (!mayAct || max <= 0) {
                return List.of();
            }
            List<JobRecord> found = claimable(nodes, dead(node, nodes), max);
            List<JobRecord> won = take(node, found);
            // Others may have won all that was found; there may be more.
            if (found.isEmpty() || !won.isEmpty()) {
                return won;
            }
        }
    }

    /** Those that are dead, with those that are declared dead now. */
    private Set<String> dead(String judge, List<NodeItem> nodes) {
        Set<String> ids = new HashSet<>();
        nodes.stream().filter(NodeItem::dead).forEach(node -> ids.add(node.id()));
        for (NodeItem late : sightings.late(judge, living(nodes))) {
            Change change = bury(late.id());
            change.when(alive(change) + " AND " + change.expression().equal(NodeItem.MARK, late.mark()));
            if (table.update(change, ReturnValue.NONE).done()) {
                ids.add(late.id());
            }
        }
        return ids;
    }

    private Change bury(String node) {
        return new Change(Names.node(node))
                .set(NodeItem.DEAD, true)
                .set(NodeItem.DIED, clock.instant().getEpochSecond());
    }

    /** Jobs of the dead, then those that are due, each the oldest first. */
    private List<JobRecord> claimable(List<NodeItem> nodes, Set<String> dead, int max) {
        List<JobRecord> orphans = new ArrayList<>();
        Set<String> bare = new HashSet<>();
        for (String node : this.dead.suspects(dead, sightings.now())) {
            List<JobRecord> owned = claims.of(node, max);
            this.dead.owned(node, !owned.isEmpty(), sightings.now());
            orphans.addAll(owned);
            if (owned.isEmpty()) {
                bare.add(node);
            }
        }
        forget(nodes.stream().filter(node -> bare.contains(node.id())).toList());
        List<JobRecord> found = new ArrayList<>(Claims.oldest(orphans, max));
        if (found.size() < max) {
            found.addAll(claims.due(clock.instant(), max - found.size()));
        }
        return found;
    }

    private void forget(List<NodeItem> bare) {
        Instant limit = clock.instant().minus(MOURNING);
        for (NodeItem node : bare) {
            if (node.dead() && node.died().isBefore(limit)) {
                table.delete(Names.node(node.id()));
            }
        }
    }

    private List<JobRecord> take(String node, List<JobRecord> found) {
        List<JobRecord> won = new ArrayList<>();
        for (JobRecord job : found) {
            JobRecord taken = job.change().assignment(job.assignment().to(node)).build();
            if (jobs.replace(job, taken)) {
                won.add(taken);
            }
        }
        return won;
    }

    @Override
    public List<JobMark> stopping(String node, int max) {
        List<Key> keys = claims.stopping(node);
        if (keys.isEmpty()) {
            return List.of();
        }
        Map<Key, Item> now = jobs.peek(keys, Names.STATE, JobItem.REVISION, JobItem.NODE);
        return keys.stream()
                .map(now::get)
                .filter(Objects::nonNull)
                .filter(item -> Texts.encode(node).equals(item.textOrNull(JobItem.NODE)))
                .filter(item -> JobItem.isStopping(JobState.valueOf(item.text(Names.STATE))))
                .limit(max)
                .map(item -> new JobMark(
                        Names.jobId(item.text(Names.PK)),
                        JobState.valueOf(item.text(Names.STATE)),
                        item.number(JobItem.REVISION)))
                .toList();
    }

    @Override
    public void leave(String node) {
        Change change = bury(node);
        change.when(alive(change));
        table.update(change, ReturnValue.NONE);
        sightings.gone(node);
    }
}
