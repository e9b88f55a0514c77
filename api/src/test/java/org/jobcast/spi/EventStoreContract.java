package org.jobcast.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jobcast.spi.AppendOutcome.DUPLICATE;
import static org.jobcast.spi.AppendOutcome.ENDED;
import static org.jobcast.spi.AppendOutcome.FENCED;
import static org.jobcast.spi.AppendOutcome.GAP;
import static org.jobcast.spi.AppendOutcome.GONE;
import static org.jobcast.spi.AppendOutcome.STORED;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link EventStore} has to do. A subclass per store gives an empty one for each test. */
public abstract class EventStoreContract {
    private static final int ALL = Integer.MAX_VALUE;

    private EventStore store;

    /**
     * Opens a store.
     *
     * @return a store without logs
     */
    protected abstract EventStore open();

    @BeforeEach
    void openStore() {
        store = open();
    }

    @Test
    void aNewLogBeginsWithOneAndKeepsItsEpoch() {
        assertThat(store.open("a", 1, 77)).contains(new LogHead("a", 77, 1, 1, 0, false));
        assertThat(store.open("a", 1, 78)).as("the same again").contains(new LogHead("a", 77, 1, 1, 0, false));
        assertThat(store.open("a", 2, 79)).contains(new LogHead("a", 77, 2, 1, 0, false));
        assertThat(store.head("a")).contains(new LogHead("a", 77, 2, 1, 0, false));
        assertThat(store.head("A")).as("names are case-sensitive").isEmpty();
        assertThat(read("a", 0)).isEmpty();
    }

    @Test
    void givesBackSegmentsAsTheyWereInTheirOrder() {
        store.open("a", 1, 0);
        Segment first = segment("a", 1, 1, 3);
        Segment second = segment("a", 1, 4, 4);
        Segment third = segment("a", 1, 5, 104);
        assertThat(store.append(first)).isEqualTo(STORED);
        assertThat(store.append(second)).isEqualTo(STORED);
        assertThat(store.append(third)).isEqualTo(STORED);

        assertThat(read("a", 0)).containsExactly(first, second, third);
        assertThat(read("a", 2)).as("the first one may begin before").containsExactly(first, second, third);
        assertThat(read("a", 3)).containsExactly(second, third);
        assertThat(read("a", 104)).isEmpty();
        assertThat(read("a", 9999)).isEmpty();
        assertThat(store.head("a")).contains(new LogHead("a", 0, 1, 1, 104, false));
    }

    @Test
    void keepsAnyBytes() {
        store.open("a", 1, 0);
        byte[] every = new byte[256];
        for (int i = 0; i < every.length; i++) {
            every[i] = (byte) i;
        }
        byte[] text = "NUL \0, rocket \uD83D\uDE80, BOM \uFEFF, lines \r\n\u2028".getBytes(StandardCharsets.UTF_8);
        store.append(List.of(
                new Segment("a", 1, 1, 1, every, false),
                new Segment("a", 1, 2, 2, text, false),
                new Segment("a", 1, 3, 3, new byte[0], false)));
        assertThat(read("a", 0)).extracting(Segment::bytes).containsExactly(every, text, new byte[0]);
    }

    @Test
    void keepsNamesOfAnyLetters() {
        String name = "job \uD83D\uDE80 '\"%_\\ " + "x".repeat(200);
        store.open(name, 1, 5);
        assertThat(store.append(segment(name, 1, 1, 1))).isEqualTo(STORED);
        assertThat(store.heads(List.of(name)).get(name)).isEqualTo(new LogHead(name, 5, 1, 1, 1, false));
    }

    @Test
    void keepsASegmentOfFiveMegabytes() {
        store.open("a", 1, 0);
        byte[] large = new byte[5 << 20];
        new Random(1).nextBytes(large);
        Segment segment = new Segment("a", 1, 1, 9, large, false);
        assertThat(store.append(segment)).isEqualTo(STORED);
        assertThat(store.append(segment("a", 1, 10, 10))).isEqualTo(STORED);
        assertThat(slice("a", 0, 1000).segments())
                .as("the first one is given whatever its size")
                .containsExactly(segment);
        assertThat(read("a", 9)).containsExactly(segment("a", 1, 10, 10));
    }

    @Test
    void refusesAGapAndSaysWhereTheLogIs() {
        store.open("a", 1, 0);
        assertThat(store.append(segment("a", 1, 2, 2))).isEqualTo(GAP);
        assertThat(store.append(segment("a", 1, 1, 5))).isEqualTo(STORED);
        assertThat(store.append(segment("a", 1, 7, 9))).isEqualTo(GAP);
        assertThat(store.append(segment("a", 1, 4, 9)))
                .as("an overlap is none that follows")
                .isEqualTo(GAP);
        assertThat(store.head("a").map(LogHead::last)).contains(5L);
        assertThat(read("a", 0)).containsExactly(segment("a", 1, 1, 5));
    }

