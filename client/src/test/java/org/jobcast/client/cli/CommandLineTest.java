package org.jobcast.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jobcast.client.ScriptedServer.json;
import static org.jobcast.client.ScriptedServer.streamHead;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jobcast.client.ScriptedServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class CommandLineTest {
    private static final String STATUS = "{\"id\":\"j\",\"type\":\"import\",\"state\":\"%s\","
            + "\"created\":\"2026-11-21T12:00:00Z\",\"progress\":{\"current\":1,\"total\":4}}";
    private static final String DONE = "event: done\ndata: {\"event\":\"done\",\"state\":\"%s\",\"t\":1}\n\n";

    private final ScriptedServer server = ScriptedServer.tcp();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Map<String, String> environment = new TreeMap<>();
    private boolean terminal;

    @AfterEach
    void close() {
        server.close();
    }

    private int run(String... args) {
        out.reset();
        err.reset();
        environment.putIfAbsent("JOBCAST_URL", server.base().toString());
        Console console = new Console(environment, print(out), print(err), terminal, "1.2");
        return new CommandLine(console).run(List.of(args)).code();
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private static String status(String state) {
        return json(String.format(STATUS, state));
    }

    private static String done(String state) {
        return String.format(DONE, state);
    }

    @Test
    void followPrintsEachEventAsALineAndEndsAsTheJobDoes() throws Exception {
        Map<String, Integer> codes = Map.of("succeeded", 0, "failed", 1, "lost", 1, "cancelled", 4);
        codes.forEach((state, code) -> {
            server.thenSend(status("running"))
                    .thenSend(streamHead()
                            + "id: 1-1\nevent: log\ndata: {\"event\":\"log\",\ndata: \"message\":\"a\"}\n\n"
                            + done(state));
            assertThat(run("follow", "j")).as(state).isEqualTo(code);
            assertThat(out().lines())
                    .containsExactly(
                            "{\"event\":\"log\",\"message\":\"a\"}",
                            "{\"event\":\"done\",\"state\":\"" + state + "\",\"t\":1}");
            assertThat(err()).isEmpty();
        });
    }

    @Test
    void followGoesOnWhereItIsTold() throws Exception {
        server.thenSend(status("succeeded")).thenAnswer(204, "", "").thenSend(status("succeeded"));
        assertThat(run("follow", "j", "--last-event-id", "1-9")).isZero();
        server.request();
        assertThat(server.request().header("Last-Event-ID")).isEqualTo("1-9");
        assertThat(out()).isEmpty();
    }

    @Test
    void followDrawsABarOnATerminal() {
        terminal = true;
        server.thenSend(status("running"))
                .thenSend(streamHead() + "event: progress\ndata: {\"current\":2,\"total\":4,\"t\":2}\n\n"
                        + "event: log\ndata: {\"message\":\"a\\u001b[31mb\",\"level\":\"warning\",\"t\":2.5}\n\n"
                        + done("succeeded"));
        assertThat(run("follow", "j")).isZero();
        assertThat(out())
                .contains("job j (import) is running")
                .contains("[############............]  50.0 %  2/4  2.0 s left")
                .contains("2.5 s  warning  a\uFFFD[31mb")
                .contains("1.0 s  succeeded");
    }

    @Test
    void resultPrintsTheValue() {
        server.thenSend(json("{\"rows\":[1]}"));
        assertThat(run("result", "j")).isZero();
        assertThat(out().strip()).isEqualTo("{\"rows\":[1]}");

        server.thenSend(json("{\"rows\":1}"));
        assertThat(run("result", "j", "--plain")).isZero();
        assertThat(out().lines()).containsExactly("{", "  \"rows\" : 1", "}");
    }

    @Test
    void resultOfAJobThatHasNoneSaysWhyByItsCode() {
        server.thenAnswer(202, "application/json", "{}");
        assertThat(run("result", "j")).isEqualTo(6);
        assertThat(err()).contains("job j still runs");

        server.thenAnswer(409, "application/problem+json", "{\"state\":\"cancelled\"}");
        assertThat(run("result", "j")).isEqualTo(4);
        server.thenAnswer(409, "application/problem+json", "{\"state\":\"failed\"}");
        assertThat(run("result", "j")).isEqualTo(1);
        assertThat(out()).isEmpty();
    }

    @Test
    void resultPopsWhenAskedTo() throws Exception {
        server.thenSend(json("1")).thenSend(json("1")).thenSend(json("1"));
        assertThat(run("result", "j", "--pop")).isZero();
        assertThat(server.request().line()).startsWith("DELETE ");
        assertThat(run("result", "j", "--pop", "--wait=1s")).isZero();
        assertThat(server.request().line()).startsWith("GET ");
        assertThat(server.request().line()).startsWith("DELETE ");
    }

    @Test
    void cancelSaysWhatCameOfIt() throws Exception {
        server.thenSend(json("{\"outcome\":\"REQUESTED\"}")).thenSend(json("{\"outcome\":\"ALREADY_TERMINAL\"}"));
        assertThat(run("cancel", "j", "--reason", "too slow")).isZero();
        assertThat(out().strip()).isEqualTo("{\"cancelled\":\"j\",\"outcome\":\"REQUESTED\"}");
        assertThat(server.request().line()).contains("?reason=too%20slow");
        assertThat(run("cancel", "--plain", "j")).isZero();
        assertThat(out().strip()).isEqualTo("job j had ended before");
    }

    @Test
    void retrySaysWhichJobRunsNow() throws Exception {
        String job = String.format(STATUS, "queued");
        server.thenAnswer(202, "application/json", job).thenAnswer(202, "application/json", job);
        assertThat(run("retry", "old")).isZero();
        assertThat(out().strip()).isEqualTo(job);
        assertThat(server.request().line()).startsWith("POST ").contains("/jobs/old/retry ");
        assertThat(run("retry", "--plain", "old")).isZero();
        assertThat(out().strip()).isEqualTo("job old runs again as j");

        server.thenAnswer(409, "application/problem+json", "{\"detail\":\"It still runs.\"}");
        assertThat(run("retry", "old")).isEqualTo(1);
        assertThat(err().strip()).isEqualTo("jobcast: Job old was not run again: It still runs.");
        assertThat(run("retry")).isEqualTo(2);
    }

    @Test
    void listPrintsOneJobOnEachLine() throws Exception {
        String job = String.format(STATUS, "running");
        server.thenSend(json("{\"jobs\":[" + job + "],\"page\":0,\"size\":1,\"total\":2}"))
                .thenSend(json("{\"jobs\":[" + job + "],\"page\":1,\"size\":1,\"total\":2}"));
        assertThat(run("list", "--all", "--size=1", "--state", "running,queued"))
                .isZero();
        assertThat(out().lines()).containsExactly(job, job);
        assertThat(server.request().line()).contains("/jobs?state=queued&state=running&page=0&size=1 ");
        assertThat(server.request().line()).contains("page=1");

        server.thenSend(json("{\"jobs\":[" + job + "],\"page\":0,\"size\":1,\"total\":2}"));
        assertThat(run("list", "--plain", "--size=1")).isZero();
        assertThat(out().lines().toList().get(0)).startsWith("JOB  ");
        assertThat(out().lines().toList().get(1)).startsWith("j  ").contains("running", "import", "25.0 %");
        assertThat(out()).contains("(2 jobs in all; --page 1 for more)");
    }

    @Test
    void cleanupCounts() throws Exception {
        server.thenSend(json("{\"count\":1,\"dryRun\":true}"));
        assertThat(run("cleanup", "--older-than=7d", "--dry-run", "--plain")).isZero();
        assertThat(out().strip()).isEqualTo("1 job would be removed");
        assertThat(server.request().line()).contains("olderThan=PT168H&dryRun=true");
    }

    @Test
    void theServersAnswersHaveCodesOfTheirOwn() {
        server.thenAnswer(404, "application/problem+json", "{}");
        assertThat(run("follow", "j")).isEqualTo(3);
        assertThat(err()).isEqualToIgnoringNewLines("jobcast: There is no job j that this caller may see.");
        server.thenAnswer(403, "application/problem+json", "{\"detail\":\"no\\u001b[2J\"}");
        assertThat(run("cancel", "j")).isEqualTo(1);
        assertThat(err()).contains("status 403: no\uFFFD[2J");
        server.thenAnswer(404, "application/problem+json", "{}");
        assertThat(run("list")).isEqualTo(1);
        assertThat(err()).contains("may not list jobs");
        environment.put("JOBCAST_URL", "unix:/nowhere/at-all.sock");
        assertThat(run("follow", "j")).isEqualTo(5);
        assertThat(err()).startsWith("jobcast: No answer from unix:/nowhere/at-all.sock");
    }

    @Test
    void headersAndTheTokenAreSent() throws Exception {
        environment.put("JOBCAST_TOKEN", "secret");
        server.thenSend(json("1"));
        assertThat(run("result", "j", "--header", "X-Tenant: a:b")).isZero();
        ScriptedServer.Request request = server.request();
        assertThat(request.header("Authorization")).isEqualTo("Bearer secret");
        assertThat(request.header("X-Tenant")).isEqualTo("a:b");
    }

    @Test
    void aWrongCommandLineIsExplained() {
        Stream.of(
                        "",
                        "nonsense",
                        "follow",
                        "follow a b",
                        "follow a --pop",
                        "follow a --unknown",
                        "follow a --last-event-id",
                        "follow ..",
                        "follow a --url=::",
                        "follow a --url=ftp://x",
                        "follow a --header=x",
                        "follow a --give-up-after=soon",
                        "result a --wait=-1s",
                        "result a --pop=yes",
                        "list a",
                        "list --state=sleeping",
                        "list --state=unknown",
                        "list --page=-1",
                        "list --size=0",
                        "cleanup",
                        "cleanup --older-than=PT-1S")
                .forEach(line -> {
                    String[] args = line.isEmpty() ? new String[0] : line.split(" ");
                    assertThat(run(args)).as(line).isEqualTo(2);
                    assertThat(err())
                            .as(line)
                            .startsWith("jobcast: ")
                            .endsWith("; see --help" + System.lineSeparator());
                    assertThat(out()).as(line).isEmpty();
                });
        assertThat(server.unseenRequests()).isZero();
    }

    @Test
    void helpNamesEveryCommandAndOption() {
        assertThat(run("--help")).isZero();
        assertThat(out())
                .contains(
                        "follow",
                        "result",
                        "cancel",
                        "retry",
                        "list",
                        "cleanup",
                        "--older-than",
                        "--wait",
                        "--last-event-id")
                .contains("exit code");
        assertThat(run("follow", "--version")).isZero();
        assertThat(out().strip()).isEqualTo("jobcast 1.2");
    }
}
