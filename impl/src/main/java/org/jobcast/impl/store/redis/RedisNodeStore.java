package org.jobcast.impl.store.redis;

import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jobcast.impl.store.Micros;
import org.jobcast.impl.store.Texts;
import org.jobcast.spi.JobMark;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.NodeStore;

/**
 * The living nodes are a hash of leases; a node dies by being taken out of it. Time is that of Redis. Since a Cluster has the
 * leases on another server than the jobs, a claim takes three steps: who owns jobs, who of these is dead, and then the jobs of
 * the dead, each under the revision that was read. A node that is dead stays dead, so nothing between the steps can go wrong.
 */
final class RedisNodeStore implements NodeStore {
    private static final Comparator<JobRecord> OLDEST_FIRST =
            Comparator.comparing(JobRecord::created).thenComparing(JobRecord::id);

    private final Redis redis;
    private final Keyspace keys;
    private final JobWrites writes;
    private final JobReads reads;
    private final String ttl;
    private final List<Takeover> unanswered = Collections.synchronizedList(new ArrayList<>());

    /** A job that a node wants to have, and the request that gives it to the node. */
    private record Takeover(String node, JobRecord next, Request request, boolean isRepeated) {
        Takeover(String node, JobRecord next, Request request) {
            this(node, next, request, false);
        }

        Takeover repeated() {
            return new Takeover(node, next, request, true);
        }

        /** Whether a record is what became of the job after this takeover. */
        boolean isOf(JobRecord now) {
            return node.equals(now.assignment().node())
                    && now.assignment().fence() == next.assignment().fence();
        }
    }

    /** Who is dead among those who own jobs, and the time by which that was found. */
    private record Dead(Instant now, Set<String> nodes) {}

    RedisNodeStore(Redis redis, Keyspace keys, JobWrites writes, JobReads reads, String ttl) {
        this.redis = redis;
        this.keys = keys;
        this.writes = writes;
        this.reads = reads;
        this.ttl = ttl;
    }

    @Override
    public boolean join(String node, Duration lease) {
        Request request = Request.of(Script.JOIN)
                .key(keys.leases())
                .arg(Texts.encode(node))
                .arg(lease.toMillis())
                .arg(UUID.randomUUID().toString())
                .arg(ttl);
        return redis.call(request).isDone("the node has joined");
    }

    @Override
    public boolean beat(String node, Duration lease) {
        Request request = Request.of(Script.BEAT)
                .key(keys.leases())
                .arg(Texts.encode(node))
                .arg(lease.toMillis())
                .arg(ttl);
        if (redis.call(request).number(0) != 0) {
            return true;
        }
        giveUp(node);
        return false;
    }

    @Override
    public List<JobRecord> claim(String node, int max) {
        for (; ; ) {
            Answer verdict = bury(node);
            if (verdict.isEmpty() || max <= 0) {
                return List.of();
            }
            List<JobRecord> again = takeAgain(node, max);
            if (!again.isEmpty()) {
                return again;
            }
            List<String> texts = verdict.texts();
            Set<String> nodes = new TreeSet<>();
            texts.subList(1, texts.size()).forEach(dead -> nodes.add(Texts.decode(dead)));
            Dead dead = new Dead(Micros.toInstant(Long.parseLong(texts.get(0))), nodes);
            List<JobRecord> found = claimable(dead, max);
            List<JobRecord> won = take(node, found);
            // Others may have won all that was found; there may be more.
            if (found.isEmpty() || !won.isEmpty()) {
                return won;
            }
        }
    }

    private Answer bury(String node) {
        Set<String> owners = new TreeSet<>();
        redis.callAll(keys.all().stream()
                        .map(bucket -> Request.of(CommandType.SMEMBERS, bucket.owners()))
                        .toList())
                .forEach(answer -> owners.addAll(answer.texts()));
        return redis.call(Request.of(Script.BURY)
                .key(keys.leases())
                .arg(Texts.encode(node))
                .args(owners));
    }

    /** Jobs of the dead, then those that are due, each the oldest first. */
    private List<JobRecord> claimable(Dead dead, int max) {
        List<JobRecord> found = new ArrayList<>(orphans(dead, max));
        if (found.size() < max) {
            List<String> ids = scored(
                    keys.all().stream().map(Keyspace.Bucket::due).toList(),
                    Long.toString(Micros.of(dead.now())),
                    max - found.size());
            reads.find(ids).stream()
                    .filter(job -> isDue(job, dead.now()))
                    .sorted(OLDEST_FIRST)
                    .forEach(found::add);
        }
        return found;
    }

    private static boolean isDue(JobRecord job, Instant now) {
        Instant due = job.assignment().due();
        return job.assignment().node() == null
                && due != null
                && !due.isAfter(now)
                && !job.state().isTerminal();
    }

