package org.jobcast.impl.store.redis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jobcast.impl.store.Micros;
import org.jobcast.job.JobState;
import org.jobcast.spi.JobRecord;
import org.jspecify.annotations.Nullable;

/** Where a job is in the indexes of its bucket. Scores are microseconds; negative ones put the newest first. */
final class JobIndexes {
    private JobIndexes() {}

    /** The indexes that a job is in, by key, with its score in each. */
    static Map<String, Long> of(Keyspace.Bucket bucket, JobRecord job) {
        Map<String, Long> indexes = new LinkedHashMap<>();
        long newestFirst = -Micros.of(job.created());
        indexes.put(bucket.jobs(), newestFirst);
        indexes.put(bucket.state(job.state()), newestFirst);
        indexes.put(bucket.type(job.type()), newestFirst);
        String owner = job.owner();
        if (owner != null) {
            indexes.put(bucket.owner(owner), newestFirst);
        }
        putTime(indexes, bucket.expires(), job.expires());
        putTime(indexes, bucket.ended(), job.ended());
        String node = job.assignment().node();
        if (node != null) {
            indexes.put(bucket.node(node), -newestFirst);
            if (isStopping(job.state())) {
                indexes.put(bucket.stopping(node), -newestFirst);
            }
        } else if (!job.state().isTerminal()) {
            putTime(indexes, bucket.due(), job.assignment().due());
        }
        return indexes;
    }

    private static void putTime(Map<String, Long> indexes, String key, @Nullable Instant time) {
        if (time != null) {
            indexes.put(key, Micros.of(time));
        }
    }

    /** Whether the node that owns a job has to look at it. */
    static boolean isStopping(JobState state) {
        return state == JobState.CANCELLING || state.isTerminal();
    }

    /** The indexes that a job may be in of which nothing is known. */
    static List<String> ofAnyJob(Keyspace.Bucket bucket) {
        List<String> keys = new ArrayList<>(List.of(bucket.jobs(), bucket.expires(), bucket.ended(), bucket.due()));
        Arrays.stream(JobState.values()).map(bucket::state).forEach(keys::add);
        return keys;
    }
}
