package org.jobcast.impl.store.redis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jobcast.spi.AppendOutcome;
import org.jobcast.spi.Bus;
import org.jobcast.spi.Segment;

/**
 * Segments of many logs on their way. Logs of the same bucket share a script, for one costs more than what it does for a log;
 * but only so many, for Redis does nothing else meanwhile. Used once.
 */
final class AppendBatch {
    private static final int LOGS_A_SCRIPT = 50;
    private static final long BYTES_A_SCRIPT = 1 << 20;

    private final Keyspace keys;
    private final String ttl;
    private final List<Segment> segments;
    private final List<Part> parts = new ArrayList<>();
    private final Map<Keyspace.Bucket, Part> open = new HashMap<>();

    /** One script, and which segments it takes, by their place in the batch. */
    private static final class Part {
        private final Request request;
        private final List<Integer> places = new ArrayList<>();
        private int logs;
        private long bytes;

        Part(Request request) {
            this.request = request;
        }

        boolean isFull() {
            return logs >= LOGS_A_SCRIPT || bytes >= BYTES_A_SCRIPT;
        }
    }

    AppendBatch(Keyspace keys, String ttl, List<Segment> segments) {
        this.keys = keys;
        this.ttl = ttl;
        this.segments = segments;
        Map<String, List<Integer>> byLog = new LinkedHashMap<>();
        for (int i = 0; i < segments.size(); i++) {
            byLog.computeIfAbsent(segments.get(i).channel(), name -> new ArrayList<>())
                    .add(i);
        }
        byLog.forEach(this::add);
    }

    private void add(String channel, List<Integer> places) {
        Keyspace.Bucket bucket = keys.of(channel);
        Part part = open.computeIfAbsent(bucket, key -> begin());
        part.request
                .key(bucket.log(channel))
                .key(bucket.events(channel))
                .arg(keys.channel(Bus.ofLog(channel)))
                .arg(places.size());
        places.forEach(place -> add(part, segments.get(place)));
        part.places.addAll(places);
        part.logs++;
        if (part.isFull()) {
            open.remove(bucket);
        }
    }

    private Part begin() {
        Part part = new Part(Request.of(Script.APPEND).arg(ttl));
        parts.add(part);
        return part;
    }

    private static void add(Part part, Segment segment) {
        part.request
                .arg(segment.fence())
                .arg(segment.first())
                .arg(segment.last())
                .arg(segment.end() ? 1 : 0)
                .arg(segment.bytes());
        part.bytes += segment.bytes().length;
    }

    /** Sends all scripts before the first answer; gives the outcomes in the order of the segments. */
    List<AppendOutcome> send(Redis redis) {
        AppendOutcome[] outcomes = new AppendOutcome[segments.size()];
        List<Answer> answers =
                redis.callAll(parts.stream().map(part -> part.request).toList());
        for (int i = 0; i < answers.size(); i++) {
            List<Integer> places = parts.get(i).places;
            for (int n = 0; n < places.size(); n++) {
                outcomes[places.get(n)] = AppendOutcome.valueOf(answers.get(i).text(n));
            }
        }
        return Arrays.asList(outcomes);
    }
}
