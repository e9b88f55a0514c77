package org.jobcast.impl.resume;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jobcast.impl.json.JacksonJson;
import org.junit.jupiter.api.Test;

class SurrogatesTest {
    private static final String TEXT = "a😀b🎉🎉\uFEFF\0\r\n\"\\c𝄞";
    private final JacksonJson json = new JacksonJson();

    @Test
    void aTextThatIsCutAnywhereArrivesWholeAndNoChunkHoldsHalfAPair() {
        for (int first = 0; first <= TEXT.length(); first++) {
            for (int second = first; second <= TEXT.length(); second++) {
                List<String> sent =
                        send(TEXT.substring(0, first), TEXT.substring(first, second), TEXT.substring(second));
                assertThat(String.join("", sent)).isEqualTo(TEXT);
                assertThat(sent).allSatisfy(chunk -> assertThat(replaced(chunk)).isEqualTo(chunk));
            }
        }
    }

    @Test
    void aHalfWithoutItsOtherHalfIsReplacedAndCountsTheSame() {
        assertThat(String.join("", send("a\uD83D", "b"))).isEqualTo("a\uFFFDb");
        assertThat(String.join("", send("a\uDE00b"))).isEqualTo("a\uFFFDb");
        assertThat(String.join("", send("\uD83D\uD83D", "\uDE00"))).isEqualTo("\uFFFD😀");
        assertThat(String.join("", send("x", "\uD83D"))).isEqualTo("x\uFFFD");
        assertThat(String.join("", send("\uD83D", "", "\uDE00"))).isEqualTo("😀");
    }

    @Test
    void whatIsSkippedIsCountedInUnitsOfUtf16AndNeverCutsAPair() {
        TextEvent event = new TextEvent(100, "a😀b");
        assertThat(event.behind(0)).isEqualTo(event);
        assertThat(event.behind(100)).isEqualTo(event);
        assertThat(event.behind(101)).isEqualTo(new TextEvent(101, "😀b"));
        assertThat(event.behind(102)).isEqualTo(new TextEvent(101, "😀b"));
        assertThat(event.behind(103)).isEqualTo(new TextEvent(103, "b"));
        assertThat(event.behind(104)).isEqualTo(new TextEvent(104, ""));
        assertThat(event.behind(Long.MAX_VALUE)).isEqualTo(new TextEvent(104, ""));
    }

    @Test
    void anEventIsReadAsItWasWritten() {
        for (String text : List.of(TEXT, "", "\",\"text\":\"", "</script>\u2028", "plain")) {
            TextEvent event = new TextEvent(4_000_000_000L, text);
            String data = event.toJson(json);
            assertThat(data).doesNotContain("\n", "\r");
            assertThat(TextEvent.parse(data, json)).isEqualTo(event);
        }
    }

    @Test
    void aLongTextIsCutBetweenPairs() {
        String text = "😀".repeat(10);
        List<String> parts = new ArrayList<>();
        for (int from = 0; from < text.length(); ) {
            int to = Surrogates.cut(text, from, 3);
            parts.add(text.substring(from, to));
            from = to;
        }
        assertThat(parts).hasSize(10).containsOnly("😀");
    }

    private static List<String> send(String... chunks) {
        Surrogates surrogates = new Surrogates();
        List<String> sent = new ArrayList<>();
        for (String chunk : chunks) {
            sent.add(surrogates.next(chunk));
        }
        sent.add(surrogates.rest());
        return sent;
    }

    private static String replaced(String text) {
        Surrogates other = new Surrogates();
        return other.next(text) + other.rest();
    }
}
