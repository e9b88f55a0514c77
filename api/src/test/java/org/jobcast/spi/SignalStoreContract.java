package org.jobcast.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link SignalStore} has to do. A subclass per store gives an empty one for each test. */
public abstract class SignalStoreContract {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

    private static final long MAX = 1000;

    private Store store;
    private SignalStore signals;

    /**
     * Opens a store.
     *
     * @return a store without jobs
     */
    protected abstract Store open();

    @BeforeEach
    void openStore() {
        store = open();
        signals = store.signals();
        store.jobs().create(JobRecord.queued("job", "t", null, NOW));
        store.jobs().create(JobRecord.queued("other", "t", null, NOW));
    }

    @Test
    void numbersTheSignalsOfEachJob() {
        assertThat(signals.read("job", 0, 9)).isEmpty();
        assertThat(signals.send("job", "approve", "{\"by\":\"ann \uD83D\uDE80\"}", MAX))
                .isEqualTo(1);
        assertThat(signals.send("other", "approve", "1", MAX)).isEqualTo(1);
        assertThat(signals.send("job", "pause", "null", MAX)).isEqualTo(2);
        assertThat(signals.send("job", "approve", "", MAX)).isEqualTo(3);

        Signal first = new Signal(1, "approve", "{\"by\":\"ann \uD83D\uDE80\"}");
        assertThat(signals.read("job", 0, 9))
                .containsExactly(first, new Signal(2, "pause", "null"), new Signal(3, "approve", ""));
        assertThat(signals.read("job", 0, 1)).containsExactly(first);
        assertThat(signals.read("job", 2, 9)).extracting(Signal::number).containsExactly(3L);
        assertThat(signals.read("job", 3, 9)).isEmpty();
    }

    @Test
    void tellsHowManySignalsJobsHave() {
        assertThat(signals.last(List.of())).isEmpty();
        assertThat(signals.last(List.of("job", "other", "never"))).isEmpty();
        signals.send("job", "a", "1", MAX);
        signals.send("job", "b", "2", MAX);
        assertThat(signals.last(List.of("job", "other", "never"))).containsExactly(Map.entry("job", 2L));
        signals.send("other", "a", "1", MAX);
        assertThat(signals.last(List.of("other", "job"))).containsOnly(Map.entry("job", 2L), Map.entry("other", 1L));
    }

    @Test
    void refusesMoreThanAJobMayHave() {
        assertThat(signals.send("job", "a", "1", 2)).isEqualTo(1);
        assertThat(signals.send("job", "a", "2", 2)).isEqualTo(2);
        assertThat(signals.send("job", "a", "3", 2)).isNegative();
        assertThat(signals.send("never", "a", "3", 0)).isZero();
        assertThat(signals.read("job", 0, 9)).hasSize(2);
    }

    @Test
    void keepsALargePayload() {
        String large = "x".repeat(1 << 20);
        signals.send("job", "n".repeat(255), large, MAX);
        assertThat(signals.read("job", 0, 1)).containsExactly(new Signal(1, "n".repeat(255), large));
    }

    @Test
    void goesWithTheJob() {
        signals.send("job", "approve", "1", MAX);
        store.jobs().delete("job");
        assertThat(signals.read("job", 0, 9)).isEmpty();
        assertThat(signals.send("job", "approve", "1", MAX)).isZero();
        assertThat(signals.send("never", "approve", "1", MAX)).isZero();
        store.jobs().create(JobRecord.queued("job", "t", null, NOW));
        assertThat(signals.send("job", "approve", "2", MAX)).isEqualTo(1);
    }

    @Test
    void manyWhoSendAtOnceGetANumberEach() throws Exception {
        List<Long> numbers = Race.of(8, i -> () -> {
            signals.send("job", "s", "first of " + i, MAX);
            return signals.send("job", "s", "second of " + i, MAX);
        });
        assertThat(numbers).doesNotHaveDuplicates().allMatch(number -> number > 0);
        assertThat(signals.read("job", 0, 99))
                .extracting(Signal::number)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 16).boxed().toList());
    }
}
