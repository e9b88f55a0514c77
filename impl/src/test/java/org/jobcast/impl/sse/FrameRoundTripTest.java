package org.jobcast.impl.sse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jobcast.test.SseParser;
import org.jobcast.test.SseParser.Event;
import org.junit.jupiter.api.Test;

/** What a client parses from a stream of frames is what was sent, for data made to break the framing. */
class FrameRoundTripTest {
    private static final String[] HOSTILE = {
        "\r",
        "\n",
        "\r\n",
        "\n\n",
        "\r\r",
        "\0",
        "\uFEFF",
        "\uD83D\uDE00",
        "\uD800",
        "\uDC00",
        " ",
        "  ",
        ":",
        "data:",
        "data: x",
        "event: evil\n",
        "id: 9-9\n",
        "retry: 1\n",
        ": c\n",
        "?",
        "\u00E9",
        "\u20AC",
        "\u2028",
        "\u0085",
        "\t",
        "{\"a\":1}",
        "a",
        "plain text of some length",
        "\u000B\f",
        "\uFFFD",
        "\uFFFF"
    };
    private static final long SEED = 20261121;

    private final Random random = new Random(SEED);

    @Test
    void survivesHostileDataAtRandomSplits() {
        for (int round = 0; round < 400; round++) {
            List<Event> sent = new ArrayList<>();
            List<byte[]> stream = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                add(sent, stream, round + "-" + i);
            }
            assertThat(parse(stream)).as("seed %d, round %d", SEED, round).isEqualTo(sent);
        }
    }

    private void add(List<Event> sent, List<byte[]> stream, String id) {
        String data = hostile(random.nextInt(12));
        String type = "t" + hostile(2).replaceAll("[\r\n\0\uD800-\uDFFF]", "");
        boolean named = random.nextInt(4) > 0;
        Frame frame = Frame.of(id, type, data);
        byte[] bytes = new byte[frame.length(named)];
        assertThat(frame.copyTo(bytes, 0, named)).isEqualTo(bytes.length);
        String arrives = wellFormed(data).replace("\r\n", "\n").replace('\r', '\n');
        assertThat(frame.data()).isEqualTo(arrives);
        sent.add(new Event(id, named ? type : "message", arrives));
        stream.add(bytes);
        if (random.nextInt(8) == 0) {
            stream.add(random.nextBoolean() ? Control.keepAlive() : Control.comment(" data: no event"));
        }
    }

    private String hostile(int parts) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < parts; i++) {
            text.append(HOSTILE[random.nextInt(HOSTILE.length)]);
        }
        return text.toString();
    }

    /** The platform's own idea of the same rule: code points, with U+FFFD for what is none. */
    private static String wellFormed(String text) {
        StringBuilder sound = new StringBuilder();
        text.codePoints().forEach(p -> sound.appendCodePoint(p >= 0xD800 && p <= 0xDFFF ? 0xFFFD : p));
        return sound.toString();
    }

    private List<Event> parse(List<byte[]> stream) {
        SseParser parser = new SseParser();
        List<Event> events = new ArrayList<>();
        for (byte[] bytes : stream) {
            for (int at = 0; at < bytes.length; ) {
                int length = Math.min(bytes.length - at, 1 + random.nextInt(9));
                events.addAll(parser.push(bytes, at, length));
                at += length;
            }
        }
        assertThat(parser.retries()).isEmpty();
        return events;
    }
}
