package org.jobcast.impl.store.redis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jobcast.impl.store.Texts;

/**
 * A way through the jobs of a bucket that are in some indexes and have some text, newest first: along the smallest of the
 * indexes, in many small scripts. What comes or goes meanwhile may be missed or met twice. Used by one thread.
 */
final class JobWalk {
    /** A script of so many steps takes Redis about a millisecond. */
    private static final long STEPS = 2_000;

    private final Keyspace.Bucket bucket;
    private final List<String> indexes;
    private final String text;
    private final List<JobReads.Scored> found = new ArrayList<>();
    private long size;
    private long skip;
    private long count;
    private long position;
    private long fitting;
    private boolean ended;

    /**
     * Plans a way.
     *
     * @param indexes those that every job must be in, at least one
     * @param text what must be in the texts of a job, in lower case; empty for any
     */
    JobWalk(Keyspace.Bucket bucket, List<String> indexes, String text) {
        this.bucket = bucket;
        this.indexes = new ArrayList<>(indexes);
        this.text = text;
    }

    List<String> indexes() {
        return indexes;
    }

    /**
     * Says what is looked for; comes before the first step.
     *
     * @param sizes the sizes of all indexes
     * @param skip how many jobs to leave out
     * @param count how many to find
     */
    void begin(Map<String, Long> sizes, long skip, long count) {
        indexes.sort(Comparator.comparing(sizes::get));
        this.size = Objects.requireNonNull(sizes.get(indexes.get(0)));
        this.position = isExact() ? skip : 0;
        this.skip = isExact() ? 0 : skip;
        this.count = count;
        this.ended = position >= size;
    }

    /** Whether all jobs on the way fit, so that it need not be walked to be counted. */
    boolean isExact() {
        return indexes.size() == 1 && text.isEmpty();
    }

    boolean isDone() {
        return ended || (isExact() && found.size() >= count);
    }

    Request next() {
        long missing = count - found.size();
        return Request.of(Script.LIST)
                .key(bucket.texts())
                .keys(indexes)
                .arg(Texts.encode(text))
                .arg(position)
                .arg(isExact() ? Math.min(STEPS, missing) : STEPS)
                .arg(Math.max(0, skip - fitting))
                .arg(missing);
    }

    void take(Answer answer) {
        position = answer.number(0);
        ended = position < 0;
        fitting += answer.number(1);
        for (int i = 2; i < answer.size(); i += 2) {
            found.add(new JobReads.Scored(Texts.decode(answer.text(i)), answer.decimal(i + 1)));
        }
    }

    List<JobReads.Scored> found() {
        return found;
    }

    /** How many jobs there are on the way; known when it is done. */
    long total() {
        return isExact() ? size : fitting;
    }
}
