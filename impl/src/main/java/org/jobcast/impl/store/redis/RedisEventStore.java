package org.jobcast.impl.store.redis;

import io.lettuce.core.protocol.CommandType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jobcast.spi.AppendOutcome;
import org.jobcast.spi.Bus;
import org.jobcast.spi.EventStore;
import org.jobcast.spi.LogHead;
import org.jobcast.spi.LogSlice;
import org.jobcast.spi.Segment;

/** A log is a hash that says how far it is, and a stream with an entry for each segment. */
final class RedisEventStore implements EventStore {
    private static final String[] HEAD = {"epoch", "fence", "first", "last", "ended"};
    private static final int PARTS = 5;

    private final Redis redis;
    private final Keyspace keys;
    private final String ttl;

    RedisEventStore(Redis redis, Keyspace keys, String ttl) {
        this.redis = redis;
        this.keys = keys;
        this.ttl = ttl;
    }

    @Override
    public Optional<LogHead> open(String channel, long fence, long epoch) {
        Answer answer =
                redis.call(script(Script.OPEN, channel).arg(fence).arg(epoch).arg(ttl));
        return answer.isEmpty() ? Optional.empty() : Optional.of(head(channel, answer));
    }

    private Request script(Script script, String channel) {
        Keyspace.Bucket bucket = keys.of(channel);
        return Request.of(script).key(bucket.log(channel)).key(bucket.events(channel));
    }

    private static LogHead head(String channel, Answer answer) {
        return new LogHead(
                channel,
                answer.number(0),
                answer.number(1),
                answer.number(2),
                answer.number(3),
                answer.text(4).equals("1"));
    }

    @Override
    public List<AppendOutcome> append(List<Segment> segments) {
        return new AppendBatch(keys, ttl, segments).send(redis);
    }

    @Override
    public Map<String, LogHead> heads(Collection<String> channels) {
        List<String> names = channels.stream().distinct().toList();
        List<Answer> answers = redis.callAll(names.stream()
                .map(name ->
                        Request.of(CommandType.HMGET, keys.of(name).log(name)).args(Arrays.asList(HEAD)))
                .toList());
        Map<String, LogHead> heads = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            if (answers.get(i).textOrNull(0) != null) {
                heads.put(names.get(i), head(names.get(i), answers.get(i)));
            }
        }
        return heads;
    }

    @Override
    public Optional<LogSlice> read(String channel, long after, int maxBytes) {
        Answer answer =
                redis.call(script(Script.READ, channel).arg(Math.max(0, after)).arg(maxBytes));
        if (answer.isEmpty()) {
            return Optional.empty();
        }
        List<Segment> segments = new ArrayList<>();
        for (int i = HEAD.length; i < answer.size(); i += PARTS) {
            segments.add(new Segment(
                    channel,
                    answer.number(i),
                    answer.number(i + 1),
                    answer.number(i + 2),
                    answer.bytes(i + 4),
                    answer.text(i + 3).equals("1")));
        }
        return Optional.of(new LogSlice(head(channel, answer), segments));
    }

    @Override
    public void trim(String channel, long before) {
        if (before > 1) {
            redis.call(script(Script.TRIM, channel).arg(before));
        }
    }

    @Override
    public boolean delete(String channel) {
        return redis.call(script(Script.DROP, channel).arg(keys.channel(Bus.ofLog(channel))))
                .isDone("the log was deleted");
    }
}
