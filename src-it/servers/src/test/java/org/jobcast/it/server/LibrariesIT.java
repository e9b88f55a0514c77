package org.jobcast.it.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
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

    private static List<Event> ended(App app, String id) {
        try (SseClient stream = app.follow("jobcast/jobs/" + id + "/stream").withTimeout(Duration.ofSeconds(60))) {
            assertThat(stream.head().status()).isEqualTo(200);
            return stream.awaitEnd();
        }
    }
}
