package org.jobcast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SseParserTest {
    record Case(String name, String stream, List<SseEvent> events) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<SseEvent> ABC = List.of(message("a"), message("b"), message("c"));

    static List<Case> cases() {
        return List.of(
                new Case("nothing", "", List.of()),
                new Case("line ends alone", "\n\r\r\n\n\r", List.of()),
                new Case("several data lines", "data: YHOO\ndata: +2\ndata: 10\n\n", List.of(message("YHOO\n+2\n10"))),
                new Case(
                        "the example of the standard",
                        ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n",
                        List.of(event("1", "first event"), message("second event"))),
                new Case("data without a colon", "data\n\ndata\ndata\n\ndata:", List.of(message(""), message("\n"))),
                new Case(
                        "one blank is taken",
                        "data:a\n\ndata: b\n\ndata:  c\n\n",
                        List.of(message("a"), message("b"), message(" c"))),
                new Case("LF", "data: a\n\ndata: b\n\ndata: c\n\n", ABC),
                new Case("CR", "data: a\r\rdata: b\r\rdata: c\r\r", ABC),
                new Case("CRLF", "data: a\r\n\r\ndata: b\r\n\r\ndata: c\r\n\r\n", ABC),
                new Case("mixed", "data: a\r\n\rdata: b\n\r\ndata: c\r\n\n", ABC),
                new Case("a byte order mark", "\uFEFFdata: a\n\n", List.of(message("a"))),
                new Case("a mark before a line end", "\uFEFF\ndata: a\n\n", List.of(message("a"))),
                new Case("a second mark counts", "\uFEFF\uFEFFdata: a\n\ndata: b\n\n", List.of(message("b"))),
                new Case("a mark later is data", "data: \uFEFFa\n\n", List.of(message("\uFEFFa"))),
                new Case("a mark at a later line is a name", "\n\uFEFFdata: a\n\n", List.of()),
                new Case("half a mark", "\u00EFdata: a\ndata: b\n\n", List.of(message("b"))),
                new Case("an id stays", "id: 1\ndata: a\n\ndata: b\n\n", List.of(event("1", "a"), event("1", "b"))),
                new Case("an id alone moves the position", "id: 7\n\ndata: a\n\n", List.of(event("7", "a"))),
                new Case(
                        "an empty id resets",
                        "id: 1\ndata: a\n\nid:\ndata: b\n\n",
                        List.of(event("1", "a"), message("b"))),
                new Case(
                        "NUL in an id",
                        "id: 1\ndata: a\n\nid: 2\0 3\ndata: b\n\n",
                        List.of(event("1", "a"), event("1", "b"))),
                new Case("NUL in data", "data: a\0b\n\n", List.of(message("a\0b"))),
                new Case(
                        "a type counts once",
                        "event: x\ndata: a\n\ndata: b\n\n",
                        List.of(new SseEvent("", "x", "a"), message("b"))),
                new Case(
                        "the last type counts", "event: x\nevent: y\ndata: a\n\n", List.of(new SseEvent("", "y", "a"))),
                new Case("an empty type", "event: x\nevent\ndata: a\n\n", List.of(message("a"))),
                new Case("a type without data", "event: x\n\ndata: b\n\n", List.of(message("b"))),
                new Case("names are exact", "Data: a\ndata : b\n data: c\nfoo: d\ndata: e\n\n", List.of(message("e"))),
                new Case("comments", ":\n: data: a\n:data: b\ndata: c\n:x\n\n", List.of(message("c"))),
                new Case("colons in values", "data:a:b\ndata::c\n\n", List.of(message("a:b\n:c"))),
                new Case("what is incomplete is dropped", "data: a\n\nid: 9\ndata: b\n", List.of(message("a"))),
                new Case(
                        "long characters",
                        "data: \u00E9\u20AC\uD83D\uDE00\n\n",
                        List.of(message("\u00E9\u20AC\uD83D\uDE00"))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void givesTheSameEventsWhereverTheStreamIsSplit(Case sample) {
        byte[] bytes = utf8(sample.stream());
        for (int first = 0; first <= bytes.length; first++) {
            for (int second = first; second <= bytes.length; second++) {
                SseParser parser = new SseParser();
                List<SseEvent> events = new ArrayList<>(parser.push(ByteBuffer.wrap(bytes, 0, first)));
                events.addAll(parser.push(ByteBuffer.wrap(bytes, first, second - first)));
                events.addAll(parser.push(ByteBuffer.wrap(bytes, second, bytes.length - second)));
                assertThat(events).as("split at %d and %d", first, second).isEqualTo(sample.events());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void givesTheSameEventsByteByByte(Case sample) {
        SseParser parser = new SseParser();
        List<SseEvent> events = new ArrayList<>();
        for (byte b : utf8(sample.stream())) {
            events.addAll(parser.push(ByteBuffer.wrap(new byte[] {b})));
        }
        assertThat(events).isEqualTo(sample.events());
    }

    @Test
    void agreesWithTheParserOfTheTestKitAboutNoise() {
        String[] pieces = {
            "data",
            "event",
            "id",
            "retry",
            ":",
            ": ",
            " ",
            "\n",
            "\r",
            "\r\n",
            "\n\n",
            "\0",
            "\uFEFF",
            "a",
            "12",
            "\u20AC",
            "\uD83D\uDE00"
        };
        Random random = new Random(20261121);
        for (int round = 0; round < 3000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            byte[] bytes = utf8(text.toString());
            int split = random.nextInt(bytes.length + 1);
            SseParser parser = new SseParser();
            List<SseEvent> events = new ArrayList<>(parser.push(ByteBuffer.wrap(bytes, 0, split)));
            events.addAll(parser.push(ByteBuffer.wrap(bytes, split, bytes.length - split)));
            org.jobcast.test.SseParser other = new org.jobcast.test.SseParser();
            assertThat(events)
                    .as(text.toString())
                    .isEqualTo(other.push(bytes).stream()
                            .map(event -> new SseEvent(event.id(), event.type(), event.data()))
                            .toList());
            assertThat(parser.lastEventId()).isEqualTo(other.lastEventId());
            assertThat(parser.retry()).isEqualTo(other.retry().map(Duration::ofMillis));
        }
    }

    @Test
    void bytesThatAreNoUtf8AreReplacedAndHarmNoOtherLine() {
        SseParser parser = new SseParser();
        byte[] bytes = utf8("data: a?b\ndata: c\n\n");
        bytes[7] = (byte) 0xE2;
        assertThat(parser.push(ByteBuffer.wrap(bytes))).containsExactly(message("a\uFFFDb\nc"));
    }

    @Test
    void aNewConnectionDropsWhatWasIncompleteAndKeepsThePosition() {
        SseParser parser = new SseParser();
        assertThat(push(parser, "id: 1\ndata: a\n\nid: 2\nevent: x\ndata: b\ndat"))
                .containsExactly(event("1", "a"));
        parser.restart();
        assertThat(parser.lastEventId()).isEqualTo("1");
        assertThat(push(parser, "\uFEFFdata: c\n\n")).containsExactly(event("1", "c"));
    }

    @Test
    void aLineEndThatWasCutInTwoByANewConnectionIsNoLineEndOfTheNext() {
        SseParser parser = new SseParser();
        push(parser, "data: a\r");
        parser.restart();
        assertThat(push(parser, "\ndata: b\n\n")).containsExactly(message("b"));
    }

    @Test
    void onlyDigitsAreARetryHint() {
        SseParser parser = new SseParser();
        push(parser, "retry: 3000\nretry: -1\nretry: 1s\nretry\nretry: 1.5\nretry:  7\n\n");
        assertThat(parser.retry()).contains(Duration.ofSeconds(3));
        push(parser, "retry: 250\n");
        assertThat(parser.retry()).contains(Duration.ofMillis(250));
        push(parser, "retry: 99999999999999999999999\n");
        assertThat(parser.retry()).contains(Duration.ofMillis(Long.MAX_VALUE));
    }

    @Test
    void anEventThatIsTooLargeIsRefusedWhetherItHasOneLineOrMany() {
        assertThat(push(new SseParser(16), "data: 0123456789\n\n")).hasSize(1);
        assertThatThrownBy(() -> push(new SseParser(16), "data: 01234567890"))
                .isInstanceOf(EventTooLargeException.class)
                .hasMessageContaining("16 bytes");
        assertThatThrownBy(() -> push(new SseParser(16), "data: 1\ndata: 2\ndata: 3\n"))
                .isInstanceOf(EventTooLargeException.class);
    }

    @Test
    void commentsAreNoPartOfAnEvent() {
        SseParser parser = new SseParser(16);
        for (int i = 0; i < 100; i++) {
            push(parser, ": keep-alive\u20AC\n");
        }
        assertThat(push(parser, "data: 0123456789\n\n")).hasSize(1);
    }

    @Test
    void aLimitIsPositive() {
        assertThatIllegalArgumentException().isThrownBy(() -> new SseParser(0));
    }

    private static List<SseEvent> push(SseParser parser, String text) {
        return parser.push(ByteBuffer.wrap(utf8(text)));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static SseEvent message(String data) {
        return event("", data);
    }

    private static SseEvent event(String id, String data) {
        return new SseEvent(id, "message", data);
    }
}