    @Test
    void recognisesARetryAfterAnUnknownOutcome() {
        store.open("a", 1, 0);
        Segment first = segment("a", 1, 1, 5);
        Segment second = segment("a", 1, 6, 6);
        assertThat(store.append(first)).isEqualTo(STORED);
        assertThat(store.append(first)).isEqualTo(DUPLICATE);
        assertThat(store.append(List.of(first, second))).containsExactly(DUPLICATE, STORED);
        assertThat(store.append(List.of(first, second))).containsExactly(DUPLICATE, DUPLICATE);
        assertThat(read("a", 0)).containsExactly(first, second);
    }

    @Test
    void refusesAWriterWhoseSuccessorHasOpenedTheLog() {
        store.open("a", 1, 0);
        store.append(segment("a", 1, 1, 5));
        assertThat(store.open("a", 3, 0).map(LogHead::last)).contains(5L);

        assertThat(store.append(segment("a", 1, 6, 6))).isEqualTo(FENCED);
        assertThat(store.append(segment("a", 1, 1, 5))).as("nor a retry of it").isEqualTo(FENCED);
        assertThat(store.open("a", 1, 0)).isEmpty();
        assertThat(store.open("a", 2, 0)).isEmpty();
        assertThat(store.append(segment("a", 3, 6, 6))).isEqualTo(STORED);
        assertThat(store.append(segment("a", 4, 7, 7)))
                .as("who never opened it")
                .isEqualTo(FENCED);
        assertThat(read("a", 0)).containsExactly(segment("a", 1, 1, 5), segment("a", 3, 6, 6));
    }

    @Test
    void endsOnce() {
        store.open("a", 1, 0);
        Segment last = new Segment("a", 1, 1, 2, new byte[] {7}, true);
        assertThat(store.append(last)).isEqualTo(STORED);
        assertThat(store.head("a")).contains(new LogHead("a", 0, 1, 1, 2, true));
        assertThat(store.append(last)).isEqualTo(DUPLICATE);
        assertThat(store.append(segment("a", 1, 3, 3))).isEqualTo(ENDED);
        assertThat(store.open("a", 2, 0)).contains(new LogHead("a", 0, 2, 1, 2, true));
        assertThat(store.append(segment("a", 2, 3, 3))).isEqualTo(ENDED);
        assertThat(read("a", 0)).containsExactly(last);
    }

    @Test
    void endsWithoutAnotherEvent() {
        store.open("a", 1, 0);
        store.append(segment("a", 1, 1, 2));
        Segment end = new Segment("a", 1, 3, 2, new byte[0], true);
        assertThat(store.append(new Segment("a", 1, 2, 1, new byte[0], true))).isEqualTo(GAP);
        assertThat(store.append(end)).isEqualTo(STORED);
        assertThat(store.append(end)).isEqualTo(DUPLICATE);
        assertThat(store.head("a")).contains(new LogHead("a", 0, 1, 1, 2, true));
        assertThat(read("a", 0)).containsExactly(segment("a", 1, 1, 2));
    }

    @Test
    void aBatchTakesEachLogForItself() {
        store.open("a", 1, 0);
        store.open("b", 2, 0);
        store.open("c", 1, 0);
        store.append(segment("c", 1, 1, 4));
        List<Segment> batch = List.of(
                segment("a", 1, 1, 2),
                segment("b", 1, 1, 1),
                segment("never", 1, 1, 1),
                segment("a", 1, 3, 3),
                segment("c", 1, 6, 6),
                segment("c", 1, 5, 5),
                segment("a", 1, 5, 5),
                new Segment("a", 1, 4, 4, new byte[] {4}, true),
                segment("a", 1, 5, 5));
        assertThat(store.append(batch)).containsExactly(STORED, FENCED, GONE, STORED, GAP, STORED, GAP, STORED, ENDED);
        assertThat(store.heads(List.of("a", "b", "c", "never")))
                .isEqualTo(Map.of(
                        "a", new LogHead("a", 0, 1, 1, 4, true),
                        "b", new LogHead("b", 0, 2, 1, 0, false),
                        "c", new LogHead("c", 0, 1, 1, 5, false)));
        assertThat(read("a", 0)).extracting(Segment::last).containsExactly(2L, 3L, 4L);
        assertThat(store.append(List.of())).isEmpty();
    }

    @Test
    void aBatchThatFailsHalfWayCanBeSentAgain() {
        store.open("a", 1, 0);
        store.open("b", 1, 0);
        Segment a = segment("a", 1, 1, 2);
        Segment b = segment("b", 1, 1, 2);
        List<Segment> broken = new ArrayList<>(List.of(a, b));
        broken.add(null);
        assertThatThrownBy(() -> store.append(broken)).isInstanceOf(RuntimeException.class);

        assertThat(store.append(List.of(a, b))).allMatch(AppendOutcome::isKept);
        assertThat(read("a", 0)).containsExactly(a);
        assertThat(read("b", 0)).containsExactly(b);
        assertThat(store.append(List.of(segment("a", 1, 3, 3)))).containsExactly(STORED);
    }

