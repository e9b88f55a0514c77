package org.jobcast.impl.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.jobcast.job.JobEmitter;
import org.jobcast.job.JobOptions;
import org.jobcast.test.RawHttp;
import org.jobcast.test.SseClient;
import org.jobcast.test.SseParser.Event;
import org.junit.jupiter.api.Test;

/** The ways in which a container and clients that vanish break streams, as measured; each of them once was seen. */
class MassDisconnectIT {
    private static final int CLIENTS = 1000;

    private static String stream(JobEmitter job) {
        return "/jobs/" + job.job().id() + "/stream";
    }

    private static int descriptors() {
        return Objects.requireNonNull(new File("/proc/self/fd").list()).length;
    }

    private static List<SseClient> follow(TestServer server, int count, String path) {
        List<SseClient> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            SseClient client = server.follow(path);
            assertThat(client.head().status()).isEqualTo(200);
            clients.add(client);
        }
        return clients;
    }

    @Test
    void thousandClientsThatVanishAtOnceFiveTimesLeaveNothingBehind() {
        try (TestServer server = TestServer.start("stream.keep-alive=500ms")) {
            JobEmitter job = server.jobs().open("test");
            server.get("/health");
            int before = descriptors();
            for (int round = 1; round <= 5; round++) {
                List<SseClient> clients = follow(server, CLIENTS, stream(job) + "?from=live");
                clients.forEach(SseClient::abort);
                job.emit("round", Map.of("n", round));
                List<SseClient> next = follow(server, 100, stream(job) + "?from=live");
                job.emit("next", Map.of("n", round));
                for (SseClient client : next) {
                    assertThat(client.next().data()).as("nobody is deaf").contains("\"next\",\"n\":" + round);
                    client.abort();
                }
                Awaitility.await().until(() -> server.connections() == 0);
            }
            Awaitility.await().until(() -> descriptors() <= before + 5);
        }
    }

    @Test
    void aWriteThatFailsNeverEndsTheRequestOfSomebodyElse() {
        try (TestServer server = TestServer.start("stream.keep-alive=500ms")) {
            JobEmitter busy = server.jobs()
                    .open("busy", JobOptions.builder().historyEvents(20).build());
            JobEmitter calm = server.jobs().open("calm");
            List<SseClient> others = follow(server, 50, stream(calm));
            for (int round = 1; round <= 20; round++) {
                List<SseClient> victims = follow(server, 20, stream(busy) + "?from=live");
                busy.emit("n", Map.of("n", round));
                victims.forEach(SseClient::abort);
                for (int i = 0; i < 20; i++) {
                    busy.emit("more", Map.of("x", "x".repeat(1000)));
                    assertThat(server.get("/health").body()).isEqualTo("OK");
                }
                calm.emit("calm", Map.of("n", round));
            }
            calm.result(1);
            calm.close();
            for (SseClient client : others) {
                List<Event> events = client.awaitEnd();
                assertThat(events).hasSize(21);
                assertThat(events.get(20).type()).isEqualTo("done");
                client.close();
            }
        }
    }

    @Test
    void aClientThatStopsReadingDelaysNobodyAndIsDisconnected() {
        try (TestServer server = TestServer.start("stream.max-stall=6s", "stream.keep-alive=500ms")) {
            JobEmitter job = server.jobs()
                    .open("test", JobOptions.builder().historyBytes(4 << 20).build());
            try (SseClient stalled = SseClient.get(server.uri(stream(job)), 2048);
                    SseClient other = server.follow(stream(job))) {
                String payload = "x".repeat(20_000);
                long slowest = 0;
                for (int i = 1; i <= 1000; i++) {
                    long start = System.nanoTime();
                    job.emit("n", Map.of("n", i, "x", payload));
                    slowest = Math.max(slowest, System.nanoTime() - start);
                    assertThat(other.next().data()).contains("\"n\":" + i + ",");
                }
                assertThat(Duration.ofNanos(slowest))
                        .as("the publisher does not wait for the stalled client to be dropped")
                        .isLessThan(Duration.ofSeconds(5));
                Awaitility.await().until(() -> server.connections() == 1);
                assertThat(stalled.head().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void eventsOfAnySizeArriveWhole() {
        try (TestServer server = TestServer.start()) {
            JobEmitter job = server.jobs().open("test");
            List<SseClient> clients = follow(server, 5, stream(job));
            int[] sizes = {0, 75, 1000, 8000, 8192, 9000, 33_000, 65_536, 100_000};
            for (int size : sizes) {
                job.emit("n", Map.of("x", "y".repeat(size)));
            }
            job.result(1);
            job.close();
            for (SseClient client : clients) {
                List<Event> events = client.awaitEnd();
                assertThat(events).hasSize(sizes.length + 1);
                for (int i = 0; i < sizes.length; i++) {
                    assertThat(events.get(i).data()).contains("\"x\":\"" + "y".repeat(sizes[i]) + "\"");
                }
                client.close();
            }
        }
    }

    @Test
    void fiveHundredClientsGetTwoHundredEventsWithoutAThreadEach() {
        try (TestServer server = TestServer.start()) {
            JobEmitter job = server.jobs().open("test");
            List<SseClient> clients = follow(server, 10, stream(job));
            int before = Thread.activeCount();
            clients.addAll(follow(server, 490, stream(job)));
            int with = Thread.activeCount();
            for (int i = 1; i <= 200; i++) {
                job.emit("n", Map.of("n", i));
            }
            job.result(1);
            job.close();
            List<Event> first = clients.get(0).awaitEnd();
            assertThat(first).hasSize(201);
            for (SseClient client : clients.subList(1, clients.size())) {
                assertThat(client.awaitEnd()).isEqualTo(first);
                client.close();
            }
            assertThat(with - before).as("threads for 490 clients").isLessThanOrEqualTo(20);
        }
    }

    @Test
    void clientsThatVanishWhileTheyWaitForAnAnswerHarmNobody() {
        try (TestServer server = TestServer.start()) {
            for (int round = 0; round < 5; round++) {
                JobEmitter job = server.jobs().open("test");
                List<RawHttp> waiting = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    waiting.add(server.send("GET", "/jobs/" + job.job().id() + "/result?wait=30"));
                }
                Awaitility.await().until(() -> server.connections() == 100);
                waiting.subList(0, 50).forEach(RawHttp::abort);
                job.result("x".repeat(50_000));
                job.close();
                for (RawHttp client : waiting.subList(50, 100)) {
                    assertThat(TestServer.read(client).body()).hasSize(50_002);
                    client.close();
                }
                Awaitility.await().until(() -> server.connections() == 0);
            }
        }
    }
}
