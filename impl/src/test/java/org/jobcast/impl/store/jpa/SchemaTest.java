package org.jobcast.impl.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jobcast.job.JobQuery;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.Store;
import org.jobcast.test.PostgresServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SchemaTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    enum Kind {
        H2 {
            @Override
            String newDatabase() {
                return "jdbc:h2:mem:schema-" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
            }
        },
        POSTGRESQL {
            @Override
            String newDatabase() {
                return PostgresServer.shared().newDatabase();
            }
        };

        abstract String newDatabase();
    }

    @ParameterizedTest
    @EnumSource
    void whatWasCreatedOnceIsUsedAgain(Kind kind) {
        Map<String, String> settings = settings(kind);
        try (Store store = open(settings)) {
            store.jobs().create(JobRecord.queued("a", "t", null, NOW));
        }
        settings.put("jobcast.jpa.schema", "validate");
        try (Store store = open(settings)) {
            assertThat(store.jobs().find("a")).isPresent();
        }
        settings.put("jobcast.jpa.schema", "none");
        try (Store store = open(settings)) {
            assertThat(store.jobs().list(JobQuery.all()).total()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void tablesThatAreMissingAreNamedWithTheirScript(Kind kind) {
        Map<String, String> settings = settings(kind);
        settings.put("jobcast.jpa.schema", "validate");
        assertThatIllegalStateException()
                .isThrownBy(() -> open(settings))
                .withMessageContaining(
                        "org/jobcast/impl/store/jpa/" + kind.name().toLowerCase(Locale.ROOT) + ".sql")
                .withMessageContaining("jobcast.jpa.schema=create");
    }

    @ParameterizedTest
    @EnumSource
    void tablesOfANewerVersionAreRefused(Kind kind) {
        Map<String, String> settings = settings(kind);
        open(settings).close();
        TestDatabase database = new TestDatabase(settings);
        database.execute("UPDATE jobcast_schema SET version = 99");
        for (String mode : List.of("create", "validate")) {
            settings.put("jobcast.jpa.schema", mode);
            assertThatIllegalStateException()
                    .isThrownBy(() -> open(settings))
                    .withMessageContaining("version 99")
                    .withMessageContaining("newer");
        }
        assertThat(database.query("SELECT version FROM jobcast_schema")).containsExactly("99");
    }

    @ParameterizedTest
    @EnumSource
    void nodesThatBeginAtOnceOnAnEmptyDatabaseAllWork(Kind kind) throws Exception {
        Map<String, String> settings = settings(kind);
        int nodes = 4;
        CyclicBarrier start = new CyclicBarrier(nodes);
        ExecutorService threads = Executors.newFixedThreadPool(nodes);
        try {
            List<Future<Boolean>> created = new ArrayList<>();
            for (int i = 0; i < nodes; i++) {
                String id = "job-" + i;
                created.add(threads.submit(() -> {
                    start.await();
                    try (Store store = open(settings)) {
                        return store.jobs().create(JobRecord.queued(id, "t", null, NOW));
                    }
                }));
            }
            for (Future<Boolean> each : created) {
                assertThat(each.get()).isTrue();
            }
        } finally {
            threads.shutdown();
        }
        TestDatabase database = new TestDatabase(settings);
        assertThat(database.query("SELECT version FROM jobcast_schema")).containsExactly("1");
        assertThat(database.query("SELECT id FROM jobcast_job")).hasSize(nodes);
    }

    @Test
    void aDatabaseThatCannotBeReachedIsAClearRefusal() {
        Map<String, String> settings = new HashMap<>(Map.of("jobcast.jpa.url", "jdbc:postgresql://127.0.0.1:1/none"));
        assertThatIllegalStateException().isThrownBy(() -> open(settings)).withMessageContaining("cannot be reached");
        settings.put("jobcast.jpa.url", "jdbc:nosuch:secret@host/db");
        assertThatIllegalStateException()
                .isThrownBy(() -> open(settings))
                .withMessageContaining("jdbc:nosuch")
                .withMessageNotContaining("secret");
    }

    @Test
    void aProviderThatIsNotThereIsNamedWithThoseThatAre() {
        Map<String, String> settings = settings(Kind.H2);
        settings.put("jobcast.jpa.provider", "org.example.Nope");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open(settings))
                .withMessageContaining("org.example.Nope")
                .withMessageContaining(JpaStoreContract.HIBERNATE)
                .withMessageContaining(JpaStoreContract.ECLIPSELINK);
    }

    private static Map<String, String> settings(Kind kind) {
        return new HashMap<>(Map.of("jobcast.jpa.url", kind.newDatabase(), "jobcast.jpa.connections", "2"));
    }

    private static Store open(Map<String, String> settings) {
        return new JpaStoreProvider().open(TestDatabase.context(settings));
    }

    @ParameterizedTest
    @EnumSource
    void aTableThatIsMissingIsNamed(Kind kind) {
        Map<String, String> settings = settings(kind);
        open(settings).close();
        new TestDatabase(settings).execute("DROP TABLE jobcast_signal");
        for (String mode : List.of("create", "validate")) {
            settings.put("jobcast.jpa.schema", mode);
            assertThatIllegalStateException().isThrownBy(() -> open(settings)).withMessageContaining("jobcast_signal");
        }
    }
}
