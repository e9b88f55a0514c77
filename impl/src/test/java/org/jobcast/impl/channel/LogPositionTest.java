package org.jobcast.impl.channel;

import static org.assertj.core.api.Assertions.assertThat;

import org.jobcast.channel.StreamPosition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogPositionTest {
    private final PumpKit kit = new PumpKit();
    private final EventLog log = kit.log(5);

    private void appendEvents(int count) {
        for (int i = 0; i < count; i++) {
            PumpKit.append(log, "x");
        }
    }

    private LogPosition find(@Nullable String lastEventId) {
        return LogPosition.find(log, lastEventId, StreamPosition.START);
    }

    private LogPosition from(StreamPosition from) {
        return LogPosition.find(log, null, from);
    }

    private String id(long seq) {
        return log.epoch() + "-" + seq;
    }

    private Gap gap(Gap.Reason reason, long first, long last) {
        return new Gap(reason, log.epoch(), first, last);
    }

    @Test
    void beginsAtTheStartOfAnEmptyLogWhateverIsAskedFor() {
        for (StreamPosition from : StreamPosition.values()) {
            assertThat(from(from)).isEqualTo(new LogPosition(0, null));
        }
        assertThat(find(id(0))).isEqualTo(new LogPosition(0, null));
        assertThat(find("")).isEqualTo(new LogPosition(0, null));
    }

    @Test
    void beginsWithTheOldestTheNewestOrTheNextEvent() {
        appendEvents(4);
        assertThat(from(StreamPosition.START)).isEqualTo(new LogPosition(0, null));
        assertThat(from(StreamPosition.LATEST)).isEqualTo(new LogPosition(3, null));
        assertThat(from(StreamPosition.LIVE)).isEqualTo(new LogPosition(4, null));
    }

    @Test
    void saysThatTheStartWasTrimmed() {
        appendEvents(8);
        assertThat(from(StreamPosition.START)).isEqualTo(new LogPosition(3, gap(Gap.Reason.TRIMMED, 4, 8)));
        assertThat(from(StreamPosition.LATEST)).isEqualTo(new LogPosition(7, null));
        assertThat(from(StreamPosition.LIVE)).isEqualTo(new LogPosition(8, null));
    }

    @Test
    void resumesAfterTheEventThatTheClientNames() {
        appendEvents(8);
        assertThat(find(id(8))).isEqualTo(new LogPosition(8, null));
        assertThat(find(id(5))).isEqualTo(new LogPosition(5, null));
        assertThat(find(id(3))).isEqualTo(new LogPosition(3, null));
    }

    @Test
    void anIdWinsOverTheOption() {
        appendEvents(4);
        assertThat(LogPosition.find(log, id(1), StreamPosition.LIVE)).isEqualTo(new LogPosition(1, null));
    }

    @Test
    void tellsWhenTheNextEventWasTrimmed() {
        appendEvents(8);
        assertThat(find(id(2))).isEqualTo(new LogPosition(3, gap(Gap.Reason.TRIMMED, 4, 8)));
        assertThat(find(id(0))).isEqualTo(new LogPosition(3, gap(Gap.Reason.TRIMMED, 4, 8)));
    }

    @Test
    void tellsOfAnIdFromTheFuture() {
        appendEvents(2);
        assertThat(find(id(3))).isEqualTo(new LogPosition(0, gap(Gap.Reason.FUTURE, 1, 2)));
        assertThat(find(id(Long.MAX_VALUE))).isEqualTo(new LogPosition(0, gap(Gap.Reason.FUTURE, 1, 2)));
    }

    @Test
    void tellsOfARestart() {
        appendEvents(2);
        String old = (log.epoch() - 1) + "-1";
        assertThat(find(old)).isEqualTo(new LogPosition(0, gap(Gap.Reason.RESTARTED, 1, 2)));
    }

    @Test
    void aCursorOfAnotherLogOpensNothing() {
        EventLog other = kit.log(5);
        PumpKit.append(other, "x");
        appendEvents(1);
        assertThat(find(other.epoch() + "-1")).isEqualTo(new LogPosition(0, gap(Gap.Reason.UNKNOWN, 1, 1)));
        assertThat(LogPosition.find(other, id(1), StreamPosition.LIVE).gap())
                .isEqualTo(new Gap(Gap.Reason.RESTARTED, other.epoch(), 1, 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-",
                "x",
                "1",
                "-1",
                "1-",
                "1-2-3",
                "01-2",
                "1-2,3-4",
                "9223372036854775808-1",
                " 1-1",
                "\r\n",
                "null"
            })
    void tellsThatItDoesNotKnowAnId(String id) {
        appendEvents(8);
        assertThat(find(id)).isEqualTo(new LogPosition(3, gap(Gap.Reason.UNKNOWN, 4, 8)));
    }

    @Test
    void worksTheSameOnAClosedLog() {
        appendEvents(8);
        log.close();
        assertThat(find(id(5))).isEqualTo(new LogPosition(5, null));
        assertThat(find(id(8))).isEqualTo(new LogPosition(8, null));
        assertThat(find(id(1))).isEqualTo(new LogPosition(3, gap(Gap.Reason.TRIMMED, 4, 8)));
    }

    @Test
    void saysThatAReleasedLogHasNothingLeft() {
        appendEvents(2);
        log.release();
        assertThat(from(StreamPosition.START)).isEqualTo(new LogPosition(2, gap(Gap.Reason.TRIMMED, 3, 2)));
        assertThat(from(StreamPosition.LATEST)).isEqualTo(new LogPosition(2, null));
        assertThat(find(id(1))).isEqualTo(new LogPosition(2, gap(Gap.Reason.TRIMMED, 3, 2)));
        assertThat(find(id(2))).isEqualTo(new LogPosition(2, null));
    }

    @Test
    void writesAGapAsMembersOfJson() {
        assertThat(TestJson.parse("{" + new Gap(Gap.Reason.SLOW, 7, 4, 8).members() + "}"))
                .isEqualTo(
                        TestJson.parse("{\"event\":\"gap\",\"reason\":\"slow\",\"first\":\"7-4\",\"last\":\"7-8\"}"));
    }
}