    @Test
    void readsPageByPageWithinABound() {
        store.open("a", 1, 0);
        for (int i = 1; i <= 10; i++) {
            store.append(new Segment("a", 1, 2L * i - 1, 2L * i, new byte[100], false));
        }
        assertThat(slice("a", 0, 1).segments()).hasSize(1);
        assertThat(slice("a", 0, 399).segments()).hasSize(3);
        assertThat(slice("a", 0, 400).segments()).hasSize(4);
        long after = 0;
        List<Long> lasts = new ArrayList<>();
        for (List<Segment> page = slice("a", after, 300).segments(); !page.isEmpty(); ) {
            page.forEach(segment -> lasts.add(segment.last()));
            after = lasts.get(lasts.size() - 1);
            page = slice("a", after, 300).segments();
        }
        assertThat(lasts).containsExactly(2L, 4L, 6L, 8L, 10L, 12L, 14L, 16L, 18L, 20L);
    }

    @Test
    void aSliceSaysHowFarTheLogIs() {
        store.open("a", 4, 9);
        store.append(segment("a", 4, 1, 3));
        assertThat(slice("a", 3, ALL)).isEqualTo(new LogSlice(new LogHead("a", 9, 4, 1, 3, false), List.of()));
        assertThat(store.read("never", 0, ALL)).isEmpty();
    }

    @Test
    void trimsWholeSegmentsFromTheOldEnd() {
        store.open("a", 1, 0);
        store.append(List.of(segment("a", 1, 1, 3), segment("a", 1, 4, 6), segment("a", 1, 7, 9)));
        store.trim("a", 1);
        assertThat(firstOf("a")).isEqualTo(1);
        store.trim("a", 6);
        assertThat(firstOf("a")).as("the segment that holds 6 stays").isEqualTo(4);
        assertThat(read("a", 0)).extracting(Segment::first).containsExactly(4L, 7L);
        store.trim("a", 2);
        assertThat(firstOf("a")).isEqualTo(4);

        store.trim("a", 1000);
        assertThat(store.head("a")).contains(new LogHead("a", 0, 1, 10, 9, false));
        assertThat(read("a", 0)).isEmpty();
        assertThat(store.append(segment("a", 1, 10, 11)))
                .as("the numbering goes on")
                .isEqualTo(STORED);
        assertThat(store.append(segment("a", 1, 7, 9)))
                .as("a retry of what was trimmed")
                .isEqualTo(DUPLICATE);
        assertThat(firstOf("a")).isEqualTo(10);
        store.trim("never", 5);
        assertThat(store.head("never")).isEmpty();
    }

    @Test
    void aLogThatWasDeletedBeginsAnew() {
        store.open("a", 5, 1);
        store.append(segment("a", 5, 1, 3));
        store.open("b", 1, 0);
        store.append(segment("b", 1, 1, 1));
        assertThat(store.delete("a")).isTrue();
        assertThat(store.delete("a")).isFalse();
        assertThat(store.head("a")).isEmpty();
        assertThat(store.read("a", 0, ALL)).isEmpty();
        assertThat(store.append(segment("a", 5, 4, 4))).isEqualTo(GONE);

        assertThat(store.open("a", 2, 2)).contains(new LogHead("a", 2, 2, 1, 0, false));
        assertThat(read("a", 0)).isEmpty();
        assertThat(store.append(segment("a", 2, 1, 1))).isEqualTo(STORED);
        assertThat(read("b", 0)).hasSize(1);
    }

    @Test
    void tellsTheHeadsOfManyLogs() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 1200; i++) {
            names.add("log-" + i);
        }
        for (int i = 0; i < 1200; i += 100) {
            store.open("log-" + i, 1, i);
        }
        Map<String, LogHead> heads = store.heads(names);
        assertThat(heads).hasSize(12).containsEntry("log-300", new LogHead("log-300", 300, 1, 1, 0, false));
        assertThat(store.heads(List.of())).isEmpty();
        assertThat(store.heads(List.of("log-0", "log-0"))).hasSize(1);
    }

    private static Segment segment(String channel, long fence, long first, long last) {
        byte[] bytes = (channel + first + ".." + last).getBytes(StandardCharsets.UTF_8);
        return new Segment(channel, fence, first, last, bytes, false);
    }

    private LogSlice slice(String channel, long after, int maxBytes) {
        return store.read(channel, after, maxBytes).orElseThrow();
    }

    private List<Segment> read(String channel, long after) {
        return slice(channel, after, ALL).segments();
    }

    private long firstOf(String channel) {
        return store.head(channel).orElseThrow().first();
    }
}