    private List<JobRecord> orphans(Dead dead, int max) {
        List<JobRecord> orphans = new ArrayList<>();
        for (String node : dead.nodes()) {
            List<String> ids =
                    scored(keys.all().stream().map(bucket -> bucket.node(node)).toList(), "+inf", max);
            if (ids.isEmpty()) {
                forget(node);
            }
            List<JobRecord> jobs = reads.find(ids);
            heal(node, ids, jobs);
            orphans.addAll(jobs);
        }
        return orphans.stream()
                .filter(job -> {
                    String owner = job.assignment().node();
                    return owner != null && dead.nodes().contains(owner);
                })
                .sorted(OLDEST_FIRST)
                .limit(max)
                .toList();
    }

    /** A job that is gone would be found again and again. */
    private void heal(String node, List<String> ids, List<JobRecord> present) {
        if (present.size() < ids.size()) {
            List<String> gone = new ArrayList<>(ids);
            present.forEach(job -> gone.remove(job.id()));
            gone.forEach(id -> heal(node, id));
        }
    }

    private void heal(String node, String id) {
        Keyspace.Bucket bucket = keys.of(id);
        reads.heal(id, List.of(bucket.node(node), bucket.stopping(node)));
    }

    /** The ids with the lowest scores of several indexes together. */
    private List<String> scored(List<String> indexes, String to, int max) {
        return reads.scored(indexes, "-inf", to, max).stream()
                .sorted(Comparator.comparingDouble(JobReads.Scored::score).thenComparing(JobReads.Scored::id))
                .limit(max)
                .map(JobReads.Scored::id)
                .toList();
    }

    private void forget(String node) {
        redis.callAll(keys.all().stream()
                .map(bucket -> Request.of(Script.FORGET)
                        .key(bucket.owners())
                        .key(bucket.node(node))
                        .arg(Texts.encode(node)))
                .toList());
    }

    private List<JobRecord> take(String node, List<JobRecord> found) {
        List<Takeover> takeovers = new ArrayList<>(found.size());
        for (JobRecord job : found) {
            JobRecord next = job.change().assignment(job.assignment().to(node)).build();
            takeovers.add(new Takeover(node, next, writes.put(job, next)));
        }
        return take(takeovers);
    }

    /** Whatever goes wrong, Redis may have done it, or do it later: then these jobs are the caller's, and nobody tells it. */
    private List<JobRecord> take(List<Takeover> takeovers) {
        try {
            return won(takeovers);
        } catch (RuntimeException | Error e) {
            unanswered.addAll(takeovers);
            throw e;
        }
    }

    /** The same request again gives the same answer, unless the job was changed meanwhile: then its record tells. */
    private List<JobRecord> won(List<Takeover> takeovers) {
        List<Answer> answers =
                redis.callAll(takeovers.stream().map(Takeover::request).toList());
        List<JobRecord> won = new ArrayList<>(takeovers.size());
        Map<String, Takeover> doubtful = new LinkedHashMap<>();
        for (int i = 0; i < answers.size(); i++) {
            Takeover takeover = takeovers.get(i);
            if (answers.get(i).number(0) != 0) {
                won.add(takeover.next());
            } else if (answers.get(i).lost() != null || takeover.isRepeated()) {
                doubtful.put(takeover.next().id(), takeover);
            }
        }
        for (JobRecord job : reads.find(List.copyOf(doubtful.keySet()))) {
            Takeover takeover = doubtful.get(job.id());
            if (takeover != null && takeover.isOf(job)) {
                won.add(job);
            }
        }
        return won;
    }

    /** What an earlier claim of this node was not answered: asked again, or nobody would ever look at these jobs. */
    private List<JobRecord> takeAgain(String node, int max) {
        List<Takeover> again = new ArrayList<>();
        synchronized (unanswered) {
            unanswered.stream()
                    .filter(takeover -> takeover.node().equals(node))
                    .limit(max)
                    .forEach(again::add);
            unanswered.removeAll(again);
        }
        return again.isEmpty()
                ? List.of()
                : take(again.stream().map(Takeover::repeated).toList());
    }

    /** The jobs of a node that is gone are found by the next claim of another one. */
    private void giveUp(String node) {
        unanswered.removeIf(takeover -> takeover.node().equals(node));
    }

    @Override
    public List<JobMark> stopping(String node, int max) {
        List<String> ids =
                scored(keys.all().stream().map(bucket -> bucket.stopping(node)).toList(), "+inf", max);
        List<Answer> answers = redis.callAll(ids.stream()
                .map(id -> Request.of(CommandType.HMGET, keys.of(id).job(id)).args(JobHash.MARK))
                .toList());
        List<JobMark> marks = new ArrayList<>(ids.size());
        for (int i = 0; i < ids.size(); i++) {
            String id = ids.get(i);
            JobHash.toMark(id, node, answers.get(i)).ifPresentOrElse(marks::add, () -> heal(node, id));
        }
        return marks;
    }

    @Override
    public void leave(String node) {
        giveUp(node);
        redis.call(Request.of(CommandType.HDEL, keys.leases()).arg(Texts.encode(node)));
    }
}
