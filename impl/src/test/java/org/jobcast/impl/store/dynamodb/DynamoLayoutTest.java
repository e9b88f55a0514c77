package org.jobcast.impl.store.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.jobcast.spi.AppendOutcome.FENCED;
import static org.jobcast.spi.AppendOutcome.STORED;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jobcast.job.JobState;
import org.jobcast.spi.Assignment;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.LogSlice;
import org.jobcast.spi.Segment;
import org.jobcast.spi.Signal;
import org.jobcast.spi.Store;
import org.jobcast.test.DynamoServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is in the table: keys, times to live, sizes; what is left when something was deleted. */
class DynamoLayoutTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final String endpoint = DynamoServer.shared().endpoint();
    private final String table = DynamoServer.newTable();
    private final TestDynamo dynamo = new TestDynamo(endpoint, table);
    private final Store store = TestDynamo.open(endpoint, table);

    @AfterEach
    void close() {
        store.close();
        dynamo.close();
    }

    private static Segment segment(long first, long last) {
        return new Segment("job x", 1, first, last, (first + ".." + last).getBytes(StandardCharsets.UTF_8), false);
    }

    private List<String> sortKeys(String pk) {
        return dynamo.items(pk).stream().map(item -> item.text(Names.SK)).toList();
    }

    @Test
    void fiveHundredEventsAreItemsInTheirOrderThatAnotherNodeReads() {
        store.events().open("job x", 1, 7);
        List<Segment> written = new ArrayList<>();
        for (int first = 1; first <= 500; first += 10) {
            written.add(segment(first, first + 9));
            assertThat(store.events().append(written.get(written.size() - 1))).isEqualTo(STORED);
        }
        try (Store other = TestDynamo.open(endpoint, table, "schema", "validate")) {
            LogSlice slice = other.events().read("job x", 0, Integer.MAX_VALUE).orElseThrow();
            assertThat(slice.segments()).containsExactlyElementsOf(written);
            assertThat(slice.head().last()).isEqualTo(500);
            assertThat(other.events().read("job x", 255, 1).orElseThrow().segments())
                    .as("the segment that holds the event")
                    .containsExactly(segment(251, 260));
        }
        List<String> expected = Stream.concat(
                        Stream.of("HEAD"), IntStream.range(0, 50).mapToObj(i -> String.format("LOG#%012d", 10 * i + 1)))
                .toList();
        assertThat(sortKeys("job x")).containsExactlyElementsOf(expected);
        long week = Instant.now().plus(Duration.ofDays(7)).getEpochSecond();
        assertThat(dynamo.items("job x"))
                .filteredOn(item -> item.text(Names.SK).startsWith(Names.OF_LOG))
                .allSatisfy(item -> assertThat(item.number(Names.TTL)).isCloseTo(week, within(300L)));
    }

    @Test
    void theHeadOfALogOutlivesItsEventsSoThatASilentJobMayGoOn() {
        Assignment assignment = Assignment.none().to("n");
        store.jobs().create(JobRecord.queued("x", "t", null, NOW, "i".repeat(5000), assignment));
        assertThat(store.steps().put("x", "step", new byte[9], 1)).isTrue();
        store.signals().send("x", "s", "1", 9);
        store.events().open("job x", 1, 7);
        store.events().append(List.of(segment(1, 3), new Segment("job x", 1, 4, 5, new byte[1 << 20], false)));
        dynamo.expire();
        assertThat(sortKeys("job x"))
                .filteredOn(key -> !key.startsWith(Names.JOB_PARTS))
                .containsExactly("HEAD", "JOB", "JOB#SIGNAL#000000000001", "JOB#SIGNALS", "JOB#STEP#step");
        try (Store other = TestDynamo.open(endpoint, table)) {
            assertThat(other.events().read("job x", 0, 9999).orElseThrow().segments())
                    .isEmpty();
        }
        assertThat(store.events().append(segment(6, 6))).isEqualTo(STORED);
        assertThat(firsts(0)).containsExactly(6L);
    }

    @Test
    void whatIsKeptForEverSaysNothingOfItsTime() {
        try (Store keeper = TestDynamo.open(endpoint, table, "ttl-days", "0")) {
            keeper.events().open("job x", 1, 7);
            keeper.events().append(segment(1, 1));
            assertThat(dynamo.items("job x")).hasSize(2).noneMatch(item -> item.has(Names.TTL));
        }
    }

    @Test
    void aSecondWriterOfAJobIsRefused() {
        assertThat(store.jobs().create(JobRecord.queued("x", "t", null, NOW))).isTrue();
        assertThat(store.jobs().create(JobRecord.queued("x", "t", null, NOW))).isFalse();
        try (Store other = TestDynamo.open(endpoint, table)) {
            store.events().open("job x", 1, 7);
            assertThat(other.events().open("job x", 2, 7)).isPresent();
            assertThat(store.events().append(segment(1, 1))).isEqualTo(FENCED);
            assertThat(store.events().open("job x", 1, 7)).isEmpty();
        }
        assertThat(sortKeys("job x")).containsExactly("HEAD", "JOB");
    }

    @Test
    void whatIsTooLargeForAnItemIsSplitAndGoesWithItsLog() {
        byte[] large = new byte[3 << 20];
        new Random(1).nextBytes(large);
        store.events().open("job x", 1, 7);
        store.events().append(segment(1, 1));
        store.events().append(new Segment("job x", 1, 2, 2, large, false));
        store.events().append(segment(3, 3));
        List<Item> parts = dynamo.items("job x").stream()
                .filter(item -> item.text(Names.SK).startsWith("LOG#PART#"))
                .toList();
        assertThat(parts).hasSize(9).allMatch(item -> item.has(Names.TTL));
        assertThat(store.events()
                        .read("job x", 0, Integer.MAX_VALUE)
                        .orElseThrow()
                        .segments())
                .extracting(Segment::first)
                .containsExactly(1L, 2L, 3L);
        store.events().trim("job x", 3);
        assertThat(sortKeys("job x")).containsExactly("HEAD", "LOG#000000000003");
        store.events().append(new Segment("job x", 1, 4, 4, large, false));
        assertThat(store.events().delete("job x")).isTrue();
        assertThat(dynamo.items("job x")).isEmpty();
    }

    @Test
    void segmentsWhoseTimeIsOverAreTakenForTrimmed() {
        store.events().open("job x", 1, 7);
        for (int i = 1; i <= 9; i++) {
            store.events().append(segment(i, i));
        }
        dynamo.delete(new Key("job x", "LOG#000000000002"));
        dynamo.delete(new Key("job x", "LOG#000000000003"));
        assertThat(firsts(0)).as("up to the hole").containsExactly(1L);
        LogSlice behind = store.events().read("job x", 1, Integer.MAX_VALUE).orElseThrow();
        assertThat(behind.head().first()).isEqualTo(4);
        assertThat(behind.segments()).extracting(Segment::first).containsExactly(4L, 5L, 6L, 7L, 8L, 9L);
        for (int i = 4; i <= 9; i++) {
            dynamo.delete(new Key("job x", String.format("LOG#%012d", i)));
        }
        LogSlice nothing = store.events().read("job x", 1, Integer.MAX_VALUE).orElseThrow();
        assertThat(nothing.head().first()).isEqualTo(10);
        assertThat(nothing.segments()).isEmpty();
        assertThat(store.events().append(segment(10, 10))).isEqualTo(STORED);
        assertThat(firsts(1)).containsExactly(10L);
    }

    private List<Long> firsts(long after) {
        return store.events().read("job x", after, Integer.MAX_VALUE).orElseThrow().segments().stream()
                .map(Segment::first)
                .toList();
    }

    @Test
    void nothingIsLeftOfAJob() {
        JobRecord job = JobRecord.queued(
                "x", "t", "o", NOW, "i".repeat(400_000), Assignment.none().to("n"));
        assertThat(store.jobs().create(job)).isTrue();
        JobRecord first = job.change().result("r".repeat(400_000)).build();
        JobRecord second = first.change().result("s".repeat(800_000)).build();
        assertThat(store.jobs().replace(job, first)).isTrue();
        assertThat(store.jobs().replace(first, second)).isTrue();
        assertThat(store.jobs().find("x")).contains(second);
        store.steps().put("x", "step", new byte[1 << 20], 1);
        store.steps().put("x", "step", new byte[2 << 20], 1);
        store.signals().send("x", "s", "p".repeat(1 << 20), 9);
        assertThat(sortKeys("job x").stream().filter(key -> key.startsWith("JOB#PART#")))
                .as("2 of the input, 3 of the result, 6 of the step, 3 of the signal; none of what was replaced")
                .hasSize(2 + 3 + 6 + 3);
        assertThat(store.jobs().delete("x")).isTrue();
        assertThat(dynamo.items("job x")).isEmpty();
    }

    @Test
    void whatACrashLeftOfADeletedJobIsNotItsSuccessors() {
        JobRecord job =
                JobRecord.queued("x", "t", "o", NOW, null, Assignment.none().to("n"));
        store.jobs().create(job);
        store.steps().put("x", "step", new byte[9], 1);
        store.signals().send("x", "s", "1", 9);
        store.events().open("job x", 1, 7);
        store.events().append(List.of(segment(1, 3), segment(4, 5), segment(6, 9)));
        dynamo.delete(Names.job("x"));
        dynamo.delete(Names.head("job x"));

        store.jobs().create(job);
        assertThat(store.steps().get("x", "step")).isEmpty();
        assertThat(store.signals().last(List.of("x"))).isEmpty();
        assertThat(store.signals().read("x", 0, 9)).isEmpty();
        assertThat(store.signals().send("x", "t", "2", 9)).isEqualTo(1);
        assertThat(store.signals().read("x", 0, 9)).containsExactly(new Signal(1, "t", "2"));
        store.events().open("job x", 1, 8);
        assertThat(store.events().append(List.of(segment(1, 5), segment(6, 6)))).containsOnly(STORED);
        assertThat(store.events().read("job x", 0, 9999).orElseThrow().segments())
                .containsExactly(segment(1, 5), segment(6, 6));
        assertThat(store.events().read("job x", 3, 9999).orElseThrow().segments())
                .containsExactly(segment(1, 5), segment(6, 6));
    }

    @Test
    void namesAreKeptHoweverLongTheirEncodingIs() {
        String halves = "\uD83D".repeat(255);
        JobRecord job = JobRecord.queued(
                halves, halves, halves, NOW, null, Assignment.none().to(halves));
        assertThat(store.jobs().create(job)).isTrue();
        assertThat(store.jobs().find(halves)).contains(job);
        assertThat(store.steps().put(halves, halves, new byte[1], 1)).isTrue();
        assertThat(store.steps().get(halves, halves)).contains(new byte[1]);
        assertThat(store.signals().send(halves, halves, halves, 9)).isEqualTo(1);
        assertThat(store.signals().read(halves, 0, 9)).containsExactly(new Signal(1, halves, halves));
        assertThat(store.nodes().join(halves, Duration.ofMinutes(1))).isTrue();
        assertThat(store.events().open(halves, 1, 1)).isPresent();
    }

    @Test
    void anEmptyTypeOrOwnerIsOneLikeAnyOther() {
        JobRecord job = JobRecord.queued("x", "", "", NOW);
        assertThat(store.jobs().create(job)).isTrue();
        JobRecord ended =
                job.change().ended(JobState.SUCCEEDED, NOW, NOW).result("").build();
        assertThat(store.jobs().replace(job, ended)).isTrue();
        assertThat(store.jobs().find("x")).contains(ended);
    }
}
