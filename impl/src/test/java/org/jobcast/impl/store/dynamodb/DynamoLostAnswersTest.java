package org.jobcast.impl.store.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jobcast.job.JobQuery;
import org.jobcast.job.JobState;
import org.jobcast.spi.Assignment;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.Store;
import org.jobcast.spi.StoreException;
import org.jobcast.test.DynamoProxy;
import org.jobcast.test.DynamoProxy.Fate;
import org.jobcast.test.DynamoServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The answer to a write is lost, and before the client library repeats it another node has gone on from it. */
class DynamoLostAnswersTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final String LARGE = "l".repeat(5000);
    private static final String LARGER = "m".repeat(800_000);

    private final String endpoint = DynamoServer.shared().endpoint();
    private final String table = DynamoServer.newTable();
    private final DynamoProxy proxy = new DynamoProxy(endpoint);
    private final Store store = TestDynamo.open(proxy.endpoint(), table);
    private final Store other = TestDynamo.open(endpoint, table);
    private final TestDynamo dynamo = new TestDynamo(endpoint, table);

    @AfterEach
    void close() {
        store.close();
        other.close();
        dynamo.close();
        proxy.close();
    }

    private static JobRecord job(String id, String input) {
        return JobRecord.queued(id, "t", "o", NOW, input, Assignment.from(NOW));
    }

    /** Loses the answer to the next request of a kind, and does something before it is sent again. */
    private AtomicInteger meanwhile(String kind, Runnable something) {
        AtomicInteger sent = new AtomicInteger();
        proxy.law((operation, number) -> {
            int which = operation.equals(kind) ? sent.incrementAndGet() : 0;
            if (which == 2) {
                something.run();
            }
            return which == 1 ? Fate.LOSE : Fate.PASS;
        });
        return sent;
    }

    private long parts(String id) {
        return dynamo.items("job " + id).stream()
                .filter(item -> item.text(Names.SK).startsWith(Names.JOB_PARTS))
                .count();
    }

    @Test
    void aNewJobThatAnotherNodeHasTakenMeanwhileKeepsItsInput() {
        JobRecord job = job("x", LARGE);
        JobRecord taken = job.change().assignment(job.assignment().to("other")).build();
        AtomicInteger sent = meanwhile(
                "PutItem", () -> assertThat(other.jobs().replace(job, taken)).isTrue());
        assertThat(store.jobs().create(job)).as("it was created").isTrue();
        assertThat(sent).hasValue(2);
        assertThat(store.jobs().find("x")).contains(taken);
        assertThat(parts("x")).isOne();
    }

    @Test
    void aNewJobOfAnIdThatIsTakenLeavesNothing() {
        assertThat(other.jobs().create(job("x", LARGE))).isTrue();
        assertThat(store.jobs().create(job("x", LARGER))).isFalse();
        assertThat(store.jobs().find("x")).contains(job("x", LARGE));
        assertThat(parts("x")).isOne();
    }

    @Test
    void aChangeThatAnotherNodeHasGoneOnFromIsDoneAndItsTextsStay() {
        JobRecord job = job("x", LARGE);
        JobRecord first = job.change().result(LARGER).cancelReason(LARGE).build();
        JobRecord second = first.change().cancelReason("never mind").build();
        store.jobs().create(job);
        AtomicInteger sent = meanwhile(
                "UpdateItem",
                () -> assertThat(other.jobs().replace(first, second)).isTrue());
        assertThat(store.jobs().replace(job, first)).as("it was done").isTrue();
        assertThat(sent).hasValue(2);
        assertThat(store.jobs().find("x")).contains(second);
        assertThat(parts("x")).as("one of the input, three of the result").isEqualTo(4);
    }

    @Test
    void aChangeThatSomebodyElseWasFasterWithLeavesNothing() {
        JobRecord job = job("x", LARGE);
        JobRecord others = job.change().result("o".repeat(5000)).build();
        store.jobs().create(job);
        proxy.law((operation, number) -> {
            if (operation.equals("UpdateItem")) {
                other.jobs().replace(job, others);
            }
            return Fate.PASS;
        });
        assertThat(store.jobs().replace(job, job.change().result(LARGER).build()))
                .isFalse();
        assertThat(store.jobs().find("x")).contains(others);
        assertThat(parts("x")).isEqualTo(2);
    }

    @Test
    void aJobThatCannotBeReadIsLeftOutOfWhatConcernsMany() {
        JobRecord broken = job("broken", LARGE);
        JobRecord whole = job("whole", LARGE);
        for (JobRecord job : List.of(broken, whole)) {
            assertThat(store.jobs().create(job)).isTrue();
        }
        losePart("broken");
        assertThatThrownBy(() -> store.jobs().find("broken"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("broken");
        assertThat(store.jobs().list(JobQuery.all()).records())
                .extracting(JobRecord::id)
                .containsExactly("whole");
        store.nodes().join("node", LEASE);
        assertThat(store.nodes().claim("node", 9)).extracting(JobRecord::id).containsExactly("whole");
        assertThat(store.jobs().counts()).containsAllEntriesOf(Map.of(JobState.QUEUED, 2L));
        assertThat(store.jobs().delete("broken")).isTrue();
        assertThat(store.jobs().find("broken")).isEmpty();
    }

    @Test
    void theReaperComesPastAJobThatCannotBeRead() {
        for (String id : List.of("broken", "whole")) {
            JobRecord job = job(id, LARGE);
            store.jobs().create(job);
            store.jobs()
                    .replace(
                            job,
                            job.change()
                                    .ended(JobState.SUCCEEDED, NOW, NOW)
                                    .assignment(Assignment.none())
                                    .build());
        }
        losePart("broken");
        assertThat(store.jobs().expired(NOW, 9)).containsExactlyInAnyOrder("broken", "whole");
        assertThatThrownBy(() -> store.jobs().find("broken")).isInstanceOf(StoreException.class);
        assertThat(store.jobs().expired(NOW, 1)).containsExactly("whole");
        assertThat(store.jobs().endedBefore(NOW, 9)).containsExactly("whole");
    }

    private void losePart(String id) {
        dynamo.items("job " + id).stream()
                .filter(item -> item.text(Names.SK).startsWith(Names.JOB_PARTS))
                .forEach(item -> dynamo.delete(item.key()));
    }
}
