package org.jobcast.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jobcast.client.JobEvent;
import org.jobcast.client.JobFailure;
import org.jobcast.client.JobState;
import org.jobcast.client.StreamOptions.Reconnect;
import org.junit.jupiter.api.Test;

class ProgressScreenTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private long now;

    private ProgressScreen screen(int columns) {
        return new ProgressScreen(new PrintStream(out, true, StandardCharsets.UTF_8), columns, () -> now);
    }

    private static ObjectNode at(double t) {
        return JsonNodeFactory.instance.objectNode().put("t", t);
    }

    private static JobEvent progress(long current, long total, String message) {
        return new JobEvent.Progress("1-1", at(10), current, total, message);
    }

    private String taken() {
        String text = out.toString(StandardCharsets.UTF_8);
        out.reset();
        return text;
    }

    @Test
    void aBarIsRedrawnInPlaceTenTimesASecondAtMost() {
        ProgressScreen screen = screen(80);
        screen.show(progress(1, 4, null));
        assertThat(taken()).isEqualTo("\r\u001B[K[######..................]  25.0 %  1/4  30.0 s left");
        screen.show(progress(2, 4, null));
        assertThat(taken()).isEmpty();
        now += Duration.ofMillis(100).toNanos();
        screen.show(progress(3, 4, "three"));
        assertThat(taken()).isEqualTo("\r\u001B[K[##################......]  75.0 %  3/4  3.3 s left  three");
    }

    @Test
    void aLogLineTakesThePlaceOfTheBarWhichComesBackBelow() {
        ProgressScreen screen = screen(80);
        screen.show(progress(4, 4, null));
        taken();
        screen.show(new JobEvent.Log("1-2", at(61.25), "info", "hello"));
        assertThat(taken())
                .isEqualTo("\r\u001B[K61.3 s  info     hello" + System.lineSeparator()
                        + "\r\u001B[K[########################] 100.0 %  4/4  61.3 s");
    }

    @Test
    void theLastPositionStaysOnTheScreen() {
        ProgressScreen screen = screen(80);
        screen.show(progress(1, 4, null));
        screen.show(progress(4, 4, null));
        taken();
        screen.show(new JobEvent.Done("1-3", at(3700), JobState.FAILED, new JobFailure("IOException", "disk full")));
        assertThat(taken())
                .startsWith("\r\u001B[K[########################] 100.0 %")
                .endsWith(System.lineSeparator() + "1:01:40  failed: IOException: disk full" + System.lineSeparator());
        screen.end();
        assertThat(taken()).isEmpty();
    }

    @Test
    void withoutATotalThereIsACount() {
        screen(80).show(progress(7, 0, null));
        assertThat(taken()).isEqualTo("\r\u001B[K7  10.0 s");
    }

    @Test
    void aBarIsNeverWiderThanTheTerminal() {
        screen(20).show(progress(1, 4, "\uD83D\uDE00".repeat(50)));
        assertThat(taken().substring("\r\u001B[K".length())).hasSize(19).endsWith("…");
    }

    @Test
    void whatAJobSaysCannotMoveTheCursor() {
        ProgressScreen screen = screen(80);
        screen.show(new JobEvent.Log("1-1", at(0), "info", "a\u001B[2J\r\n\u0007\u202Eb\u009B\tc"));
        screen.show(new JobEvent.Gap("1-1", at(0), "slow\u001B", "1-2", "1-3"));
        screen.interrupted(new Reconnect(1, Duration.ofMillis(1500), "x\u001By"));
        assertThat(taken())
                .doesNotContain("\u001B", "\u0007", "\u202E", "\u009B")
                .contains("events are missing (slow\uFFFD)")
                .contains("(x\uFFFDy; connecting again in 1.5 s)");
    }

    @Test
    void otherEventsAreShownAsTheyAre() {
        screen(80).show(new JobEvent.Other("1-1", "row", at(1)));
        assertThat(taken()).isEqualTo("1.0 s  row  {\"t\":1.0}" + System.lineSeparator());
    }
}
