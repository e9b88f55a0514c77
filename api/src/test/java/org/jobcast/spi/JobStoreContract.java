package org.jobcast.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jobcast.job.JobError;
import org.jobcast.job.JobProgress;
import org.jobcast.job.JobQuery;
import org.jobcast.job.JobState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link JobStore} has to do. A subclass per store gives an empty one for each test. */
public abstract class JobStoreContract {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final int THREADS = 8;

    private JobStore store;

    /**
     * Opens a store.
     *
     * @return a store without jobs
     */
    protected abstract JobStore open();

    @BeforeEach
    void openStore() {
        store = open();
    }

    @Test
    void givesBackEveryValueOfARecord() {
        JobRecord first = job("a", "import", "ann", NOW);
        assertThat(store.create(first)).isTrue();
        assertThat(store.find("a")).contains(first);

        JobRecord running = first.change()
                .state(JobState.RUNNING)
                .attempt(2, NOW.plusSeconds(1))
                .progress(new JobProgress(3, 9, "row \"3\" \u2028 \uD83D\uDE80", 1.5), 41)
                .cancelReason("enough")
                .build();
        assertThat(store.replace(first, running)).isTrue();
        assertThat(store.find("a")).contains(running);

        JobRecord ended = running.change()
                .ended(JobState.FAILED, NOW.plusSeconds(2), NOW.plusSeconds(302))
                .error(new JobError("IllegalStateException", ""))
                .result("{\"rows\":[1,null,\"\"]}")
                .build();
        assertThat(store.replace(running, ended)).isTrue();
        assertThat(store.find("a")).contains(ended);
        assertThat(ended.revision()).isEqualTo(3);
    }

    @Test
    void keepsInputAssignmentAndTimesToTheMicrosecond() {
        Instant odd = Instant.parse("2026-01-02T03:04:05.123456789Z");
        JobRecord first = JobRecord.queued("a", "t", null, odd, "{\"rows\":\"\uD83D\uDE80\"}", Assignment.from(odd));
        assertThat(store.create(first)).isTrue();
        assertThat(store.find("a")).contains(first);
        JobRecord owned =
                first.change().assignment(first.assignment().to("node-1")).build();
        assertThat(store.replace(first, owned)).isTrue();
        assertThat(store.find("a")).contains(owned);
        JobRecord released =
                owned.change().assignment(owned.assignment().released(null)).build();
        assertThat(store.replace(owned, released)).isTrue();
        assertThat(store.find("a")).contains(released);
        assertThat(released.assignment()).isEqualTo(new Assignment(null, 1, null));
    }

    @Test
    void keepsLargeValues() {
        JobRecord first = created(job("a", "t", null, NOW));
        String large = "\"" + "x\uD83D\uDE80".repeat(1_000_000) + "\"";
        JobRecord done = first.change()
                .ended(JobState.FAILED, NOW, NOW)
                .error(new JobError("E", "m".repeat(100_000)))
                .cancelReason("r".repeat(10_000))
                .result(large)
                .build();
        assertThat(store.replace(first, done)).isTrue();
        assertThat(store.find("a")).contains(done);
    }

    @Test
    void keepsTextThatADatabaseMightRefuse() {
        JobRecord first = created(job("a", "t", "o'Neil\\ \uD83D\uDE80", NOW));
        JobRecord odd = first.change()
                .ended(JobState.FAILED, NOW, NOW)
                .progress(new JobProgress(1, 2, "NUL \0, half a pair \uD83D, SUB \u001A", 0), 1)
                .error(new JobError("\0", "\uDE80\0"))
                .cancelReason("\0")
                .build();
        assertThat(store.replace(first, odd)).isTrue();
        assertThat(store.find("a")).contains(odd);
    }

    @Test
    void tellsANullResultFromNoResult() {
        JobRecord done = ended(created(job("a", "t", null, NOW)), JobState.SUCCEEDED, NOW, Duration.ofMinutes(5));
        JobRecord withNull = done.change().result("null").build();
        assertThat(store.replace(done, withNull)).isTrue();
        assertThat(store.find("a").map(JobRecord::result)).contains("null");

        assertThat(store.replace(withNull, withNull.change().result(null).build()))
                .isTrue();
        assertThat(store.find("a").map(JobRecord::result)).isEmpty();
    }

    @Test
    void refusesAnIdThatIsTaken() {
        JobRecord first = created(job("a", "import", "ann", NOW));
        assertThat(store.create(job("a", "other", "bob", NOW.plusSeconds(1)))).isFalse();
        assertThat(store.find("a")).contains(first);
        assertThat(store.find("A")).as("ids are case-sensitive").isEmpty();
    }

