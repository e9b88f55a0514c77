package org.jobcast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jobcast.client.Program.Ended;
import org.jobcast.job.JobEmitter;
import org.jobcast.job.JobOptions;
import org.jobcast.job.LogLevel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What takes a principal with roles, or a look into the server. */
@Timeout(240)
class EmbeddedServerIT {
    @TempDir
    Path directory;

    private EmbeddedServer server;

    @BeforeEach
    void start() throws Exception {
        server = new EmbeddedServer(directory);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private JobEmitter open(String type) {
        return server.runtime()
                .jobs()
                .open(type, JobOptions.builder().owner("ada").build());
    }

    @Test
    void whoMayListsAndCleansUp() throws Exception {
        List<String> ended = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            try (JobEmitter job = open("import")) {
                job.result(i);
                ended.add(job.job().id());
            }
        }
        JobcastClient admin = server.client("admin");
        try (JobEmitter running = open("report")) {
            JobFilter filter = new JobFilter(Set.of(), null, "ada", null, 0, 2);
            JobList page = admin.list(filter);
            assertThat(page.total()).isEqualTo(4);
            assertThat(page.jobs()).hasSize(2);
            assertThat(page.hasMore()).isTrue();
            assertThat(admin.list(filter.onPage(1)).hasMore()).isFalse();
            assertThat(admin.list(filter.ofType("report").in(JobState.RUNNING)).jobs())
                    .extracting(JobStatus::id)
                    .containsExactly(running.job().id());

            assertThat(admin.cleanup(Duration.ofHours(1), false)).isZero();
            assertThat(admin.cleanup(Duration.ZERO, true)).isEqualTo(3);
            assertThat(admin.status(ended.get(0)).hasResult()).isTrue();

            Map<String, String> environment =
                    Map.of("JOBCAST_URL", server.base().toString(), "JOBCAST_TOKEN", "admin");
            Ended listed = program(environment, "list", "--state", "succeeded", "--all", "--size", "2");
            assertThat(listed.code()).isZero();
            assertThat(listed.out().lines()).hasSize(3).allMatch(line -> line.startsWith("{\"id\":\""));
            Ended cleaned = program(environment, "cleanup", "--older-than", "0s");
            assertThat(cleaned).isEqualTo(new Ended(0, "{\"count\":3,\"dryRun\":false}" + System.lineSeparator(), ""));

            assertThat(admin.list(JobFilter.all()).total()).isEqualTo(1);
        }
        assertThatThrownBy(() -> admin.status(ended.get(0))).isInstanceOf(JobNotFoundException.class);
        JobcastClient ada = server.client("ada");
        assertThatThrownBy(() -> ada.list(JobFilter.all())).isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> ada.cleanup(Duration.ZERO, false)).isInstanceOf(RefusedException.class);
    }

    private static Ended program(Map<String, String> environment, String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"), "-jar", System.getProperty("client.jar")));
        command.addAll(List.of(args));
        return Program.run(command, environment);
    }

    @Test
    void anExpiredTokenIsRenewedInTheMiddleOfALife() {
        List<String> tokens = new ArrayList<>(List.of("expired", "ada"));
        JobcastClient client = JobcastClient.create(
                server.base(),
                ClientOptions.builder().token(() -> tokens.remove(0)).build());
        try (JobEmitter job = open("import")) {
            assertThat(client.status(job.job().id()).state()).isEqualTo(JobState.RUNNING);
            assertThat(tokens).isEmpty();
            job.complete();
        }
        assertThatThrownBy(() -> server.client("wrong").status("x")).isInstanceOf(RefusedException.class);
    }

    @Test
    void eventsArriveAsTheyHappenAndClosingFreesTheConnectionOnTheServer() throws Exception {
        JobcastClient client = server.client("ada");
        try (JobEmitter job = open("import")) {
            JobStream stream = client.stream(job.job().id());
            for (int i = 1; i <= 3; i++) {
                job.log("line " + i, LogLevel.WARNING);
                assertThat(stream.next())
                        .hasValueSatisfying(event ->
                                assertThat(((JobEvent.Log) event).level()).isEqualTo("warning"));
            }
            assertThat(connections(client)).isEqualTo(1);
            CompletableFuture<Optional<JobEvent>> reader = CompletableFuture.supplyAsync(stream::next);
            stream.close();
            assertThat(reader.get(30, TimeUnit.SECONDS)).isEmpty();
            // A server learns of a close when it writes.
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                job.log("anybody?");
                return connections(client) == 0;
            });
            job.complete();
        }
    }

    private static int connections(JobcastClient client) throws Exception {
        Requests requests = new Requests(
                client.base(), ClientOptions.builder().token(() -> "ada").build());
        JsonNode health =
                requests.ask("GET", "/health", Map.of(), Duration.ZERO).body();
        return health.get("connections").asInt();
    }

    @Test
    void aResultIsWaitedForWithoutPolling() throws Exception {
        JobcastClient client = server.client("ada");
        CompletableFuture<Optional<JsonNode>> result;
        try (JobEmitter job = open("import")) {
            String id = job.job().id();
            result = CompletableFuture.supplyAsync(() -> client.result(id, Duration.ofSeconds(30)));
            job.result(Map.of("rows", 7));
        }
        assertThat(result.get(30, TimeUnit.SECONDS).orElseThrow().get("rows").asInt())
                .isEqualTo(7);
    }
}
