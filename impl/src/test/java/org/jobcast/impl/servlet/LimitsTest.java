package org.jobcast.impl.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jobcast.impl.servlet.TestServer.Reply;
import org.jobcast.job.JobEmitter;
import org.jobcast.test.RawHttp;
import org.jobcast.test.SseClient;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private static String stream(JobEmitter job) {
        return "/jobs/" + job.job().id() + "/stream";
    }

    @Test
    void aConnectionTooManyIsToldWhenToComeBackAndGetsAPlaceThen() {
        try (TestServer server = TestServer.start("limits.connections=2", "stream.keep-alive=100ms")) {
            JobEmitter job = server.jobs().open("test");
            try (SseClient first = server.follow(stream(job));
                    SseClient second = server.follow(stream(job))) {
                Reply refused = server.get(stream(job));
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.head().values("Retry-After")).containsExactly("5");
                first.abort();
                Awaitility.await().until(() -> server.connections() == 1);
                second.awaitComment("keep-alive");
            }
        }
    }

    @Test
    void oneUserOrAddressTooOftenIsTooManyRequests() {
        try (TestServer server =
                TestServer.start("limits.connections-per-principal=1", "limits.connections-per-address=2")) {
            JobEmitter job = server.jobs().open("test");
            String ada = "X-Test-User: ada";
            try (SseClient first = server.follow(stream(job), ada)) {
                assertThat(server.get(stream(job), ada).status()).isEqualTo(429);
                try (SseClient second = server.follow(stream(job))) {
                    assertThat(List.of(first.head().status(), second.head().status()))
                            .containsOnly(200);
                    Reply refused = server.get(stream(job), "X-Test-User: bob");
                    assertThat(refused.status()).isEqualTo(429);
                    assertThat(refused.body()).contains("jobcast.limits.connections-per-address");
                }
            }
        }
    }

    @Test
    void manyMoreConnectionsThanAllowedLeaveTheServerServing() {
        try (TestServer server = TestServer.start("limits.connections=10", "stream.keep-alive=100ms")) {
            JobEmitter job = server.jobs().open("test");
            List<SseClient> clients = new ArrayList<>();
            try {
                for (int i = 0; i < 1000; i++) {
                    clients.add(server.follow(stream(job)));
                }
                assertThat(clients)
                        .filteredOn(client -> client.head().status() == 200)
                        .hasSize(10);
                assertThat(clients)
                        .filteredOn(client -> client.head().status() == 503)
                        .hasSize(990);
            } finally {
                clients.forEach(SseClient::abort);
            }
            Awaitility.await().until(() -> server.connections() == 0);
            try (SseClient client = server.follow(stream(job))) {
                job.log("served");
                assertThat(client.next().data()).contains("served");
            }
        }
    }

    @Test
    void keepAlivesComeWhileNothingElseDoes() {
        try (TestServer server = TestServer.start("stream.keep-alive=200ms")) {
            JobEmitter job = server.jobs().open("test");
            try (SseClient client = server.follow(stream(job))) {
                Awaitility.await().until(() -> {
                    client.assertExhausted();
                    return client.comments().size() >= 3;
                });
                assertThat(client.comments()).containsOnly(" keep-alive");
            }
        }
    }

    @Test
    void aDeadClientIsForgottenWithinTwoKeepAlives() {
        try (TestServer server = TestServer.start("stream.keep-alive=300ms")) {
            JobEmitter job = server.jobs().open("test");
            // In keep-alives of another client, as those are as late as the machine is.
            try (SseClient other = server.follow(stream(job))) {
                SseClient client = server.follow(stream(job));
                other.awaitComment("keep-alive");
                other.assertExhausted();
                int before = other.comments().size();
                client.abort();
                Awaitility.await().until(() -> {
                    other.assertExhausted();
                    return server.connections() == 1;
                });
                other.assertExhausted();
                assertThat(other.comments().size() - before).isLessThanOrEqualTo(5);
            }
        }
    }

    @Test
    void anEndedJobIsForgottenAfterItsTimeAndARunningOneNever() {
        try (TestServer server = TestServer.start("job.ttl=5s")) {
            JobEmitter running = server.jobs().open("test");
            JobEmitter ended = server.jobs().open("test");
            ended.result(Map.of());
            ended.close();
            assertThat(server.get("/jobs/" + ended.job().id() + "/result").status())
                    .isEqualTo(200);
            Awaitility.await().until(() -> server.get(stream(ended)).status() == 404);
            assertThat(server.get("/jobs/" + ended.job().id() + "/result").status())
                    .isEqualTo(404);
            assertThat(server.get("/jobs/" + running.job().id()).status()).isEqualTo(200);
        }
    }

    @Test
    void aBodyThatIsDeclaredTooLargeIsRefused() {
        try (TestServer server = TestServer.start("http.max-body=1KiB");
                RawHttp http = server.send("POST", "/jobs/x/cancel", "Content-Length: 1025", "Connection: close")) {
            assertThat(http.readHead().status()).isEqualTo(413);
        }
    }
}
