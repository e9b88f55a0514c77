package org.jobcast.impl.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jobcast.job.JobQuery;
import org.jobcast.job.JobState;
import org.jobcast.spi.Store;
import org.jobcast.test.PostgresServer;
import org.junit.jupiter.api.Test;

/** With 10,000 jobs in the store, what is asked for again and again reads an index and not the table. The plans are printed. */
class JobIndexTest {
    private static final int JOBS = 10_000;
    private static final Map<String, String> INDEXES = indexes();

    private static Map<String, String> indexes() {
        String page = " ORDER BY created DESC, id FETCH FIRST 50 ROWS ONLY";
        Map<String, String> indexes = new LinkedHashMap<>();
        indexes.put("SELECT * FROM jobcast_job" + page, "jobcast_job_created");
        indexes.put("SELECT * FROM jobcast_job WHERE state = 'FAILED'" + page, "jobcast_job_state");
        indexes.put("SELECT * FROM jobcast_job WHERE job_type = 'type-7'" + page, "jobcast_job_type");
        indexes.put("SELECT * FROM jobcast_job WHERE owner_name = 'owner-7'" + page, "jobcast_job_owner");
        indexes.put(
                "SELECT id FROM jobcast_job WHERE expires <= 5000 ORDER BY expires, id FETCH FIRST 50 ROWS ONLY",
                "jobcast_job_expires");
        indexes.put(
                "SELECT id FROM jobcast_job WHERE ended <= 5000 ORDER BY ended, id FETCH FIRST 50 ROWS ONLY",
                "jobcast_job_ended");
        indexes.put(
                "SELECT id FROM jobcast_job WHERE claimable BETWEEN " + Long.MIN_VALUE + " AND 5000",
                "jobcast_job_claimable");
        indexes.put("SELECT id FROM jobcast_job WHERE node >= '' ORDER BY created, id", "jobcast_job_node");
        indexes.put("SELECT id FROM jobcast_job WHERE node = 'node-1'", "jobcast_job_node");
        return indexes;
    }

    @Test
    void postgresqlUsesTheIndexes() {
        Map<String, String> settings =
                Map.of("jobcast.jpa.url", PostgresServer.shared().newDatabase());
        fillAndCheck(settings, "generate_series(1, " + JOBS + ") AS s(x)", "ANALYZE jobcast_job", "seq scan");
    }

    @Test
    void h2UsesTheIndexes() {
        Map<String, String> settings = Map.of("jobcast.jpa.url", "jdbc:h2:mem:plan;DB_CLOSE_DELAY=-1");
        fillAndCheck(settings, "SYSTEM_RANGE(1, " + JOBS + ")", "ANALYZE", "tablescan");
    }

    private static void fillAndCheck(Map<String, String> settings, String numbers, String analyze, String scan) {
        try (Store store = new JpaStoreProvider().open(TestDatabase.context(settings))) {
            TestDatabase database = new TestDatabase(settings);
            // One job in ten has ended, one in a hundred is owned, one in a hundred is to be claimed.
            database.execute(
                    "INSERT INTO jobcast_job (id, job_type, owner_name, state, created, ended, expires, attempt, node, fence,"
                            + " claimable, last_event, revision, search_text) SELECT 'job-' || x, 'type-' || MOD(x, 100),"
                            + " 'owner-' || MOD(x, 1000), CASE WHEN MOD(x, 10) = 0 THEN 'FAILED' ELSE 'QUEUED' END, x,"
                            + " CASE WHEN MOD(x, 10) = 0 THEN x END, CASE WHEN MOD(x, 10) = 0 THEN x END, 0,"
                            + " CASE WHEN MOD(x, 100) = 1 THEN 'node-' || MOD(x, 7) END, 1,"
                            + " CASE WHEN MOD(x, 100) = 2 THEN x END, 0, 1, 'job-' || x FROM " + numbers,
                    analyze);
            INDEXES.forEach((query, index) -> check(database, query, index, scan));
            time(store, new JobQuery(Set.of(), null, null, null, 0, 50));
            time(store, new JobQuery(Set.of(JobState.FAILED), null, null, null, 3, 50));
            time(store, new JobQuery(Set.of(), "type-7", null, null, 0, 50));
            time(store, new JobQuery(Set.of(), null, "owner-7", null, 0, 50));
            time(store, new JobQuery(Set.of(), null, null, "B-77", 0, 50));
        }
    }

    private static void check(TestDatabase database, String query, String index, String scan) {
        List<String> plan = database.query("EXPLAIN " + query);
        System.out.println(query + "\n    " + String.join("\n", plan).replace("\n", "\n    "));
        assertThat(String.join("\n", plan).toLowerCase(Locale.ROOT))
                .as(query)
                .contains(index)
                .doesNotContain(scan);
    }

    /** Printed, not judged: a time says little on a shared machine. */
    private static void time(Store store, JobQuery query) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            long begin = System.nanoTime();
            assertThat(store.jobs().list(query).records()).isNotEmpty();
            least = Math.min(least, System.nanoTime() - begin);
        }
        System.out.printf(Locale.ROOT, "listed %s in %.1f ms%n", query, least / 1e6);
    }
}
