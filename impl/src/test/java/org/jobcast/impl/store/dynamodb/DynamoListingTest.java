package org.jobcast.impl.store.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jobcast.impl.store.memory.MemoryStore;
import org.jobcast.job.JobQuery;
import org.jobcast.job.JobState;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.JobRecords;
import org.jobcast.spi.JobStore;
import org.jobcast.spi.Store;
import org.jobcast.test.DynamoServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lists of DynamoDB against lists of the memory. */
class DynamoListingTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final List<String> TYPES = List.of("import", "export", "mail");
    private static final List<String> OWNERS = List.of("ann", "Bob", "c_%");

    private final Store dynamo =
            TestDynamo.open(DynamoServer.shared().endpoint(), DynamoServer.newTable(), "timeout", "PT60S");
    private final JobStore store = dynamo.jobs();
    private final JobStore expected = new MemoryStore(InstantSource.system()).jobs();
    private final Random random = new Random(7);

    @AfterEach
    void close() {
        dynamo.close();
    }

    private void create(JobRecord job) {
        assertThat(store.create(job)).isTrue();
        expected.create(job);
    }

    private void replace(JobRecord job, JobRecord next) {
        assertThat(store.replace(job, next)).isTrue();
        expected.replace(job, next);
    }

    private <T> T oneOf(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private JobRecord changed(JobRecord job) {
        JobState state = oneOf(List.of(JobState.values()));
        Instant ended = NOW.plusSeconds(random.nextInt(50));
        JobRecord.Builder change = job.change();
        return state.isTerminal()
                ? change.ended(state, ended, ended.plus(Duration.ofMinutes(random.nextInt(9))))
                        .build()
                : change.state(state).build();
    }

    @Test
    void everyQueryFindsTheSameInTheSameOrder() {
        for (int i = 0; i < 60; i++) {
            String owner = random.nextInt(4) == 0 ? null : oneOf(OWNERS);
            JobRecord job = JobRecord.queued("job-" + i, oneOf(TYPES), owner, NOW.minusSeconds(random.nextInt(20)));
            create(job);
            replace(job, changed(job));
        }
        for (int i = 0; i < 10; i++) {
            store.delete("job-" + 6 * i);
            expected.delete("job-" + 6 * i);
        }
        for (int i = 0; i < 80; i++) {
            Set<JobState> states = new HashSet<>();
            for (int n = random.nextInt(4); n > 0; n--) {
                states.add(oneOf(List.of(JobState.values())));
            }
            JobQuery query = new JobQuery(
                    states,
                    random.nextBoolean() ? null : oneOf(TYPES),
                    random.nextBoolean() ? null : oneOf(OWNERS),
                    random.nextInt(3) > 0 ? null : oneOf(List.of("1", "PORT", "_%", "b", "")),
                    random.nextInt(4),
                    1 + random.nextInt(20));
            JobRecords found = store.list(query);
            assertThat(found).as("%s", query).isEqualTo(expected.list(query));
        }
        assertThat(store.counts()).isEqualTo(expected.counts());
        for (int i = 0; i < 60; i += 7) {
            Instant time = NOW.plusSeconds(i);
            assertThat(store.countEndedBefore(time)).isEqualTo(expected.countEndedBefore(time));
            assertThat(store.endedBefore(time, 99)).hasSameElementsAs(expected.endedBefore(time, 99));
            assertThat(store.expired(time, 99)).hasSameElementsAs(expected.expired(time, 99));
        }
    }

    @Test
    void anIndexOfSeveralPagesIsReadToItsEnd() {
        String type = "t".repeat(900);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            ids.add(0, "job-" + i + "x".repeat(200));
            store.create(JobRecord.queued(ids.get(0), type, "o".repeat(900), NOW.plusMillis(i)));
        }
        JobRecords first = store.list(new JobQuery(Set.of(), null, null, null, 0, 100));
        assertThat(first.total()).isEqualTo(500);
        assertThat(first.records()).extracting(JobRecord::id).containsExactlyElementsOf(ids.subList(0, 100));
        JobRecords last = store.list(new JobQuery(Set.of(), type, null, "JOB-", 9, 50));
        assertThat(last.total()).isEqualTo(500);
        assertThat(last.records()).extracting(JobRecord::id).containsExactlyElementsOf(ids.subList(450, 500));
        assertThat(store.counts().get(JobState.QUEUED)).isEqualTo(500);
    }
}
