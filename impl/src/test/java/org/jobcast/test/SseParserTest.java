package org.jobcast.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jobcast.test.SseParser.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SseParserTest {
    record Case(String name, String stream, List<Event> events) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> cases() {
        return List.of(
                new Case("two lines and a comment", "data: YHOO\ndata: +2\n: c\n\n", List.of(message("YHOO\n+2"))),
                new Case("data without colon or value", "data\n\ndata\ndata\n\n", List.of(message(""), message("\n"))),
                new Case("an incomplete last event is dropped", "data: a\n\ndata: b\n", List.of(message("a"))),
                new Case(
                        "only one leading space is taken",
                        "data:a\n\ndata:  b\n\n",
                        List.of(message("a"), message(" b"))),
                new Case("every kind of line end", "data: a\r\n\r\ndata: b\r\rdata: c\n\n", abc()),
                new Case("mixed line ends", "data: a\r\n\rdata: b\n\r\ndata: c\r\n\n", abc()),
                new Case("a mark at the beginning", "\uFEFFdata: a\n\n", List.of(message("a"))),
                new Case("only one mark", "\uFEFF\uFEFFdata: a\n\n", List.of()),
                new Case("a mark later belongs to the data", "data: \uFEFFa\n\n", List.of(message("\uFEFFa"))),
                new Case("half a mark", "\u00EFdata: a\ndata: b\n\n", List.of(message("b"))),
                new Case("an id stays", "id: 1\ndata: a\n\ndata: b\n\n", List.of(event("1", "a"), event("1", "b"))),
                new Case(
                        "an empty id clears",
                        "id: 1\ndata: a\n\nid\ndata: b\n\n",
                        List.of(event("1", "a"), message("b"))),
                new Case(
                        "an id with NUL is ignored",
                        "id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n",
                        List.of(event("1", "a"), event("1", "b"))),
                new Case(
                        "a type is used once",
                        "event: x\ndata: a\n\ndata: b\n\n",
                        List.of(new Event("", "x", "a"), message("b"))),
                new Case("a type without data", "event: x\n\ndata: b\n\n", List.of(message("b"))),
                new Case("unknown fields and case", "Data: a\nfoo: b\ndata: c\n\n", List.of(message("c"))),
                new Case(
                        "long characters",
                        "data: \u00E9\u20AC\uD83D\uDE00\n\n",
                        List.of(message("\u00E9\u20AC\uD83D\uDE00"))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void givesTheSameEventsWhereverTheStreamIsSplit(Case sample) {
        byte[] bytes = sample.stream().getBytes(StandardCharsets.UTF_8);
        for (int split = 0; split <= bytes.length; split++) {
            SseParser parser = new SseParser();
            List<Event> events = new ArrayList<>(parser.push(bytes, 0, split));
            events.addAll(parser.push(bytes, split, bytes.length - split));
            assertThat(events).as("split at %d", split).isEqualTo(sample.events());
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void givesTheSameEventsByteByByte(Case sample) {
        SseParser parser = new SseParser();
        List<Event> events = new ArrayList<>();
        for (byte b : sample.stream().getBytes(StandardCharsets.UTF_8)) {
            events.addAll(parser.push(new byte[] {b}));
        }
        assertThat(events).isEqualTo(sample.events());
    }

    @Test
    void keepsTheIdOfAnEventWithoutDataForTheReconnect() {
        SseParser parser = new SseParser();
        assertThat(push(parser, "id: 9\n\n")).isEmpty();
        assertThat(parser.lastEventId()).isEqualTo("9");
    }

    @Test
    void takesAnIdOnlyWhenItsBlockEnds() {
        SseParser parser = new SseParser();
        push(parser, "id: 9\ndata: a\n");
        assertThat(parser.lastEventId()).isEmpty();
    }

    @Test
    void readsOnlyDigitsAsRetry() {
        SseParser parser = new SseParser();
        push(parser, "retry: 3000\nretry: -1\nretry: 1s\nretry\nretry: 250\n\n");
        assertThat(parser.retries()).containsExactly(3000L, 250L);
        assertThat(parser.retry()).contains(250L);
    }

    @Test
    void recordsComments() {
        SseParser parser = new SseParser();
        push(parser, ": keep-alive\n\n:\n:x: y\r");
        assertThat(parser.comments()).containsExactly(" keep-alive", "", "x: y");
    }

    private static List<Event> push(SseParser parser, String text) {
        return parser.push(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<Event> abc() {
        return List.of(message("a"), message("b"), message("c"));
    }

    private static Event message(String data) {
        return event("", data);
    }

    private static Event event(String id, String data) {
        return new Event(id, "message", data);
    }
}
