package org.jobcast.impl.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.awaitility.Awaitility;
import org.jobcast.impl.servlet.TestServer.Reply;
import org.jobcast.job.JobEmitter;
import org.jobcast.job.JobRefusedException;
import org.jobcast.test.RawHttp;
import org.jobcast.test.SseClient;
import org.jobcast.test.SseParser.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UndeployIT {
    private static final int REDEPLOYS = 20;

    @Test
    void clientsHearOfTheEndAndNoThreadIsLeft() {
        StartUpTest.awaitNoOwnThreads();
        try (TestServer server = TestServer.start("job.shutdown-grace=1s", "stream.retry=2s")) {
            JobEmitter job = server.jobs().open("test");
            for (int i = 0; i < 5; i++) {
                server.jobs().submit("endless", context -> {
                    new CountDownLatch(1).await();
                    return null;
                });
            }
            List<SseClient> clients = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                clients.add(server.follow("/jobs/" + job.job().id() + "/stream"));
            }
            RawHttp waiting = server.send("GET", "/jobs/" + job.job().id() + "/result?wait=60");
            Awaitility.await().until(() -> server.connections() == 51);
            var jobs = server.jobs();
            long before = System.nanoTime();
            server.undeploy();
            Duration took = Duration.ofNanos(System.nanoTime() - before);

            assertThat(took)
                    .as("it waits neither for clients nor for what they wait for")
                    .isLessThan(Duration.ofSeconds(20));
            for (SseClient client : clients) {
                List<Event> events = client.awaitEnd();
                assertThat(events).extracting(Event::type).containsExactly("closing");
                assertThat(events.get(0).data()).isEqualTo("{\"event\":\"closing\",\"retry\":2000}");
                assertThat(client.retries()).hasSize(2).last().isEqualTo(2000L);
                client.close();
            }
            Reply late = TestServer.read(waiting);
            assertThat(late.status()).isIn(202, 409, 503);
            waiting.close();
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> jobs.open("test"))
                    .isInstanceOf(JobRefusedException.class);
            StartUpTest.awaitNoOwnThreads();
        }
    }

    @Test
    void aClientThatComesBackAfterARestartIsToldOfTheGapAndGetsTheRest() {
        try (TestServer server = TestServer.start()) {
            server.channels().open("news").send("old");
            String id;
            try (SseClient client = server.follow("/channels/news/stream")) {
                id = client.next().id();
            }
            server.undeploy();
            server.deploy();
            server.channels().open("news").send("new");
            try (SseClient client = server.follow("/channels/news/stream", "Last-Event-ID: " + id)) {
                Event gap = client.next();
                assertThat(gap.type()).isEqualTo("gap");
                assertThat(gap.data()).contains("\"reason\":\"restarted\"");
                assertThat(client.next().data()).isEqualTo("new");
            }
        }
    }

    @Test
    void theClassLoadersOfUndeployedApplicationsDoNotPileUp(@TempDir Path directory) throws Exception {
        Path war = DeployedWar.explode(Files.createDirectory(directory.resolve("war")));
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(directory.toString());
        Connector connector = new Connector();
        connector.setProperty("address", "127.0.0.1");
        connector.setPort(0);
        tomcat.setConnector(connector);
        tomcat.getHost();
        tomcat.start();
        try {
            List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
            for (int i = 0; i < REDEPLOYS; i++) {
                loaders.add(deployUseAndUndeploy(tomcat, war));
            }
            Awaitility.await().untilAsserted(() -> {
                System.gc();
                // The newest one is still held by something; by what is not known yet.
                assertThat(loaders.subList(0, REDEPLOYS - 1))
                        .filteredOn(loader -> loader.get() != null)
                        .isEmpty();
            });
            StartUpTest.awaitNoOwnThreads();
        } finally {
            tomcat.stop();
            tomcat.destroy();
        }
    }

    private static WeakReference<ClassLoader> deployUseAndUndeploy(Tomcat tomcat, Path war) throws Exception {
        DeployedWar deployed = new DeployedWar(tomcat, war);
        assertThat(deployed.context().getState().isAvailable()).isTrue();
        String id = deployed.startJobs();
        int port = tomcat.getConnector().getLocalPort();
        java.net.URI stream = java.net.URI.create("http://127.0.0.1:" + port + "/jobcast/jobs/" + id + "/stream");
        try (SseClient client = SseClient.get(stream);
                RawHttp http = RawHttp.open("127.0.0.1", port)) {
            assertThat(client.next().data()).contains("hello");
            http.send("GET /jobcast/jobs/" + id + " HTTP/1.1", "Host: x");
            assertThat(TestServer.read(http).body()).contains("\"state\":\"running\"");
            WeakReference<ClassLoader> loader = deployed.loader();
            deployed.undeploy();
            assertThat(client.awaitEnd()).extracting(Event::type).contains("closing");
            return loader;
        }
    }
}
