package org.jobcast.impl.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jobcast.job.Job;
import org.jobcast.job.JobEmitter;
import org.jobcast.job.JobOptions;
import org.jobcast.job.JobState;
import org.jobcast.test.DynamoServer;
import org.jobcast.test.SseParser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** DynamoDB has removed everything whose time to live is over, and the jobs are still there. */
class DynamoQuietLogTest {
    private final String table = DynamoServer.newTable();
    private final HttpKit kit = start();
    private final HttpKit other = start();
    private final DynamoDbClient dynamo = DynamoDbClient.builder()
            .endpointOverride(URI.create(DynamoServer.shared().endpoint()))
            .region(Region.EU_CENTRAL_1)
            .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
            .build();

    private HttpKit start() {
        return new HttpKit(Stream.concat(
                        DynamoServer.settings(DynamoServer.shared().endpoint(), table).stream(),
                        Stream.of("node.lease=30s"))
                .toArray(String[]::new));
    }

    @AfterEach
    void stop() {
        kit.close();
        other.close();
        dynamo.close();
    }

    /** A month passes: DynamoDB removes everything that has a time to live. */
    private void expire() {
        for (Map<String, AttributeValue> item :
                dynamo.scanPaginator(scan -> scan.tableName(table)).items()) {
            if (item.containsKey("ttl")) {
                delete(item.get("pk"), item.get("sk"));
            } else if (item.containsKey("begun")) {
                Map<String, AttributeValue> older = new HashMap<>(item);
                long begun = Long.parseLong(item.get("begun").n());
                older.put("begun", AttributeValue.fromN(Long.toString(begun - 30 * 86_400)));
                dynamo.putItem(put -> put.tableName(table).item(older));
            }
        }
    }

    private void delete(AttributeValue pk, AttributeValue sk) {
        dynamo.deleteItem(delete -> delete.tableName(table).key(Map.of("pk", pk, "sk", sk)));
    }

    private static void assertAnswers(HttpKit kit, Job job, int status) {
        for (String path : List.of("/stream", "/events", "/logs")) {
            assertThat(kit.get("/jobs/" + job.id() + path).status()).as(path).isEqualTo(status);
        }
    }

    private static List<SseParser.Event> read(HttpKit kit, Job job) {
        return StreamReader.all(kit.stream(Asked.of("GET", "/jobs/" + job.id() + "/stream")));
    }

    @Test
    void aJobGoesOnAfterALongSilence() throws Exception {
        JobEmitter emitter = kit.jobs().open("import");
        assertThat(emitter.emit("n", "before")).isTrue();
        Job job = emitter.job();
        Awaitility.await()
                .ignoreExceptions()
                .until(() -> other.get("/jobs/" + job.id() + "/events?after=0")
                        .body()
                        .contains("before"));
        expire();
        assertThat(emitter.emit("n", "after")).isTrue();
        emitter.result(42);
        emitter.close();
        assertThat(job.completion()
                        .toCompletableFuture()
                        .get(60, TimeUnit.SECONDS)
                        .state())
                .isEqualTo(JobState.SUCCEEDED);
        List<SseParser.Event> events = read(other, job);
        assertThat(events).last().extracting(SseParser.Event::type).isEqualTo("done");
        assertThat(events).anyMatch(event -> event.data().contains("after"));
        assertThat(other.get("/jobs/" + job.id() + "/result").body()).isEqualTo("42");
    }

    @Test
    void theStreamOfAJobThatBeginsLaterWaitsForIt() {
        kit.jobs().register("later", String.class, (input, ctx) -> input);
        Job job = kit.jobs()
                .start(
                        "later",
                        "x",
                        JobOptions.builder()
                                .startAt(Instant.now().plus(Duration.ofDays(30)))
                                .build());
        expire();
        assertAnswers(other, job, 200);
    }

    @Test
    void aClientOfAnEndedJobWhoseEventsAreGoneGetsAGap() {
        Job job = kit.ended(ctx -> {
            ctx.emit("n", 1);
            return "fine";
        });
        expire();
        try (HttpKit fresh = start()) {
            assertAnswers(fresh, job, 200);
            assertThat(read(fresh, job)).extracting(SseParser.Event::type).containsExactly("gap");
            assertThat(fresh.get("/jobs/" + job.id() + "/result").body()).isEqualTo("\"fine\"");
        }
    }

    @Test
    void aJobThatIsBeingRemovedIsNotFound() {
        Job job = kit.ended(ctx -> "fine");
        delete(AttributeValue.fromS("job " + job.id()), AttributeValue.fromS("HEAD"));
        try (HttpKit fresh = start()) {
            assertAnswers(fresh, job, 404);
        }
    }
}