    @Test
    void refusesARecordOfAnotherRevision() {
        JobRecord first = created(job("a", "import", "ann", NOW));
        JobRecord second = first.change().state(JobState.RUNNING).build();
        assertThat(store.replace(first, second)).isTrue();

        assertThat(store.replace(first, first.change().cancelReason("late").build()))
                .isFalse();
        assertThat(store.find("a")).contains(second);
    }

    @Test
    void whoHoldsARecordOfAJobThatIsGoneDoesNotChangeTheNextOneOfThatId() {
        JobRecord gone = created(job("a", "t", null, NOW));
        assertThat(store.delete("a")).isTrue();
        JobRecord next = gone.change().build().change().build();
        assertThat(store.create(next)).isTrue();

        assertThat(store.replace(gone, gone.change().cancelReason("late").build()))
                .isFalse();
        assertThat(store.find("a")).contains(next);
        assertThat(store.replace(next, next.change().cancelReason("mine").build()))
                .isTrue();
    }

    @Test
    void refusesWhatIsNotTheNextRevisionOfTheSameJob() {
        JobRecord a = created(job("a", "t", null, NOW));
        JobRecord b = created(job("b", "t", null, NOW));
        JobRecord later = a.change().build().change().build();
        assertThatIllegalArgumentException().isThrownBy(() -> store.replace(a, b));
        assertThatIllegalArgumentException().isThrownBy(() -> store.replace(a, a));
        assertThatIllegalArgumentException().isThrownBy(() -> store.replace(a, later));
        assertThat(store.find("a")).contains(a);
    }

    @Test
    void knowsNothingOfAJobThatNeverWasOrIsGone() {
        JobRecord never = job("a", "t", null, NOW);
        assertThat(store.find("a")).isEmpty();
        assertThat(store.delete("a")).isFalse();
        assertThat(store.replace(never, never.change().build())).isFalse();
        assertThat(store.find("a")).isEmpty();

        JobRecord gone = created(never);
        assertThat(store.delete("a")).isTrue();
        assertThat(store.delete("a")).isFalse();
        assertThat(store.replace(gone, gone.change().build())).isFalse();
        assertThat(store.list(JobQuery.all()).total()).isZero();
        assertThat(store.create(never)).as("the id is free again").isTrue();
    }

    @Test
    void ofManyWhoCreateOneIdExactlyOneSucceeds() throws Exception {
        for (int round = 0; round < 50; round++) {
            String id = "job-" + round;
            assertThat(Race.winners(THREADS, () -> store.create(job(id, "t", null, NOW))))
                    .isEqualTo(1);
        }
    }

    @Test
    void ofManyWhoReplaceOneRevisionExactlyOneSucceeds() throws Exception {
        JobRecord now = created(job("a", "t", null, NOW));
        for (int round = 0; round < 50; round++) {
            JobRecord expected = now;
            JobRecord next = now.change().attempt(round + 1, NOW).build();
            assertThat(Race.winners(THREADS, () -> store.replace(expected, next)))
                    .isEqualTo(1);
            now = next;
        }
        assertThat(store.find("a")).contains(now);
    }

    @Test
    void ofManyWhoDeleteAJobExactlyOneSucceeds() throws Exception {
        for (int round = 0; round < 50; round++) {
            created(job("a", "t", null, NOW));
            assertThat(Race.winners(THREADS, () -> store.delete("a"))).isEqualTo(1);
        }
    }

    @Test
    void listsNewestFirstPageByPage() {
        for (int i = 0; i < 7; i++) {
            created(job("job-" + i, "t", null, NOW.plusMillis(i / 2)));
        }
        assertThat(ids(query(Set.of(), null, null, null, 0, 3))).containsExactly("job-6", "job-4", "job-5");
        assertThat(ids(query(Set.of(), null, null, null, 2, 3))).containsExactly("job-1");
        JobRecords behind = store.list(query(Set.of(), null, null, null, 3, 3));
        assertThat(behind.records()).isEmpty();
        assertThat(behind.total()).isEqualTo(7);
        assertThat(store.list(query(Set.of(), null, null, null, Integer.MAX_VALUE, 500))
                        .records())
                .isEmpty();
    }

