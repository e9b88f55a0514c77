package org.jobcast.impl.store.dynamodb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jobcast.impl.store.Texts;
import org.jobcast.job.JobQuery;
import org.jobcast.job.JobState;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.JobRecords;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * Lists jobs from the index that fits best: by owner, else by type, else by state. The total needs all that fit, so an index
 * is walked to its end; records are read for the page alone.
 */
final class JobListing {
    private final Table table;
    private final DynamoJobStore jobs;

    /** Where in the order a job is. */
    private record Place(String order, Key key) {}

    /** The walk through one partition of an index; keeps no more than the page may need. */
    private static final class Walk {
        private final QueryRequest.Builder query;
        private final long most;
        private final List<Place> places = new ArrayList<>();
        private long count;
        private boolean open = true;

        Walk(QueryRequest.Builder query, long most) {
            this.query = query;
            this.most = most;
        }

        void take(Table.Page page) {
            for (Item item : page.items()) {
                count++;
                if (places.size() < most) {
                    places.add(new Place(item.text(Names.NEWEST), item.key()));
                }
            }
            open = page.next() != null;
            if (page.next() != null) {
                query.exclusiveStartKey(page.next());
            }
        }
    }

    JobListing(Table table, DynamoJobStore jobs) {
        this.table = table;
        this.jobs = jobs;
    }

    JobRecords list(JobQuery query) {
        long skipped = (long) query.page() * query.size();
        List<Walk> walks = walks(query, skipped + query.size());
        for (List<Walk> open = walks;
                !open.isEmpty();
                open = open.stream().filter(walk -> walk.open).toList()) {
            List<Table.Page> pages =
                    table.pages(open.stream().map(walk -> walk.query).toList());
            for (int i = 0; i < pages.size(); i++) {
                open.get(i).take(pages.get(i));
            }
        }
        List<Key> keys = walks.stream()
                .flatMap(walk -> walk.places.stream())
                .sorted(Comparator.comparing(Place::order))
                .skip(skipped)
                .limit(query.size())
                .map(Place::key)
                .toList();
        List<JobRecord> records = keys.isEmpty() ? List.of() : jobs.find(keys);
        long total = walks.stream().mapToLong(walk -> walk.count).sum();
        // What an index still shows under a state that the job has left is left out.
        return new JobRecords(
                records.stream()
                        .filter(job ->
                                query.states().isEmpty() || query.states().contains(job.state()))
                        .distinct()
                        .toList(),
                total);
    }

    private List<Walk> walks(JobQuery query, long most) {
        String owner = query.owner();
        String type = query.type();
        if (owner != null) {
            return List.of(walk(Index.OWNER, JobItem.ofOwner(owner), query, type, most));
        }
        if (type != null) {
            return List.of(walk(Index.TYPE, JobItem.ofType(type), query, null, most));
        }
        Collection<JobState> states = query.states().isEmpty() ? Arrays.asList(JobState.values()) : query.states();
        return states.stream()
                .map(state -> walk(Index.STATE, state.name(), query, null, most))
                .toList();
    }

    private Walk walk(Index index, String partition, JobQuery query, @Nullable String type, long most) {
        Expression expression = new Expression();
        String keys = expression.equal(index.partition(), partition);
        List<String> filters = new ArrayList<>();
        if (index != Index.STATE && !query.states().isEmpty()) {
            filters.add(expression.in(
                    Names.STATE, query.states().stream().map(Enum::name).toList()));
        }
        if (type != null) {
            filters.add(expression.equal(JobItem.TYPE, Texts.encode(type)));
        }
        if (query.text() != null && !query.text().isEmpty()) {
            filters.add(expression.contains(Names.SEARCH, JobItem.search(query.text())));
        }
        QueryRequest.Builder request = table.query(index.label(), expression, keys, Names.PK, Names.SK, Names.NEWEST);
        return new Walk(filters.isEmpty() ? request : request.filterExpression(String.join(" AND ", filters)), most);
    }
}
