package org.jobcast.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jobcast.test.SseParser;
import org.jobcast.test.SseParser.Event;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first thing that a reader of the README tries, with the tool that it names. */
class CurlIT {
    @TempDir
    static Path directory;

    private static SampleProcess sample;

    @BeforeAll
    static void start() throws IOException {
        assumeThat(Files.isExecutable(Path.of("/usr/bin/curl")))
                .as("curl is installed")
                .isTrue();
        sample = SampleProcess.start(directory, "-Xmx512m");
    }

    @AfterAll
    static void stop() throws IOException {
        if (sample != null) {
            sample.close();
        }
    }

    @Test
    void anImportThatIsFollowedByCurlAndCutOffIsResumedWithEveryEventExactlyOnce() throws Exception {
        Path csv = directory.resolve("readings.csv");
        run("-o", csv.toString(), url("api/sample.csv?rows=60000&badEvery=100"));
        String answer = run("--data-binary", "@" + csv, "-D", "-", url("api/imports"));
        assertThat(answer).contains("HTTP/1.1 202");
        String stream = answer.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("location: "))
                .map(line -> sample.base().resolve(line.substring(10).strip()).toString())
                .findFirst()
                .orElseThrow();

        List<Event> events = new ArrayList<>(killedAfter(20, stream));
        String last = events.get(events.size() - 1).id();
        Path rest = directory.resolve("rest");
        assertThat(run("-N", "-o", rest.toString(), "-w", "%{http_code}", "-H", "Last-Event-ID: " + last, stream))
                .isEqualTo("200");
        events.addAll(new SseParser().push(Files.readAllBytes(rest)));

        assertThat(events.stream().map(CurlIT::number))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, events.size()).boxed().toList());
        Event done = events.get(events.size() - 1);
        assertThat(done.type()).isEqualTo("done");
        assertThat(done.data()).contains("\"state\":\"succeeded\"");
        assertThat(run("-o", "/dev/null", "-w", "%{http_code}", "-H", "Last-Event-ID: " + done.id(), stream))
                .isEqualTo("204");
    }

    /**
     * Follows a stream by {@code curl -N} and kills it, the hard way, after some events. What it had printed beyond them is
     * lost with it, so that the import may be over by then; an event that is not complete does not count, as in a browser.
     */
    private static List<Event> killedAfter(int count, String stream) throws IOException {
        Process curl = new ProcessBuilder("curl", "-sN", stream).start();
        try {
            List<Event> events = new ArrayList<>();
            SseParser parser = new SseParser();
            byte[] some = new byte[100];
            while (events.size() < count) {
                int length = curl.getInputStream().read(some);
                assertThat(length).as("curl goes on after %s", events).isPositive();
                events.addAll(parser.push(Arrays.copyOf(some, length)));
            }
            return events;
        } finally {
            curl.destroyForcibly().onExit().join();
        }
    }

    private static String run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "180"));
        command.addAll(List.of(arguments));
        Process curl = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(curl.waitFor(200, TimeUnit.SECONDS)).isTrue();
        assertThat(curl.exitValue()).as("curl %s: %s", command, output).isZero();
        return output;
    }

    private static String url(String path) {
        return sample.resolve(path).toString();
    }

    private static long number(Event event) {
        return Long.parseLong(event.id().substring(event.id().lastIndexOf('-') + 1));
    }
}