    @Test
    void findsByStateTypeOwnerAndText() {
        created(job("a1", "import", "Ann", NOW));
        created(job("a2", "export", "bob", NOW.plusSeconds(1)));
        JobRecord c = created(job("c3_%", "import", null, NOW.plusSeconds(2)));
        ended(c, JobState.CANCELLED, NOW.plusSeconds(3), Duration.ofMinutes(5));

        assertThat(ids(query(Set.of(JobState.QUEUED), null, null, null, 0, 9))).containsExactly("a2", "a1");
        assertThat(ids(query(Set.of(JobState.CANCELLED, JobState.LOST), null, null, null, 0, 9)))
                .containsExactly("c3_%");
        assertThat(ids(query(Set.of(), "import", null, null, 0, 9))).containsExactly("c3_%", "a1");
        assertThat(ids(query(Set.of(), "IMPORT", null, null, 0, 9))).isEmpty();
        assertThat(ids(query(Set.of(), null, "Ann", null, 0, 9))).containsExactly("a1");
        assertThat(ids(query(Set.of(), null, null, "ANN", 0, 9))).containsExactly("a1");
        assertThat(ids(query(Set.of(), null, null, "port", 0, 9))).containsExactly("c3_%", "a2", "a1");
        assertThat(ids(query(Set.of(), null, null, "_%", 0, 9)))
                .as("no wildcards")
                .containsExactly("c3_%");
        assertThat(ids(query(Set.of(), "import", "Ann", "zzz", 0, 9))).isEmpty();
    }

    @Test
    void countsEveryState() {
        assertThat(store.counts())
                .hasSize(JobState.values().length)
                .allSatisfy((state, count) -> assertThat(count).isZero());
        JobRecord a = created(job("a", "t", null, NOW));
        JobRecord b = created(job("b", "t", null, NOW));
        created(job("c", "t", null, NOW));
        ended(a, JobState.FAILED, NOW, Duration.ZERO);
        ended(b, JobState.FAILED, NOW, Duration.ZERO);
        store.delete("b");
        assertThat(store.counts()).containsAllEntriesOf(Map.of(JobState.QUEUED, 1L, JobState.FAILED, 1L));
        assertThat(store.counts().values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(2);
    }

    @Test
    void findsExpiredJobsTheOneThatExpiredFirstFirst() {
        ended(created(job("late", "t", null, NOW)), JobState.SUCCEEDED, NOW, Duration.ofMinutes(2));
        ended(created(job("soon", "t", null, NOW)), JobState.SUCCEEDED, NOW.plusSeconds(9), Duration.ofSeconds(1));
        created(job("open", "t", null, NOW.minusSeconds(9999)));

        assertThat(store.expired(NOW.plusSeconds(9), 9)).isEmpty();
        assertThat(store.expired(NOW.plusSeconds(10), 9)).containsExactly("soon");
        assertThat(store.expired(NOW.plusSeconds(120), 9)).containsExactly("soon", "late");
        assertThat(store.expired(Instant.MAX, 1)).containsExactly("soon");
        assertThat(store.expired(Instant.MAX, 9)).containsExactly("soon", "late");
    }

    @Test
    void findsJobsThatEndedLongAgoWhateverTheirExpiry() {
        ended(created(job("old", "t", null, NOW)), JobState.FAILED, NOW, Duration.ofDays(300));
        JobRecord recent =
                ended(created(job("new", "t", null, NOW)), JobState.SUCCEEDED, NOW.plusSeconds(9), Duration.ZERO);
        created(job("open", "t", null, NOW.minusSeconds(9999)));

        assertThat(store.endedBefore(NOW.minusMillis(1), 9)).isEmpty();
        assertThat(store.countEndedBefore(NOW.minusMillis(1))).isZero();
        assertThat(store.countEndedBefore(NOW)).isEqualTo(1);
        assertThat(store.countEndedBefore(Instant.MAX)).isEqualTo(2);
        assertThat(store.endedBefore(NOW, 9)).containsExactly("old");
        assertThat(store.endedBefore(NOW.plusSeconds(9), 9)).containsExactly("old", "new");
        assertThat(store.endedBefore(NOW.plusSeconds(9), 1)).containsExactly("old");

        store.replace(recent, recent.change().result(null).build());
        store.delete("old");
        assertThat(store.endedBefore(Instant.MAX, 9)).containsExactly("new");
        assertThat(store.expired(Instant.MAX, 9)).containsExactly("new");
    }

    private static JobRecord job(String id, String type, String owner, Instant created) {
        return JobRecord.queued(id, type, owner, created);
    }

    private JobRecord created(JobRecord first) {
        assertThat(store.create(first)).isTrue();
        return first;
    }

    private JobRecord ended(JobRecord from, JobState state, Instant when, Duration ttl) {
        JobRecord ended = from.change().ended(state, when, when.plus(ttl)).build();
        assertThat(store.replace(from, ended)).isTrue();
        return ended;
    }

    private static JobQuery query(Set<JobState> states, String type, String owner, String text, int page, int size) {
        return new JobQuery(states, type, owner, text, page, size);
    }

    private List<String> ids(JobQuery query) {
        return store.list(query).records().stream().map(JobRecord::id).toList();
    }
}
