package org.jobcast.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jobcast.spi.AppendOutcome.DUPLICATE;
import static org.jobcast.spi.AppendOutcome.STORED;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link EventStore} has to do when several call it at once. */
public abstract class EventStoreRaceContract {
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
    void ofManyWritersOfOneFenceEachEventIsStoredOnce() throws Exception {
        store.open("a", 1, 0);
        for (int round = 0; round < 25; round++) {
            Segment next = segment("a", 1, 3L * round + 1, 3L * round + 3);
            List<AppendOutcome> told = Race.of(4, i -> () -> store.append(next));
            assertThat(told).containsOnly(STORED, DUPLICATE);
            assertThat(Collections.frequency(told, STORED)).isEqualTo(1);
        }
        assertThat(read("a")).hasSize(25);
    }

    @Test
    void writersOfManyLogsDoNotHinderEachOther() throws Exception {
        List<String> names = List.of("a", "b", "c", "d", "e", "f");
        names.forEach(name -> store.open(name, 1, 0));
        List<Integer> stored = Race.of(4, writer -> () -> {
            List<String> order = new ArrayList<>(names);
            Collections.shuffle(order, new Random(writer));
            int count = 0;
            for (int i = 1; i <= 20; i++) {
                int number = i;
                List<Segment> batch = order.stream()
                        .map(name -> segment(name, 1, number, number))
                        .toList();
                count += Collections.frequency(store.append(batch), STORED);
            }
            return count;
        });
        assertThat(stored.stream().mapToInt(Integer::intValue).sum())
                .as("each event of each log once, whatever the order of the batches")
                .isEqualTo(20 * names.size());
        names.forEach(name -> assertThat(read(name)).hasSize(20));
    }

    @Test
    void whileAWriterIsReplacedNoEventOfTheOldOneComesAfterThoseOfTheNewOne() throws Exception {
        for (int round = 0; round < 20; round++) {
            String name = "log-" + round;
            store.open(name, 1, 0);
            AtomicLong taken = new AtomicLong(-1);
            Race.of(2, racer -> () -> {
                if (racer == 0) {
                    long seq = 1;
                    while (seq <= 500 && store.append(segment(name, 1, seq, seq)) == STORED) {
                        seq++;
                    }
                } else {
                    long last = store.open(name, 2, 0).orElseThrow().last();
                    taken.set(last);
                    assertThat(store.append(segment(name, 2, last + 1, last + 1)))
                            .as("nothing came in between")
                            .isEqualTo(STORED);
                }
                return true;
            });
            List<Segment> all = read(name);
            assertThat(all).hasSize((int) taken.get() + 1);
            assertThat(all.get(all.size() - 1).fence()).isEqualTo(2);
            assertThat(all).extracting(Segment::first).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void ofManyWhoDeleteALogExactlyOneSucceeds() throws Exception {
        for (int round = 0; round < 20; round++) {
            store.open("a", 1, round);
            store.append(segment("a", 1, 1, 1));
            assertThat(Race.winners(4, () -> store.delete("a"))).isEqualTo(1);
        }
    }

    @Test
    void ofManyWhoOpenANewLogTheHighestFenceStays() throws Exception {
        for (int round = 0; round < 20; round++) {
            String name = "log-" + round;
            Race.of(4, i -> () -> store.open(name, i + 1, i).isPresent());
            assertThat(store.head(name).map(LogHead::fence)).contains(4L);
        }
    }

    private static Segment segment(String channel, long fence, long first, long last) {
        byte[] bytes = (channel + first + ".." + last).getBytes(StandardCharsets.UTF_8);
        return new Segment(channel, fence, first, last, bytes, false);
    }

    private List<Segment> read(String channel) {
        return store.read(channel, 0, Integer.MAX_VALUE).orElseThrow().segments();
    }
}
