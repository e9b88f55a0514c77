package org.jobcast.impl.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jobcast.channel.Channel;
import org.jobcast.test.SseClient;
import org.jobcast.test.SseParser.Event;
import org.junit.jupiter.api.Test;

/** What arrives equals what was sent, through a real transport, whatever it is. */
class FramingIT {
    private static final String[] PIECES = {
        "\r",
        "\n",
        "\r\n",
        "\n\n",
        "\uFEFF",
        "\u0000",
        "\uD83D\uDE00",
        "data: ",
        "id: 7\n",
        "event: evil\n\n",
        ":",
        " ",
        "retry: 1\n",
        "\u2028",
        "ä",
        "text",
        "\t",
        "\u0085",
        "\\",
        "\""
    };

    /** CR and CRLF are line ends in an event stream, so they arrive as LF. */
    private static String received(String sent) {
        return sent.replace("\r\n", "\n").replace('\r', '\n');
    }

    private static String random(Random random) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(12); n > 0; n--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    @Test
    void anyTextArrivesAsItWasSent() {
        Random random = new Random(20_260_102);
        List<String> sent = new ArrayList<>(List.of(PIECES));
        for (int i = 0; i < 2000; i++) {
            sent.add(random(random));
        }
        sent.add("\r\n".repeat(100_000));
        sent.add("\uD83D\uDE00".repeat(50_000));
        sent.add("");
        for (int size = 8_150; size < 8_200; size++) {
            sent.add("\uD83D\uDE00\n".repeat(size / 5));
        }
        assertArrive(sent);
    }

    private static void assertArrive(List<String> sent) {
        try (TestServer server = TestServer.start()) {
            Channel channel = server.channels().open("hostile");
            try (SseClient live = server.follow("/channels/hostile/stream")) {
                sent.forEach(text -> channel.send("text", text));
                channel.send("text", "last");
                channel.end();
                try (SseClient late = server.follow("/channels/hostile/stream")) {
                    for (SseClient client : List.of(live, late)) {
                        List<Event> events = client.awaitEnd();
                        assertThat(events).hasSize(sent.size() + 1);
                        for (int i = 0; i < sent.size(); i++) {
                            assertThat(events.get(i).type()).isEqualTo("text");
                            assertThat(events.get(i).data().equals(received(sent.get(i))))
                                    .as("event " + i)
                                    .isTrue();
                        }
                        assertThat(client.retries()).hasSize(1);
                    }
                }
            }
        }
    }
}
