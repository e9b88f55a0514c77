package org.jobcast.impl.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jobcast.channel.Event;
import org.junit.jupiter.api.Test;

class EventLogTest {
    private final HistoryBudget budget = new HistoryBudget(1_000_000);

    private EventLog log(int events, long bytes) {
        return new EventLog("test", new LogLimits(events, bytes, 1000), budget, PumpKit.CLOCK);
    }

    private static List<Long> seqs(List<LogEntry> entries) {
        return entries.stream().map(LogEntry::seq).toList();
    }

    @Test
    void numbersEventsFromOneAndReadsThemBackAsTheyWere() {
        EventLog log = log(10, 100_000);
        assertThat(log.first()).isEqualTo(1);
        assertThat(log.last()).isZero();
        assertThat(log.append("a", "one", false, null)).isEqualTo(1);
        assertThat(log.append("b", "{\"n\":2}", true, "b")).isEqualTo(2);
        assertThat(log.events(0, 10))
                .containsExactly(
                        new Event(log.epoch() + "-1", 1, "a", "one", Instant.ofEpochMilli(1_000_000)),
                        new Event(log.epoch() + "-2", 2, "b", "{\"n\":2}", Instant.ofEpochMilli(1_000_000)));
        assertThat(log.entries(0, 10)).extracting(LogEntry::isJson).containsExactly(false, true);
    }

    @Test
    void keepsTheNewestEventsOfAnyBoundWhileTheRingGrows() {
        for (int bound : new int[] {1, 2, 3, 15, 16, 17, 31, 33, 100}) {
            EventLog log = log(bound, 1_000_000);
            for (long seq = 1; seq <= 250; seq++) {
                log.append("a", "x" + seq, false, null);
                long first = Math.max(1, seq - bound + 1);
                assertThat(log.first()).isEqualTo(first);
                assertThat(log.entry(first - 1)).isNull();
                assertThat(log.entry(seq + 1)).isNull();
                assertThat(log.entries(0, 1000)).hasSize((int) (seq - first + 1));
            }
            assertThat(log.events(0, 1)).extracting(Event::data).containsExactly("x" + (250 - bound + 1));
            log.release();
        }
        assertThat(budget.used()).isZero();
    }

    @Test
    void trimsByBytesButKeepsTheLastEvent() {
        EventLog log = log(100, 500);
        for (int i = 0; i < 20; i++) {
            log.append("a", "x".repeat(100), false, null);
        }
        assertThat(log.bytes()).isLessThanOrEqualTo(500).isEqualTo(budget.used());
        assertThat(log.last()).isEqualTo(20);
        log.append("a", "x".repeat(900), false, null);
        assertThat(log.first()).isEqualTo(21);
        assertThat(log.entries(0, 10)).hasSize(1);
    }

    @Test
    void readsFromAnyPositionAndNeverMoreThanAskedFor() {
        EventLog log = log(5, 100_000);
        for (int i = 0; i < 8; i++) {
            PumpKit.append(log, "x");
        }
        assertThat(seqs(log.entries(0, 2))).containsExactly(4L, 5L);
        assertThat(seqs(log.entries(6, 10))).containsExactly(7L, 8L);
        assertThat(log.entries(8, 10)).isEmpty();
        assertThat(log.entries(0, 0)).isEmpty();
        assertThat(log.entries(Long.MAX_VALUE, 10)).isEmpty();
    }

    @Test
    void refusesWhatIsTooLargeOrNotAllowedAndStaysAsItWas() {
        EventLog log = log(5, 100_000);
        PumpKit.append(log, "kept");
        long used = budget.used();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> log.append("a", "x".repeat(1000), false, null))
                .withMessageContaining("1000")
                .withMessageNotContaining("xxx");
        assertThatIllegalArgumentException().isThrownBy(() -> log.append("a\nb", "x", false, null));
        assertThat(log.last()).isEqualTo(1);
        assertThat(budget.used()).isEqualTo(used);
        assertThat(log.append("a", "next", false, null)).isEqualTo(2);
    }

    @Test
    void closesOnceAndTakesNothingAfterwards() {
        EventLog log = log(5, 100_000);
        PumpKit.append(log, "x");
        assertThat(log.close()).isTrue();
        assertThat(log.close()).isFalse();
        assertThat(log.closeWith("done", "{}")).isFalse();
        assertThat(log.append("a", "x", false, null)).isZero();
        assertThat(log.isExhausted(0)).isFalse();
        assertThat(log.isExhausted(1)).isTrue();
    }

    @Test
    void closesWithALastEventInOneStep() {
        EventLog log = log(5, 100_000);
        assertThat(log.closeWith("done", "{\"big\":\"" + "x".repeat(2000) + "\"}"))
                .isTrue();
        assertThat(log.closeWith("done", "{}")).isFalse();
        assertThat(log.close()).isFalse();
        assertThat(log.last()).isEqualTo(1);
        assertThat(log.isExhausted(0)).isFalse();
    }

    @Test
    void givesBackEveryByteWhenItIsReleasedAndTakesNoMore() {
        EventLog log = log(50, 100_000);
        for (int i = 0; i < 70; i++) {
            PumpKit.append(log, "x" + i);
        }
        log.release();
        log.release();
        assertThat(log.bytes()).isZero();
        assertThat(budget.used()).isZero();
        assertThat(log.append("a", "x", false, null)).isZero();
        assertThat(log.first()).isEqualTo(71);
        assertThat(log.entries(0, 100)).isEmpty();
    }

    @Test
    void canBeTrimmedToItsLastEventAndGrowAgain() {
        EventLog log = log(50, 100_000);
        log.trimToLast();
        for (int i = 1; i <= 40; i++) {
            PumpKit.append(log, "x" + i);
        }
        log.trimToLast();
        assertThat(seqs(log.entries(0, 100))).containsExactly(40L);
        assertThat(budget.used()).isEqualTo(log.bytes());
        for (int i = 41; i <= 100; i++) {
            PumpKit.append(log, "x" + i);
        }
        assertThat(log.first()).isEqualTo(51);
        assertThat(log.events(0, 100))
                .extracting(Event::data)
                .startsWith("x51")
                .endsWith("x100")
                .hasSize(50);
    }

    @Test
    void tellsItsWakersOfEveryGrowthAndOfTheEnd() {
        EventLog log = log(50, 100_000);
        AtomicInteger woken = new AtomicInteger();
        Waker waker = woken::incrementAndGet;
        Waker other = () -> woken.addAndGet(100);
        log.addWaker(waker);
        log.addWaker(other);
        PumpKit.append(log, "x");
        assertThat(woken).hasValue(101);
        log.removeWaker(other);
        log.close();
        assertThat(woken).hasValue(102);
        log.release();
        assertThat(woken).hasValue(103);
        log.removeWaker(waker);
        log.removeWaker(waker);
        log.release();
        assertThat(woken).hasValue(103);
    }

    @Test
    void hasAnEpochOfItsOwnLaterThanAllBefore() {
        long before = log(1, 100).epoch();
        for (int i = 0; i < 1000; i++) {
            long epoch = log(1, 100).epoch();
            assertThat(epoch).isGreaterThan(before);
            before = epoch;
        }
    }

    @Test
    void limitsMustBePositive() {
        assertThatIllegalArgumentException().isThrownBy(() -> new LogLimits(0, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new LogLimits(1, 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new LogLimits(1, 1, 0));
    }
}
