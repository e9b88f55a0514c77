package org.jobcast.impl.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.channel.Logs;
import org.jobcast.test.ManualClock;
import org.junit.jupiter.api.Test;

class EventsJsonTest {
    private final Logs logs = new Logs(64 << 20, 1 << 20, new ManualClock());

    private EventLog log(int history) {
        return logs.create("test", history, 32 << 20);
    }

    private static void append(EventLog log, int from, int to) {
        for (int i = from; i <= to; i++) {
            log.append("n", "{\"n\":" + i + "}", true, null);
        }
    }

    private static String gap(EventLog log, String reason, long first, long last) {
        return "{\"event\":\"gap\",\"reason\":\"" + reason + "\",\"first\":\"" + log.epoch() + "-" + first
                + "\",\"last\":\"" + log.epoch() + "-" + last + "\"}";
    }

    private static String all(EventLog log) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        EventsJson.writeAll(log, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void whatIsNewComesInOrder() {
        EventLog log = log(10);
        append(log, 1, 3);

        assertThat(EventsJson.after(log, 0))
                .isEqualTo("{\"events\":[{\"n\":1},{\"n\":2},{\"n\":3}],\"last\":3,\"done\":false}");
        assertThat(EventsJson.after(log, 2)).isEqualTo("{\"events\":[{\"n\":3}],\"last\":3,\"done\":false}");
        assertThat(EventsJson.after(log, 3)).isEqualTo("{\"events\":[],\"last\":3,\"done\":false}");
    }

    @Test
    void doneMeansThatNothingIsLeftToRead() {
        EventLog log = log(2000);
        append(log, 1, 1500);
        log.close();

        assertThat(EventsJson.after(log, 0)).endsWith("{\"n\":1000}],\"last\":1000,\"done\":false}");
        assertThat(EventsJson.after(log, 1000)).endsWith("{\"n\":1500}],\"last\":1500,\"done\":true}");
        assertThat(EventsJson.after(log, 1500)).isEqualTo("{\"events\":[],\"last\":1500,\"done\":true}");
    }

    @Test
    void aPageEndsSoonAfterAMegabyte() {
        EventLog log = log(100);
        for (int i = 0; i < 20; i++) {
            log.append("big", "{\"x\":\"" + "x".repeat(200_000) + "\"}", true, null);
        }

        String page = EventsJson.after(log, 0);

        assertThat(page.length()).isBetween(1 << 20, (1 << 20) + 250_000);
        assertThat(page).endsWith("],\"last\":6,\"done\":false}");
        assertThat(EventsJson.after(log, 18)).endsWith("],\"last\":20,\"done\":false}");
    }

    @Test
    void trimmedHistoryIsTold() {
        EventLog log = log(3);
        append(log, 1, 10);

        assertThat(EventsJson.after(log, 4))
                .isEqualTo("{\"events\":[" + gap(log, "trimmed", 8, 10)
                        + ",{\"n\":8},{\"n\":9},{\"n\":10}],\"last\":10,\"done\":false}");
        assertThat(EventsJson.after(log, 7)).doesNotContain("gap");
    }

    @Test
    void aPositionOfTheFutureIsTold() {
        EventLog log = log(3);
        append(log, 1, 1);

        assertThat(EventsJson.after(log, 99))
                .isEqualTo("{\"events\":[" + gap(log, "future", 1, 1) + ",{\"n\":1}],\"last\":1,\"done\":false}");
        assertThat(EventsJson.after(log, Long.MAX_VALUE)).contains("\"reason\":\"future\"");
    }

    @Test
    void newsIsAnythingThatAnAnswerWouldSay() {
        EventLog log = log(3);

        assertThat(EventsJson.hasNews(log, 0)).isFalse();
        assertThat(EventsJson.hasNews(log, 5)).as("a position of the future").isTrue();
        append(log, 1, 1);
        assertThat(EventsJson.hasNews(log, 0)).isTrue();
        assertThat(EventsJson.hasNews(log, 1)).isFalse();
        log.close();
        assertThat(EventsJson.hasNews(log, 1)).as("the end").isTrue();
    }

    @Test
    void allEventsAreOneDocument() throws IOException {
        EventLog log = log(1000);
        assertThat(all(log)).isEqualTo("{\"logs\":[]}");
        append(log, 1, 250);

        assertThat(all(log)).startsWith("{\"logs\":[{\"n\":1},{\"n\":2}").endsWith(",{\"n\":250}]}");
    }

    @Test
    void aDocumentOfTrimmedHistoryBeginsWithTheGap() throws IOException {
        EventLog log = log(2);
        append(log, 1, 5);

        assertThat(all(log)).isEqualTo("{\"logs\":[" + gap(log, "trimmed", 4, 5) + ",{\"n\":4},{\"n\":5}]}");
    }

    @Test
    void historyThatIsTrimmedWhileASlowClientReadsIsTold() throws IOException {
        EventLog log = log(200);
        append(log, 1, 200);
        ByteArrayOutputStream out = new ByteArrayOutputStream() {
            private boolean late;

            @Override
            public void write(byte[] bytes) {
                super.writeBytes(bytes);
                if (!late && toString(StandardCharsets.UTF_8).contains("{\"n\":50}")) {
                    late = true;
                    append(log, 201, 500);
                    log.close();
                }
            }
        };

        EventsJson.writeAll(log, out);

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("{\"n\":100}," + gap(log, "trimmed", 301, 500) + ",{\"n\":301},")
                .endsWith("{\"n\":500}]}");
    }
}
