package org.jobcast.impl.store.redis;

import io.lettuce.core.protocol.CommandType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jobcast.impl.store.Texts;
import org.jobcast.spi.JobRecord;

/** Reads records, and what indexes say. */
final class JobReads {
    private static final long PORTION = 1 << 20;

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
        return inPortions(ids, JobHash.LARGE, portion -> {
            List<Answer> answers =
                    redis.callAll(portion.stream().map(this::read).toList());
            return IntStream.range(0, portion.size())
                    .mapToObj(i -> JobHash.toRecord(portion.get(i), answers.get(i)))
                    .toList();
        });
    }

    /** Like {@link #find(List)}, but a result is not read: there is some text or there is none. */
    List<JobRecord> outlines(List<String> ids) {
        return inPortions(ids, List.of(JobHash.INPUT), portion -> {
            List<Answer> answers = redis.callAll(portion.stream()
                    .flatMap(id -> Stream.of(
                            Request.of(CommandType.HMGET, keys.of(id).job(id)).args(JobHash.OUTLINE),
                            size(id, JobHash.RESULT)))
                    .toList());
            return IntStream.range(0, portion.size())
                    .mapToObj(i -> JobHash.toOutline(portion.get(i), answers.get(2 * i), answers.get(2 * i + 1)))
                    .toList();
        });
    }

    /** All requests share a connection with signs of life, which must not wait for the megabytes of many jobs. */
    private List<JobRecord> inPortions(
            List<String> ids, List<String> large, Function<List<String>, List<Optional<JobRecord>>> read) {
        List<JobRecord> found = new ArrayList<>(ids.size());
        List<String> gone = new ArrayList<>();
        for (List<String> portion : portions(ids, large)) {
            List<Optional<JobRecord>> records = read.apply(portion);
            for (int i = 0; i < portion.size(); i++) {
                records.get(i).ifPresent(found::add);
                if (records.get(i).isEmpty()) {
                    gone.add(portion.get(i));
                }
            }
        }
        healAll(gone);
        return found;
    }

    private List<List<String>> portions(List<String> ids, List<String> large) {
        List<Answer> sizes = redis.callAll(ids.stream()
                .flatMap(id -> large.stream().map(field -> size(id, field)))
                .toList());
        List<List<String>> portions = new ArrayList<>();
        List<String> portion = new ArrayList<>();
        long bytes = 0;
        for (int i = 0; i < ids.size(); i++) {
            for (int n = 0; n < large.size(); n++) {
                bytes += sizes.get(i * large.size() + n).number(0);
            }
            if (bytes > PORTION && !portion.isEmpty()) {
                portions.add(portion);
                portion = new ArrayList<>();
                bytes = 0;
            }
            portion.add(ids.get(i));
        }
        portions.add(portion);
        return portions;
    }

    private Request size(String id, String field) {
        return Request.of(CommandType.HSTRLEN, keys.of(id).job(id)).arg(field);
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
