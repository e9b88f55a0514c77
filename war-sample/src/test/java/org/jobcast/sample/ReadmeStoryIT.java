package org.jobcast.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands of the README as they stand there, on the port of the test. */
class ReadmeStoryIT {
    private static final Pattern STORY = Pattern.compile("<!-- story -->\n```sh\n(.*?)```", Pattern.DOTALL);
    private static final Pattern ID = Pattern.compile("(?m)^id: \\d+-(\\d+)$");

    @TempDir
    static Path directory;

    @BeforeAll
    static void findTheTools() {
        for (String tool : List.of("bash", "curl", "sed", "tr", "tail")) {
            boolean present = Stream.of(System.getenv("PATH").split(":"))
                    .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
            assumeTrue(present, tool + " is not here, so the commands of the README cannot be tried");
        }
    }

    @Test
    void theStreamThatWasCutOffIsResumedWithEveryEventOnce() throws IOException, InterruptedException {
        Path work = Files.createDirectories(directory.resolve("work"));
        try (SampleProcess sample = SampleProcess.start(directory, "--port", "0")) {
            URI uri = sample.awaitUri();
            String result = run(story().replace("http://127.0.0.1:8080/", uri.toString()), work);
            assertThat(result).matches("\\{\"rows\":\\d+,\"rejected\":\\d+,\"seconds\":[0-9.]+}");
        }
        String first = Files.readString(work.resolve("first.txt"));
        String rest = Files.readString(work.resolve("rest.txt"));
        // On a busy machine nothing has come when it is cut off; what is not complete does not count.
        int complete = first.lastIndexOf("\n\n");
        List<Long> ids = Stream.of(complete < 0 ? "" : first.substring(0, complete + 2), rest)
                .flatMap(part -> ID.matcher(part).results().map(found -> Long.valueOf(found.group(1))))
                .toList();
        assertThat(ids)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, ids.size()).boxed().toList());
        assertThat(first + rest).containsOnlyOnce("event: done").contains("\"state\":\"succeeded\"");
    }

    private static String story() throws IOException {
        Matcher matcher = STORY.matcher(Files.readString(Path.of("../README.md")));
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private static String run(String script, Path directory) throws IOException, InterruptedException {
        Process bash = new ProcessBuilder("bash", "-euo", "pipefail", "-c", script)
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(bash.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(bash.waitFor(3, TimeUnit.MINUTES)).isTrue();
        assertThat(bash.exitValue()).isZero();
        return output.strip();
    }
}
