package org.jobcast.impl.sse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameTest {
    @Test
    void writesIdThenTypeThenData() {
        assertThat(text(Frame.of("7-42", "progress", "{\"a\":1}")))
                .isEqualTo("id: 7-42\nevent: progress\ndata: {\"a\":1}\n\n");
    }

    @Test
    void writesADataLineForEmptyDataSoThatClientsDispatchIt() {
        assertThat(text(Frame.of("1-1", "x", ""))).isEqualTo("id: 1-1\nevent: x\ndata: \n\n");
    }

    @Test
    void leavesOutTheIdLineOfAnEventWithoutId() {
        Frame frame = Frame.withoutId("gap", "{}");
        assertThat(text(frame)).isEqualTo("event: gap\ndata: {}\n\n");
        assertThat(frame.id()).isEmpty();
        assertThat(frame.type()).isEqualTo("gap");
        assertThat(frame.data()).isEqualTo("{}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\rb", "a\r\nb"})
    void beginsANewDataLineAtEveryLineBreak(String data) {
        assertThat(text(Frame.of("1-1", "x", data))).isEqualTo("id: 1-1\nevent: x\ndata: a\ndata: b\n\n");
    }

    @Test
    void keepsLineBreaksAtTheEnds() {
        assertThat(text(Frame.of("1-1", "x", "\n\r"))).isEqualTo("id: 1-1\nevent: x\ndata: \ndata: \ndata: \n\n");
    }

    @Test
    void replacesALoneSurrogateAndKeepsAQuestionMark() {
        assertThat(Frame.of("1-1", "x", "?\uD800?\uDC00\uD83D\uDE00").data()).isEqualTo("?\uFFFD?\uFFFD\uD83D\uDE00");
    }

    @Test
    void encodesEveryCodePointLikeThePlatform() {
        for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
            if (point == '\n' || point == '\r' || (point >= 0xD800 && point <= 0xDFFF)) {
                continue;
            }
            String data = Character.toString(point);
            byte[] bytes = Frame.of("1-1", "x", data).bytes();
            byte[] encoded = Arrays.copyOfRange(bytes, "id: 1-1\nevent: x\ndata: ".length(), bytes.length - 2);
            assertThat(Arrays.equals(encoded, data.getBytes(StandardCharsets.UTF_8)))
                    .as("U+%X", point)
                    .isTrue();
        }
    }

    @Test
    void cutsTheTypeLineOutForTheUnnamedVariant() {
        Frame frame = Frame.of("1-1", "pro\u20ACgress", "a\nb");
        byte[] target = new byte[frame.length() + 2];
        int end = frame.copyTo(target, 1, false);
        assertThat(end).isEqualTo(1 + frame.length(false));
        assertThat(new String(target, 1, end - 1, StandardCharsets.UTF_8)).isEqualTo("id: 1-1\ndata: a\ndata: b\n\n");
        assertThat(new String(
                        frame.bytes(), frame.typeStart(), frame.typeEnd() - frame.typeStart(), StandardCharsets.UTF_8))
                .isEqualTo("event: pro\u20ACgress\n");
    }

    @Test
    void copiesTheNamedVariantWhole() {
        Frame frame = Frame.of("1-1", "x", "a");
        byte[] target = new byte[frame.length(true)];
        assertThat(frame.copyTo(target, 0, true)).isEqualTo(frame.length());
        assertThat(target).isEqualTo(frame.bytes());
    }

    @Test
    void decodesItsFieldsOnDemand() {
        Frame frame = Frame.of("7-42", "\u00E9vent", "a\r\n\r\u20AC");
        assertThat(frame.id()).isEqualTo("7-42");
        assertThat(frame.type()).isEqualTo("\u00E9vent");
        assertThat(frame.data()).isEqualTo("a\n\n\u20AC");
    }

    @Test
    void doesNotShowItsDataWhenPrinted() {
        assertThat(Frame.of("7-42", "login", "secret")).hasToString("Frame[7-42 login, 36 bytes]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\nb", "a\rb", "a\0b", "\n", "x\uD800", "\uDC00x"})
    void refusesATypeThatCouldBeginAnotherField(String type) {
        assertThatIllegalArgumentException().isThrownBy(() -> Frame.of("1-1", type, "{}"));
        assertThatIllegalArgumentException().isThrownBy(() -> Frame.withoutId(type, "{}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1\n2", "1\r2", "1\0", "1 2", "\u00E9", "1\t", "\u007F"})
    void refusesAnIdThatAHeaderCouldNotCarry(String id) {
        assertThatIllegalArgumentException().isThrownBy(() -> Frame.of(id, "x", "{}"));
    }

    private static String text(Frame frame) {
        return new String(frame.bytes(), StandardCharsets.UTF_8);
    }
}
