package org.jobcast.impl.store.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import org.jobcast.spi.Assignment;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.Store;
import org.jobcast.test.DynamoServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How long a dead node is remembered: until nothing is its own any more, and not for ever after that. */
class DynamoDeadNodesTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Duration LEASE = Duration.ofMinutes(10);

    private final String endpoint = DynamoServer.shared().endpoint();
    private final String table = DynamoServer.newTable();
    private final TestDynamo dynamo = new TestDynamo(endpoint, table);
    private final Store store = TestDynamo.open(endpoint, table);

    @AfterEach
    void close() {
        store.close();
        dynamo.close();
    }

    private void create(String id, String node) {
        Assignment assignment = Assignment.none().to(node);
        assertThat(store.jobs().create(JobRecord.queued(id, "t", null, NOW, null, assignment)))
                .isTrue();
    }

    private List<String> nodes() {
        return dynamo.items(Names.NODES).stream()
                .map(item -> item.text(NodeItem.ID))
                .toList();
    }

    /** The cluster is off for that long; DynamoDB is not. */
    private void letPass(Duration time) {
        for (Item item : dynamo.items(Names.NODES)) {
            Long died = item.numberOrNull(NodeItem.DIED);
            if (died != null) {
                Item earlier = new Item(new HashMap<>(item.attributes()));
                dynamo.put(earlier.with(NodeItem.DIED, died - time.toSeconds()));
            }
        }
        dynamo.expire();
    }

    @Test
    void whoeverComesBackAfterAWeekendTakesOverWhatNobodyHasTakenBefore() {
        store.nodes().join("dead", LEASE);
        create("job", "dead");
        store.nodes().leave("dead");
        letPass(Duration.ofDays(3));
        store.nodes().join("heir", LEASE);
        assertThat(store.nodes().claim("heir", 9)).extracting(JobRecord::id).containsExactly("job");
        assertThat(Objects.requireNonNull(
                        store.jobs().find("job").orElseThrow().assignment().node()))
                .isEqualTo("heir");
    }

    @Test
    void whatADeadNodeHasCreatedWithoutKnowingIsFoundForADay() {
        store.nodes().join("dead", LEASE);
        store.nodes().leave("dead");
        store.nodes().join("heir", LEASE);
        assertThat(store.nodes().claim("heir", 9)).isEmpty();
        letPass(Duration.ofHours(23));
        try (Store next = TestDynamo.open(endpoint, table)) {
            assertThat(next.nodes().claim("heir", 9)).isEmpty();
            assertThat(nodes()).containsExactly("dead", "heir");
        }
        create("late", "dead");
        try (Store next = TestDynamo.open(endpoint, table)) {
            assertThat(next.nodes().claim("heir", 9)).extracting(JobRecord::id).containsExactly("late");
        }
    }

    @Test
    void afterADayANodeThatOwnsNothingIsForgottenThoughTheTableHasNoTimeToLive() {
        store.nodes().join("dead", LEASE);
        create("job", "dead");
        store.nodes().leave("dead");
        letPass(Duration.ofHours(25));
        store.nodes().join("heir", LEASE);
        assertThat(store.nodes().claim("heir", 9)).hasSize(1);
        assertThat(nodes()).as("it owned something a moment ago").containsExactly("dead", "heir");
        assertThat(store.nodes().claim("heir", 9)).isEmpty();
        assertThat(nodes()).containsExactly("heir");
        assertThat(store.nodes().beat("dead", LEASE)).isFalse();
    }
}
