package org.jobcast.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jobcast.test.PostgresServer;
import org.jobcast.test.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An import goes on from its checkpoint on another node, when its node is killed. */
class ImportTakeOverIT {
    private static final int ROWS = 200_000;
    private static final int FEWER_ROWS = 50_000;
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path directory;

    private final List<SampleProcess> started = new ArrayList<>();
    private String url = "";
    private List<String> options = List.of();

    private SampleProcess start() throws Exception {
        Path uploads = Files.createDirectories(directory.resolve("uploads"));
        List<String> jvm =
                List.of("-Xmx256m", "-XX:+UseSerialGC", "-Djobcast.node.lease=5s", "-Dsample.uploads=" + uploads);
        Path home = directory.resolve("node-" + started.size());
        SampleProcess node = SampleProcess.start(home, jvm, options);
        started.add(node);
        return node;
    }

    @Test
    void anImportSurvivesTheDeathOfItsNode() throws Exception {
        try (PostgresServer postgres = PostgresServer.start()) {
            url = postgres.newDatabase();
            options = List.of("--jdbc-url", url);
            killWhileItImports(ROWS);
        }
    }

    @Test
    void anImportThatRedisKnowsOfSurvivesTheDeathOfItsNode() throws Exception {
        try (PostgresServer postgres = PostgresServer.start();
                RedisServer redis = RedisServer.start()) {
            url = postgres.newDatabase();
            options = List.of("--redis-url", redis.url(), "--jdbc-url", url);
            killWhileItImports(FEWER_ROWS);
        }
    }

    private void killWhileItImports(int rows) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            SampleProcess first = start();
            SampleProcess second = start();
            SampleProcess third = start();
            byte[] file = first.get("api/sample.csv?rows=" + rows).body().getBytes(StandardCharsets.UTF_8);
            String job = SampleProcess.jobId(first.post("api/imports", file));
            List<URI> streams = new ArrayList<>();
            streams.add(first.resolve("jobcast/jobs/" + job + "/stream"));
            streams.add(second.resolve("jobcast/jobs/" + job + "/stream"));
            streams.add(third.resolve("jobcast/jobs/" + job + "/stream"));
            RoamingClient client = new RoamingClient(streams);
            Future<RoamingClient.Received> received = threads.submit(client);
            await().until(() -> client.count() >= 5);
            first.kill();
            List<RoamingClient.Event> events =
                    received.get(120, TimeUnit.SECONDS).events();
            String epoch = events.get(0).id().replaceFirst("-.*", "");
            assertThat(events.stream().map(RoamingClient.Event::id))
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, events.size())
                            .mapToObj(seq -> epoch + "-" + seq)
                            .toList());
            JsonNode done = JSON.readTree(events.get(events.size() - 1).data());
            assertThat(done.path("state").asText()).isEqualTo("succeeded");
            assertThat(events.stream().filter(event -> event.type().equals("restart")))
                    .hasSize(1);
            JsonNode result =
                    JSON.readTree(second.get("jobcast/jobs/" + job + "/result").body());
            assertThat(result.path("rows").asLong() + result.path("rejected").asLong())
                    .isEqualTo(rows);
            assertThat(rows(job)).isEqualTo(result.path("rows").asLong());
        } finally {
            threads.shutdownNow();
            for (SampleProcess node : started) {
                node.kill();
                node.close();
            }
        }
    }

    private long rows(String job) throws Exception {
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement count =
                        connection.prepareStatement("SELECT COUNT(*) FROM reading WHERE import_id = ?")) {
            count.setString(1, job);
            try (ResultSet found = count.executeQuery()) {
                found.next();
                return found.getLong(1);
            }
        }
    }
}
