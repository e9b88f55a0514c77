package org.jobcast.impl.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.h2.jdbcx.JdbcDataSource;
import org.jobcast.spi.AppendOutcome;
import org.jobcast.spi.Assignment;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.Segment;
import org.jobcast.spi.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerDataSourceTest {
    private static final String NAME = "java:comp/env/jdbc/jobs";
    private static final Duration TTL = Duration.ofMinutes(1);
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final ServerDataSource server = new ServerDataSource(h2());

    private static JdbcDataSource h2() {
        JdbcDataSource h2 = new JdbcDataSource();
        h2.setURL("jdbc:h2:mem:server-" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        return h2;
    }

    private Store open(String provider) throws Exception {
        try (AutoCloseable bound = TestNaming.bind(NAME, server.proxy())) {
            assertThat(bound).isNotNull();
            return new JpaStoreProvider()
                    .open(TestDatabase.context(
                            Map.of("jobcast.jpa.data-source", NAME, "jobcast.jpa.provider", provider)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {JpaStoreContract.HIBERNATE, JpaStoreContract.ECLIPSELINK})
    void aTransactionOfTheCallerIsNotJoined(String provider) throws Exception {
        try (Store store = open(provider)) {
            server.jta(true);
            assertThat(store.jobs().create(JobRecord.queued("a", "t", null, NOW)))
                    .isTrue();
            store.events().open("a", 1, 1);
            assertThat(store.events().append(new Segment("a", 1, 1, 1, new byte[] {1}, true)))
                    .isEqualTo(AppendOutcome.STORED);
            server.jta(false);
            assertThat(store.events().head("a").orElseThrow().ended()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {JpaStoreContract.HIBERNATE, JpaStoreContract.ECLIPSELINK})
    void aHeartbeatIsOneStatementWhateverTheNodeOwns(String provider) throws Exception {
        try (Store store = open(provider)) {
            store.nodes().join("node", TTL);
            for (int i = 0; i < 100; i++) {
                store.jobs()
                        .create(JobRecord.queued(
                                "job-" + i,
                                "t",
                                null,
                                NOW,
                                null,
                                Assignment.none().to("node")));
            }
            server.statements();
            assertThat(store.nodes().beat("node", TTL)).isTrue();
            assertThat(server.statements()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {JpaStoreContract.HIBERNATE, JpaStoreContract.ECLIPSELINK})
    void theHeadsOfManyLogsAreOneStatement(String provider) throws Exception {
        try (Store store = open(provider)) {
            List<String> names =
                    IntStream.range(0, 500).mapToObj(i -> "log-" + i).toList();
            names.subList(0, 9).forEach(name -> store.events().open(name, 1, 1));
            server.statements();
            assertThat(store.events().heads(names)).hasSize(9);
            assertThat(server.statements()).hasSize(1);
        }
    }

    @Test
    void aNameThatTheServerDoesNotKnowIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new JpaStoreProvider()
                        .open(TestDatabase.context(Map.of("jobcast.jpa.data-source", "java:comp/nope"))))
                .withMessageContaining("java:comp/nope");
    }
}
