package org.jobcast.impl.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jobcast.spi.AppendOutcome.DUPLICATE;
import static org.jobcast.spi.AppendOutcome.FENCED;
import static org.jobcast.spi.AppendOutcome.STORED;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.LogHead;
import org.jobcast.spi.Segment;
import org.jobcast.spi.Store;
import org.jobcast.test.PostgresServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresOutageTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @ParameterizedTest
    @ValueSource(strings = {JpaStoreContract.HIBERNATE, JpaStoreContract.ECLIPSELINK})
    void afterARestartOfTheDatabaseTheSameSegmentsAreSentAgain(String provider) {
        try (PostgresServer server = PostgresServer.start();
                Store store = open(Map.of(
                        "jobcast.jpa.url",
                        server.newDatabase(),
                        "jobcast.jpa.provider",
                        provider,
                        "jobcast.jpa.connections",
                        "2"))) {
            store.events().open("a", 1, 7);
            Segment first = segment(1);
            Segment second = segment(2);
            assertThat(store.events().append(first)).isEqualTo(STORED);
            server.stop();
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> store.events().append(List.of(first, second)))
                        .isInstanceOf(RuntimeException.class)
                        .hasMessageNotContaining("payload");
            }
            server.start("on");
            assertThat(store.events().append(List.of(first, second))).containsExactly(DUPLICATE, STORED);
            assertThat(store.jobs().create(JobRecord.queued("a", "t", null, NOW)))
                    .isTrue();
            assertThat(store.events().head("a")).contains(new LogHead("a", 7, 1, 1, 2, false));
        }
    }

    @Test
    void aNodePausedInTheMiddleOfATransactionDoesNotHoldUpItsSuccessor() throws Exception {
        Map<String, String> settings =
                Map.of("jobcast.jpa.url", PostgresServer.shared().newDatabase(), "jobcast.jpa.connections", "1");
        JpaSettings own = JpaSettings.of(TestDatabase.context(settings));
        try (Store store = open(settings);
                Database paused = Database.of(own, getClass().getClassLoader());
                Connection connection = paused.dataSource().getConnection()) {
            store.events().open("a", 1, 7);
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SELECT * FROM jobcast_log WHERE channel = 'a' FOR UPDATE");

                assertThat(store.events().open("a", 2, 7))
                        .as("it waits, but not for ever")
                        .isPresent();
                assertThatThrownBy(() -> statement.execute("UPDATE jobcast_log SET last_seq = 9"))
                        .isInstanceOf(SQLException.class);
            }
            assertThat(store.events().append(segment(1))).isEqualTo(FENCED);
        }
    }

    private static Segment segment(int number) {
        return new Segment("a", 1, number, number, "payload".getBytes(StandardCharsets.US_ASCII), false);
    }

    private static Store open(Map<String, String> settings) {
        return new JpaStoreProvider().open(TestDatabase.context(settings));
    }
}
