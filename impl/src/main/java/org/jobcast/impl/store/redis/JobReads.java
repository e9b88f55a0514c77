package org.jobcast.impl.store.redis;

import io.lettuce.core.protocol.CommandType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jobcast.impl.store.Texts;
import org.jobcast.spi.JobRecord;

/** Reads records, and what indexes say. */
final class JobReads {
    private final Redis redis;
    private final Keyspace keys;

    /** A job in an index. */
    record Scored(String id, double score) {}

    JobReads(Redis redis, Keyspace keys) {
        this.redis = redis;
        this.keys = keys;
    }

    Optional<JobRecord> find(String id) {
        return JobHash.toRecord(id, redis.call(read(id)));
    }

    /** The records of jobs, in the same order, without those that are gone: indexes forget these. */
    List<JobRecord> find(List<String> ids) {
        List<Answer> answers = redis.callAll(ids.stream().map(this::read).toList());
        List<JobRecord> found = new ArrayList<>(ids.size());
        List<String> gone = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            JobHash.toRecord(ids.get(i), answers.get(i)).ifPresent(found::add);
            if (answers.get(i).isEmpty()) {
                gone.add(ids.get(i));
            }
        }
        healAll(gone);
        return found;
    }

    private Request read(String id) {
        return Request.of(CommandType.HGETALL, keys.of(id).job(id));
    }

    /** What indexes hold within bounds, at most so many of each, those with the lowest scores. */
    List<Scored> scored(Collection<String> indexes, String from, String to, int max) {
        List<Request> requests = indexes.stream()
                .map(index -> Request.of(CommandType.ZRANGEBYSCORE, index)
                        .arg(from)
                        .arg(to)
                        .arg("WITHSCORES")
                        .arg("LIMIT")
                        .arg(0)
                        .arg(Math.max(0, max)))
                .toList();
        List<Scored> found = new ArrayList<>();
        for (Answer answer : redis.callAll(requests)) {
            for (int i = 0; i < answer.size(); i += 2) {
                found.add(new Scored(Texts.decode(answer.text(i)), answer.decimal(i + 1)));
            }
        }
        return found;
    }

    /** Takes those jobs out of indexes that are gone; whether there were any. */
    boolean healGone(List<String> ids) {
        List<Answer> present = redis.callAll(ids.stream()
                .map(id -> Request.of(CommandType.EXISTS, keys.of(id).job(id)))
                .toList());
        List<String> gone = IntStream.range(0, ids.size())
                .filter(i -> present.get(i).number(0) == 0)
                .mapToObj(ids::get)
                .toList();
        healAll(gone);
        return !gone.isEmpty();
    }

    /** Takes a job out of indexes that name it although it is gone: Redis was told to evict keys, or somebody deleted it. */
    void heal(String id) {
        healAll(List.of(id));
    }

    private void healAll(List<String> ids) {
        redis.callAll(ids.stream()
                .map(id -> healing(id, JobIndexes.ofAnyJob(keys.of(id))))
                .toList());
    }

    /** Takes a job out of indexes of its own bucket, if it is gone. */
    void heal(String id, List<String> indexes) {
        redis.call(healing(id, indexes));
    }

    private Request healing(String id, List<String> indexes) {
        Keyspace.Bucket bucket = keys.of(id);
        return Request.of(Script.HEAL)
                .key(bucket.job(id))
                .key(bucket.texts())
                .keys(indexes)
                .arg(Texts.encode(id));
    }
}
