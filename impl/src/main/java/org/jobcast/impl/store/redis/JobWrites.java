package org.jobcast.impl.store.redis;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jobcast.impl.store.Texts;
import org.jobcast.spi.JobRecord;
import org.jspecify.annotations.Nullable;

/** Makes the one request that creates, replaces and deletes jobs: compare the revision, then change record and indexes. */
final class JobWrites {
    private final Keyspace keys;
    private final String ttl;

    JobWrites(Keyspace keys, String ttl) {
        this.keys = keys;
        this.ttl = ttl;
    }

    /**
     * Replaces what was there by what shall be there, one of them at most null.
     *
     * @param before the record that the store must hold, null if there must be none
     * @param after the record that it shall hold, null for none
     */
    Request put(@Nullable JobRecord before, @Nullable JobRecord after) {
        JobRecord any = after == null ? Objects.requireNonNull(before) : after;
        Keyspace.Bucket bucket = keys.of(any.id());
        Map<String, Long> enter = after == null ? Map.of() : JobIndexes.of(bucket, after);
        Set<String> leave = before == null
                ? Set.of()
                : new HashSet<>(JobIndexes.of(bucket, before).keySet());
        if (!leave.isEmpty()) {
            leave.removeAll(enter.keySet());
        }
        List<String> goes = after != null ? List.of() : List.of(bucket.steps(any.id()), bucket.signals(any.id()));
        List<String> absent = before == null || after == null ? List.of() : JobHash.absent(after);
        List<String> scores = new ArrayList<>(enter.size());
        enter.values().forEach(score -> scores.add(Long.toString(score)));
        return Request.of(Script.PUT)
                .key(bucket.job(any.id()))
                .key(bucket.texts())
                .key(bucket.owners())
                .keys(leave)
                .keys(enter.keySet())
                .keys(goes)
                .arg(Texts.encode(any.id()))
                .arg(before == null ? 0 : before.revision())
                .arg(UUID.randomUUID().toString())
                .arg(ttl)
                .arg(leave.size())
                .arg(enter.size())
                .arg(goes.size())
                .arg(absent.size())
                .arg(after == null ? "" : text(after))
                .arg(after == null ? "" : node(after))
                .args(scores)
                .args(absent)
                .args(after == null ? List.of() : JobHash.of(after, before));
    }

    private static String node(JobRecord job) {
        String node = job.assignment().node();
        return node == null ? "" : Texts.encode(node);
    }

    /** What a search looks into, each value on its own line. */
    private static String text(JobRecord job) {
        String owner = job.owner();
        String text = job.id() + "\n" + job.type() + (owner == null ? "" : "\n" + owner);
        return Texts.encode(text.toLowerCase(Locale.ROOT));
    }
}
