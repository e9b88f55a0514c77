package org.jobcast.impl.store.redis;

import io.lettuce.core.protocol.CommandType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jobcast.job.JobQuery;
import org.jobcast.job.JobState;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.JobRecords;

/**
 * Pages of jobs, newest first. There is a walk for each state in each bucket; if there is but one, it gives just the page, else
 * each gives as many as the page may need of it.
 */
final class JobListing {
    private static final Comparator<JobReads.Scored> NEWEST_FIRST =
            Comparator.comparingDouble(JobReads.Scored::score).thenComparing(JobReads.Scored::id);

    /** No page that needs several walks is farther away: all that is before it is fetched. */
    private static final long FARTHEST = 100_000;

    private final Redis redis;
    private final Keyspace keys;
    private final JobReads reads;

    JobListing(Redis redis, Keyspace keys, JobReads reads) {
        this.redis = redis;
        this.keys = keys;
        this.reads = reads;
    }

    JobRecords list(JobQuery query) {
        List<JobWalk> walks = walks(query);
        long skip = (long) query.page() * query.size();
        if (walks.size() == 1) {
            begin(walks, skip, query.size());
            return records(query, walk(walks, 0, query.size()), total(walks));
        }
        boolean near = skip <= FARTHEST;
        begin(walks, 0, near ? skip + query.size() : 0);
        return records(query, walk(walks, skip, query.size()), total(walks));
    }

    private List<JobWalk> walks(JobQuery query) {
        String text = Objects.requireNonNullElse(query.text(), "").toLowerCase(Locale.ROOT);
        List<JobWalk> walks = new ArrayList<>();
        for (Keyspace.Bucket bucket : keys.all()) {
            List<String> common = common(bucket, query);
            if (query.states().isEmpty()) {
                walks.add(new JobWalk(bucket, common.isEmpty() ? List.of(bucket.jobs()) : common, text));
            }
            for (JobState state : query.states()) {
                List<String> indexes = new ArrayList<>(common);
                indexes.add(bucket.state(state));
                walks.add(new JobWalk(bucket, indexes, text));
            }
        }
        return walks;
    }

    private void begin(List<JobWalk> walks, long skip, long count) {
        List<String> indexes = walks.stream()
                .flatMap(walk -> walk.indexes().stream())
                .distinct()
                .toList();
        List<Answer> answers = redis.callAll(indexes.stream()
                .map(index -> Request.of(CommandType.ZCARD, index))
                .toList());
        Map<String, Long> sizes = new HashMap<>();
        for (int i = 0; i < indexes.size(); i++) {
            sizes.put(indexes.get(i), answers.get(i).number(0));
        }
        walks.forEach(walk -> walk.begin(sizes, skip, count));
    }

    /** The ids of a page; all walks go on side by side until they are done. */
    private List<String> walk(List<JobWalk> walks, long skip, int size) {
        boolean behindAll = walks.stream().allMatch(JobWalk::isExact) && skip >= total(walks);
        for (List<JobWalk> open = open(walks); !open.isEmpty() && !behindAll; open = open(open)) {
            List<Answer> answers =
                    redis.callAll(open.stream().map(JobWalk::next).toList());
            for (int i = 0; i < answers.size(); i++) {
                open.get(i).take(answers.get(i));
            }
        }
        return walks.stream()
                .flatMap(walk -> walk.found().stream())
                .sorted(NEWEST_FIRST)
                .map(JobReads.Scored::id)
                .distinct()
                .skip(skip)
                .limit(size)
                .toList();
    }

    private static List<JobWalk> open(List<JobWalk> walks) {
        return walks.stream().filter(walk -> !walk.isDone()).toList();
    }

    private static long total(List<JobWalk> walks) {
        return walks.stream().mapToLong(JobWalk::total).sum();
    }

    /** A job may have been changed, or deleted, since it was found. */
    private JobRecords records(JobQuery query, List<String> ids, long total) {
        List<JobRecord> records = new ArrayList<>();
        List<JobRecord> found = reads.outlines(ids);
        for (JobRecord job : found) {
            if (query.states().isEmpty() || query.states().contains(job.state())) {
                records.add(job);
            }
        }
        if (found.size() < ids.size()) {
            forget(query, ids, found);
        }
        return new JobRecords(records, Math.max(records.size(), total - (ids.size() - records.size())));
    }

    private void forget(JobQuery query, List<String> ids, List<JobRecord> found) {
        List<String> gone = new ArrayList<>(ids);
        found.forEach(job -> gone.remove(job.id()));
        gone.forEach(id -> reads.heal(id, common(keys.of(id), query)));
    }

    private static List<String> common(Keyspace.Bucket bucket, JobQuery query) {
        List<String> common = new ArrayList<>();
        if (query.type() != null) {
            common.add(bucket.type(query.type()));
        }
        if (query.owner() != null) {
            common.add(bucket.owner(query.owner()));
        }
        return common;
    }
}
