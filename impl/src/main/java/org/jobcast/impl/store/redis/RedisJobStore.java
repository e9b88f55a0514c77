package org.jobcast.impl.store.redis;

import io.lettuce.core.protocol.CommandType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jobcast.impl.store.Micros;
import org.jobcast.job.JobQuery;
import org.jobcast.job.JobState;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.JobRecords;
import org.jobcast.spi.JobStore;

/** Jobs as hashes, found through sorted sets in the same bucket. */
final class RedisJobStore implements JobStore {
    private final Redis redis;
    private final Keyspace keys;
    private final JobWrites writes;
    private final JobReads reads;
    private final JobListing listing;

    RedisJobStore(Redis redis, Keyspace keys, JobWrites writes, JobReads reads) {
        this.redis = redis;
        this.keys = keys;
        this.writes = writes;
        this.reads = reads;
        this.listing = new JobListing(redis, keys, reads);
    }

    @Override
    public boolean create(JobRecord first) {
        if (first.revision() < 1) {
            throw new IllegalArgumentException("a new job has revision 1 or a higher one, not " + first.revision());
        }
        return redis.call(writes.put(null, first)).isDone("the job was created");
    }

    @Override
    public Optional<JobRecord> find(String id) {
        return reads.find(id);
    }

    @Override
    public boolean replace(JobRecord expected, JobRecord next) {
        if (!next.id().equals(expected.id()) || next.revision() != expected.revision() + 1) {
            throw new IllegalArgumentException("only the next revision of the same job can replace " + expected);
        }
        return redis.call(writes.put(expected, next)).isDone("the job was changed");
    }

    @Override
    public boolean delete(String id) {
        for (; ; ) {
            Optional<JobRecord> present = reads.find(id);
            if (present.isEmpty()) {
                reads.heal(id);
                return false;
            }
            if (redis.call(writes.put(present.get(), null)).isDone("the job was deleted")) {
                return true;
            }
            // It was changed or deleted meanwhile.
        }
    }

    @Override
    public JobRecords list(JobQuery query) {
        return listing.list(query);
    }

    @Override
    public Map<JobState, Long> counts() {
        List<Request> requests = new ArrayList<>();
        for (Keyspace.Bucket bucket : keys.all()) {
            for (JobState state : JobState.values()) {
                requests.add(Request.of(CommandType.ZCARD, bucket.state(state)));
            }
        }
        Map<JobState, Long> counts = new EnumMap<>(JobState.class);
        List<Answer> answers = redis.callAll(requests);
        for (int i = 0; i < answers.size(); i++) {
            counts.merge(
                    JobState.values()[i % JobState.values().length],
                    answers.get(i).number(0),
                    Long::sum);
        }
        return counts;
    }

    @Override
    public List<String> expired(Instant now, int max) {
        return upTo(keys.all().stream().map(Keyspace.Bucket::expires).toList(), now, max);
    }

    @Override
    public List<String> endedBefore(Instant time, int max) {
        return upTo(keys.all().stream().map(Keyspace.Bucket::ended).toList(), time, max);
    }

    @Override
    public long countEndedBefore(Instant time) {
        String to = Long.toString(Micros.of(time));
        return redis
                .callAll(keys.all().stream()
                        .map(bucket -> Request.of(CommandType.ZCOUNT, bucket.ended())
                                .arg("-inf")
                                .arg(to))
                        .toList())
                .stream()
                .mapToLong(answer -> answer.number(0))
                .sum();
    }

    private List<String> upTo(List<String> indexes, Instant time, int max) {
        for (; ; ) {
            List<String> found = reads.scored(indexes, "-inf", Long.toString(Micros.of(time)), max).stream()
                    .sorted(Comparator.comparingDouble(JobReads.Scored::score).thenComparing(JobReads.Scored::id))
                    .limit(max)
                    .map(JobReads.Scored::id)
                    .toList();
            if (!reads.healGone(found)) {
                return found;
            }
            // Those that are gone were in the way of others.
        }
    }
}
