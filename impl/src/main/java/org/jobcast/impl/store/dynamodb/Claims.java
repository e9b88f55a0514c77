package org.jobcast.impl.store.dynamodb;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jobcast.spi.JobRecord;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/** Finds jobs that may be claimed. The index says where to look, the item decides. */
final class Claims {
    private static final Comparator<JobRecord> OLDEST_FIRST =
            Comparator.comparing(JobRecord::created).thenComparing(JobRecord::id);
    private static final int PAGE = 50;

    private final Table table;
    private final DynamoJobStore jobs;

    Claims(Table table, DynamoJobStore jobs) {
        this.table = table;
        this.jobs = jobs;
    }

    /** The jobs of a node, whatever their state, the oldest first. */
    List<JobRecord> of(String node, int max) {
        Predicate<JobRecord> own = job -> node.equals(job.assignment().node());
        List<JobRecord> found = new ArrayList<>();
        for (String partition : List.of(JobItem.going(node), JobItem.stopping(node))) {
            found.addAll(find(Index.WORK.query(table, partition), own, max));
        }
        return oldest(found, max);
    }

    /** Jobs of nobody whose time has come, the oldest of them first. */
    List<JobRecord> due(Instant now, int max) {
        Predicate<JobRecord> due = job -> {
            Instant from = job.assignment().due();
            return job.assignment().node() == null
                    && from != null
                    && !from.isAfter(now)
                    && !job.state().isTerminal();
        };
        return oldest(find(Index.WORK.query(table, JobItem.due(), Names.upTo(now)), due, max), max);
    }

    static List<JobRecord> oldest(List<JobRecord> found, int max) {
        return found.stream().distinct().sorted(OLDEST_FIRST).limit(max).toList();
    }

    private List<JobRecord> find(QueryRequest.Builder query, Predicate<JobRecord> wanted, int max) {
        List<JobRecord> found = new ArrayList<>();
        query.limit(Math.min(max, PAGE));
        while (found.size() < max) {
            Table.Page page = table.page(query);
            List<Key> keys = page.items().stream().map(Item::key).toList();
            if (!keys.isEmpty()) {
                jobs.find(keys).stream().filter(wanted).forEach(found::add);
            }
            if (page.next() == null) {
                break;
            }
            query.exclusiveStartKey(page.next());
        }
        return found;
    }

    /** The keys of jobs of a node that were asked to stop or have ended, as the index has them, the oldest first. */
    List<Key> stopping(String node) {
        return table.all(Index.WORK.query(table, JobItem.stopping(node))).stream()
                .map(Item::key)
                .toList();
    }
}
