package org.jobcast.it.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.jobcast.test.DynamoServer;
import org.jobcast.test.RedisServer;
import org.jobcast.test.SseClient;
import org.jobcast.test.SseParser.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Optional libraries are optional, and used where they are. */
@ExtendWith(OnServer.class)
class LibrariesIT {
    private static final String[] CLIENT_OF_REDIS = {
        "lettuce-", "netty-", "reactor-", "reactive-streams-", "redis-authx-"
    };

    /** Threads of the store and of the SDK. */
    private static final Pattern OF_DYNAMODB =
            Pattern.compile("(jobcast-dynamodb-|sdk-|aws-|idle-connection-reaper).*");

    @Test
    void thePlainWarHoldsTheJarJacksonAndADriverOnly() throws IOException {
        try (ZipFile war = new ZipFile(Samples.war(true).toFile())) {
            List<String> libraries = war.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.endsWith(".jar"))
                    .map(name -> name.replaceAll("^.*/|-[0-9].*$", ""))
                    .sorted()
                    .toList();
            assertThat(libraries)
                    .containsExactly("h2", "jackson-annotations", "jackson-core", "jackson-databind", "jobcast");
        }
    }

    @Test
    void nothingOfTheJarFailsToLoad(RunningServer server) throws IOException {
        int before = server.process().log().length();
        try (Deployed deployed = Deployed.on(server, Apps.usual("bare"))) {
            assertThat(deployed.app().get("jobcast/health").statusCode()).isEqualTo(200);
        }
        assertThat(server.process().log().substring(before).lines())
                .noneMatch(line -> line.contains("org.jobcast") && line.contains("Exception"))
                .noneMatch(line -> line.matches(".*(NoClassDefFoundError|NoSuchMethodError|LinkageError).*"));
    }

    @Test
    void theConfigurationOfMicroProfileIsUsedWhereTheServerHasIt(RunningServer server) throws IOException {
        assumeThat(server.server().microProfile())
                .as("this server has no MicroProfile Config")
                .isTrue();
        WarFile war = Apps.usual("configured")
                .file(
                        "WEB-INF/classes/META-INF/microprofile-config.properties",
                        "jobcast.http.base-path=/by-microprofile\n");
        try (Deployed deployed = Deployed.on(server, war)) {
            assertThat(deployed.app().get("by-microprofile/health").body()).isEqualTo("OK");
            assertThat(deployed.app().get("jobcast/health").statusCode()).isEqualTo(404);
        }
    }

    /** Without the client. */
    private static WarFile onRedis(RedisServer redis) {
        return Apps.usual("redis")
                // That for servlet containers has it.
                .libraries(jar -> Stream.of(CLIENT_OF_REDIS).noneMatch(jar::startsWith))
                .webXml(
                        WarFile.parameter("jobcast.store", "redis"),
                        WarFile.parameter("jobcast.redis.url", redis.url()));
    }

    @Test
    void theClientOfRedisInTheWarIsUsedAndLeavesWithIt(RunningServer server) throws IOException {
        RedisServer redis = RedisServer.shared();
        int before = server.process().log().length();
        String id;
        List<Event> events;
        try (Deployed deployed = Deployed.on(server, onRedis(redis).withLibraries(CLIENT_OF_REDIS))) {
            id = deployed.app().submit("count");
            events = ended(deployed.app(), id);
            assertThat(events).last().extracting(Event::type).isEqualTo("done");
        }
        try (Deployed deployed = Deployed.on(server, onRedis(redis).withLibraries(CLIENT_OF_REDIS))) {
            assertThat(ended(deployed.app(), id)).isEqualTo(events);
        }
        assertThat(server.process().log().substring(before).lines())
                .noneMatch(line -> line.matches(".*(NoClassDefFoundError|NoSuchMethodError|LinkageError).*"))
                .noneMatch(line -> line.matches(".*(failed to stop|failed to remove).*")
                        && line.matches(".*(netty|lettuce|jobcast-).*"));
    }

    /** The SDK with the HTTP client of the JDK, and what they need. */
    private static String[] clientOfDynamoDb() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(Path::of)
                .filter(jar ->
                        jar.toString().contains(Path.of("software", "amazon").toString())
                                || jar.getFileName().toString().matches("(slf4j-api|reactive-streams)-.*\\.jar"))
                .map(jar -> jar.getFileName().toString())
                .toArray(String[]::new);
    }

    private static WarFile onDynamoDb(DynamoServer dynamo, String table) throws IOException {
        Set<String> client = Set.of(clientOfDynamoDb());
        List<String> parameters = DynamoServer.settings(dynamo.endpoint(), table).stream()
                .map(setting -> setting.split("=", 2))
                .map(setting -> WarFile.parameter("jobcast." + setting[0], setting[1]))
                .toList();
        return Apps.usual("dynamodb")
                .libraries(jar -> !client.contains(jar))
                .withLibraries(client.toArray(String[]::new))
                .webXml(parameters.toArray(String[]::new));
    }

    @Test
    void theClientOfDynamoDbInTheWarIsUsedAndLeavesWithIt(RunningServer server) throws IOException {
        DynamoServer dynamo = DynamoServer.shared();
        String table = DynamoServer.newTable();
        int before = server.process().log().length();
        String id;
        List<Event> events;
        try (Deployed deployed = Deployed.on(server, onDynamoDb(dynamo, table))) {
            id = deployed.app().submit("count");
            events = ended(deployed.app(), id);
            assertThat(events).last().extracting(Event::type).isEqualTo("done");
            assertThat(server.process().threads())
                    .as("the store has threads of its own")
                    .anyMatch(OF_DYNAMODB.asMatchPredicate());
        }
        await("no thread is left behind")
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(server.process().threads()).noneMatch(OF_DYNAMODB.asMatchPredicate()));
        try (Deployed deployed = Deployed.on(server, onDynamoDb(dynamo, table))) {
            assertThat(ended(deployed.app(), id)).isEqualTo(events);
        }
        assertThat(server.process().log().substring(before).lines())
                .noneMatch(line -> line.matches(".*(NoClassDefFoundError|NoSuchMethodError|LinkageError).*"))
                .noneMatch(line -> line.matches(".*(failed to stop|failed to remove).*")
                        && line.matches(".*(awssdk|sdk-|jobcast-).*"));
    }

    private static List<Event> ended(App app, String id) {
        try (SseClient stream = app.follow("jobcast/jobs/" + id + "/stream").withTimeout(Duration.ofSeconds(60))) {
            assertThat(stream.head().status()).isEqualTo(200);
            return stream.awaitEnd();
        }
    }
}
