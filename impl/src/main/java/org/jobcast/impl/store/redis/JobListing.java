package org.jobcast.impl.store.redis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jobcast.impl.store.Texts;
import org.jobcast.job.JobQuery;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.JobRecords;

/** Pages of jobs, newest first. Every bucket gives as many as the page may need of it; one bucket gives just the page. */
final class JobListing {
    private static final Comparator<JobReads.Scored> NEWEST_FIRST =
            Comparator.comparingDouble(JobReads.Scored::score).thenComparing(JobReads.Scored::id);

    private final Redis redis;
    private final Keyspace keys;
    private final JobReads reads;

    JobListing(Redis redis, Keyspace keys, JobReads reads) {
        this.redis = redis;
        this.keys = keys;
        this.reads = reads;
    }

    JobRecords list(JobQuery query) {
        long skip = (long) query.page() * query.size();
        boolean alone = keys.buckets() == 1;
        long begin = alone ? skip : 0;
        long count = alone ? query.size() : skip + query.size();
        List<Answer> answers = redis.callAll(keys.all().stream()
                .map(bucket -> find(bucket, query, begin, count))
                .toList());
        long total = 0;
        List<JobReads.Scored> found = new ArrayList<>();
        for (Answer answer : answers) {
            total += answer.number(0);
            for (int i = 1; i < answer.size(); i += 2) {
                found.add(new JobReads.Scored(Texts.decode(answer.text(i)), answer.decimal(i + 1)));
            }
        }
        List<String> page = found.stream()
                .sorted(NEWEST_FIRST)
                .skip(alone ? 0 : skip)
                .limit(query.size())
                .map(JobReads.Scored::id)
                .toList();
        return records(query, page, total);
    }

    /** A job may have been changed, or deleted, since it was found. */
    private JobRecords records(JobQuery query, List<String> ids, long total) {
        List<JobRecord> records = new ArrayList<>();
        List<JobRecord> found = reads.find(ids);
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

    private static Request find(Keyspace.Bucket bucket, JobQuery query, long skip, long count) {
        List<String> common = common(bucket, query);
        if (common.isEmpty() && query.states().isEmpty()) {
            common.add(bucket.jobs());
        }
        String text = Objects.requireNonNullElse(query.text(), "").toLowerCase(Locale.ROOT);
        return Request.of(Script.LIST)
                .key(bucket.texts())
                .keys(common)
                .keys(query.states().stream().map(bucket::state).toList())
                .arg(common.size())
                .arg(Texts.encode(text))
                .arg(skip)
                .arg(count);
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
