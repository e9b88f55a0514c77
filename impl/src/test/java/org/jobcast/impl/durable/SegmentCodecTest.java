package org.jobcast.impl.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jobcast.impl.channel.LogEntry;
import org.jobcast.impl.sse.Frame;
import org.junit.jupiter.api.Test;

class SegmentCodecTest {
    private static LogEntry entry(long seq, String type, String data, long millis, boolean json, String key) {
        return new LogEntry(seq, Frame.of("7-" + seq, type, data), millis, json, key);
    }

    private static void assertSame(List<LogEntry> read, List<LogEntry> written) {
        assertThat(read).hasSameSizeAs(written);
        for (int i = 0; i < read.size(); i++) {
            LogEntry is = read.get(i);
            LogEntry was = written.get(i);
            assertThat(is.seq()).isEqualTo(was.seq());
            assertThat(is.frame().bytes()).isEqualTo(was.frame().bytes());
            assertThat(is.frame().typeStart()).isEqualTo(was.frame().typeStart());
            assertThat(is.frame().typeEnd()).isEqualTo(was.frame().typeEnd());
            assertThat(is.millis()).isEqualTo(was.millis());
            assertThat(is.isJson()).isEqualTo(was.isJson());
            assertThat(is.key()).isEqualTo(was.key());
        }
    }

    @Test
    void whatIsReadIsWhatWasWritten() {
        List<LogEntry> written = List.of(
                entry(41, "progress", "{\"n\":1}", 1_790_000_000_000L, true, "progress"),
                entry(42, "text", "two\nlines\r\nand three", 1_789_999_999_999L, false, "own key ü"),
                entry(43, "größe", "\uFEFF\u0000 \uD83D\uDE00", 0, false, null),
                entry(44, "e", "", -5, false, ""));
        assertSame(SegmentCodec.decode(7, 41, SegmentCodec.encode(written)), written);
    }

    @Test
    void anyTextSurvives() {
        Random random = new Random(42);
        List<LogEntry> written = new ArrayList<>();
        for (int seq = 1; seq <= 2000; seq++) {
            String data = random.ints(random.nextInt(200), 0, 0x10ffff)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            written.add(entry(seq, "t" + random.nextInt(5), data, random.nextLong() >> 2, random.nextBoolean(), "t1"));
        }
        assertSame(SegmentCodec.decode(7, 1, SegmentCodec.encode(written)), written);
    }

    @Test
    void aSmallEventTakesLittleMoreThanItsBytes() {
        List<LogEntry> written = new ArrayList<>();
        for (int seq = 1; seq <= 1000; seq++) {
            written.add(entry(seq, "p", "{\"n\":1}", 1_790_000_000_000L + seq, true, "p"));
        }
        int frame = "event: p\ndata: {\"n\":1}\n\n".length();
        assertThat(SegmentCodec.encode(written).length).isLessThan(1000 * (frame + 5));
    }

    @Test
    void nothingIsAnEmptySegment() {
        assertThat(SegmentCodec.decode(7, 1, new byte[0])).isEmpty();
    }

    @Test
    void damagedBytesAreRefusedAndNeverReadBehindTheirEnd() {
        byte[] good = SegmentCodec.encode(List.of(
                entry(1, "progress", "x".repeat(300), 5, true, "progress"), entry(2, "b", "y", 6, true, "key")));
        for (int length = 2; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            int whole = wholeEvents(cut);
            assertThat(whole).as("events of %s bytes", length).isBetween(-1, 1);
        }
        Random random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            byte[] damaged = good.clone();
            damaged[1 + random.nextInt(good.length - 1)] = (byte) random.nextInt();
            wholeEvents(damaged);
        }
    }

    private static int wholeEvents(byte[] bytes) {
        try {
            return SegmentCodec.decode(7, 1, bytes).size();
        } catch (IllegalStateException e) {
            return -1;
        }
    }

    @Test
    void aLaterFormatIsRefusedByName() {
        assertThatIllegalStateException()
                .isThrownBy(() -> SegmentCodec.decode(7, 1, new byte[] {2, 0, 0}))
                .withMessageContaining("format 2")
                .withMessageContaining("Update this node");
    }
}
