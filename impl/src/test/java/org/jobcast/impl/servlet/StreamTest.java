package org.jobcast.impl.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jobcast.channel.ChannelOptions;
import org.jobcast.impl.servlet.TestServer.Reply;
import org.jobcast.job.Job;
import org.jobcast.job.JobEmitter;
import org.jobcast.job.JobOptions;
import org.jobcast.test.RawHttp;
import org.jobcast.test.SseClient;
import org.jobcast.test.SseParser.Event;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class StreamTest {
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start("stream.keep-alive=0");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String path(JobEmitter job) {
        return "/jobs/" + job.job().id() + "/stream";
    }

    private static List<String> types(List<Event> events) {
        return events.stream().map(Event::type).toList();
    }

    @Test
    void progressAndLogsArriveInOrderAndTheEndClosesTheConnection() {
        JobEmitter job = server.jobs().open("test");
        try (SseClient client = server.follow(path(job))) {
            for (int i = 1; i <= 3; i++) {
                job.progress(i, 3);
                job.log("step " + i);
            }
            job.result(Map.of("steps_completed", 3));
            job.close();

            List<Event> events = client.awaitEnd();

            assertThat(types(events)).containsExactly("progress", "log", "progress", "log", "progress", "log", "done");
            assertThat(events.get(0).data()).startsWith("{\"event\":\"progress\",\"current\":1,\"total\":3,\"t\":0.0");
            assertThat(events.get(1).data()).startsWith("{\"event\":\"log\",\"message\":\"step 1\",\"level\":\"info\"");
            assertThat(events.get(6).data()).startsWith("{\"event\":\"done\",\"state\":\"succeeded\",\"t\":");
            assertThat(events).extracting(Event::id).doesNotHaveDuplicates();
        }
    }

    @Test
    void theHeadComesBeforeTheFirstEventAndEachHeaderOnce() {
        JobEmitter job = server.jobs().open("test");
        try (SseClient client = server.follow(path(job))) {
            RawHttp.Head head = client.head();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.values("Content-Type")).containsExactly("text/event-stream;charset=UTF-8");
            assertThat(head.values("Cache-Control")).containsExactly("no-cache, no-transform");
            assertThat(head.values("X-Accel-Buffering")).containsExactly("no");
            assertThat(head.values("Set-Cookie")).isEmpty();
            assertThat(head.values("Content-Length")).isEmpty();
        }
    }

    @Test
    void theRetryHintComesOnceAndIsAtLeastASecond() {
        JobEmitter job = server.jobs().open("test");
        try (SseClient client = server.follow(path(job))) {
            job.log("one");
            client.next();
            job.close();
            client.awaitEnd();
            assertThat(client.retries())
                    .singleElement()
                    .satisfies(retry -> assertThat(retry).isBetween(2400L, 3600L));
        }
    }

    @Test
    void aChannelHasItsOwnHeadersAndDefaultType() {
        server.channels()
                .open(
                        "greetings",
                        ChannelOptions.builder()
                                .defaultType("greeting")
                                .header("X-Team", "blue")
                                .header("Content-Type", "text/html")
                                .build());
        try (SseClient client = server.follow("/channels/greetings/stream")) {
            server.channels().send("greetings", "hello");
            server.channels().send("greetings", "other", Map.of("a", 1));
            server.channels().end("greetings");

            assertThat(client.head().values("X-Team")).containsExactly("blue");
            assertThat(client.head().values("Content-Type")).containsExactly("text/event-stream;charset=UTF-8");
            List<Event> events = client.awaitEnd();
            assertThat(types(events)).containsExactly("greeting", "other");
            assertThat(events.get(0).data()).isEqualTo("hello");
            assertThat(events.get(1).data()).isEqualTo("{\"a\":1}");
        }
        assertThat(server.channels().send("nobody-opened", "x")).isFalse();
    }

    @Test
    void whoComesLateGetsEverythingAndThenWhatIsNew() {
        JobEmitter job = server.jobs().open("test");
        for (int i = 1; i <= 3; i++) {
            job.log("early " + i);
        }
        try (SseClient client = server.follow(path(job))) {
            assertThat(client.take(3)).extracting(Event::data).allMatch(data -> data.contains("early"));
            job.log("live");
            assertThat(client.next().data()).contains("live");
            client.assertExhausted();
        }
    }

    @Test
    void latestBeginsWithTheLatestEventAndLiveWithTheNextOne() {
        JobEmitter job = server.jobs().open("test");
        job.log("one");
        job.log("two");
        try (SseClient latest = server.follow(path(job) + "?from=latest");
                SseClient live = server.follow(path(job) + "?from=live")) {
            assertThat(latest.next().data()).contains("two");
            job.log("three");
            assertThat(latest.next().data()).contains("three");
            assertThat(live.next().data()).contains("three");
        }
    }

    @Test
    void aClientThatComesBackGetsExactlyWhatItMissed() {
        JobEmitter job = server.jobs().open("test");
        for (int i = 1; i <= 5; i++) {
            job.emit("n", Map.of("n", i));
        }
        String id;
        try (SseClient first = server.follow(path(job))) {
            id = first.take(3).get(2).id();
        }
        try (SseClient byHeader = server.follow(path(job), "Last-Event-ID: " + id);
                SseClient byParameter = server.follow(path(job) + "?lastEventId=" + id)) {
            for (SseClient client : List.of(byHeader, byParameter)) {
                assertThat(client.take(2)).extracting(Event::data).allMatch(data -> data.matches(".*\"n\":[45],.*"));
                client.assertExhausted();
            }
        }
    }

    @Test
    void whoHasSeenTheEndGetsNoContent() {
        JobEmitter job = server.jobs().open("test");
        String last;
        try (SseClient client = server.follow(path(job))) {
            job.close();
            last = client.awaitEnd().get(1).id();
        }
        Reply again = server.get(path(job), "Last-Event-ID: " + last);
        assertThat(again.status()).isEqualTo(204);
        assertThat(again.body()).isEmpty();
    }

    @Test
    void trimmedHistoryIsToldBeforeTheRest() {
        JobEmitter job = server.jobs()
                .open("test", JobOptions.builder().historyEvents(100).build());
        for (int i = 1; i <= 1000; i++) {
            job.emit("n", Map.of("n", i));
        }
        String epoch;
        try (SseClient client = server.follow(path(job) + "?from=latest")) {
            epoch = client.next().id().replaceAll("-.*", "");
        }
        try (SseClient client = server.follow(path(job), "Last-Event-ID: " + epoch + "-5")) {
            Event gap = client.next();
            assertThat(gap.type()).isEqualTo("gap");
            assertThat(gap.data())
                    .isEqualTo("{\"event\":\"gap\",\"reason\":\"trimmed\",\"first\":\"" + epoch + "-901\",\"last\":\""
                            + epoch + "-1000\"}");
            List<Event> rest = client.take(100);
            assertThat(rest.get(0).id()).isEqualTo(epoch + "-901");
            assertThat(rest.get(99).id()).isEqualTo(epoch + "-1000");
        }
    }

    @Test
    void aJobThatFailsSaysWhy() {
        Job job = server.jobs().submit("test", context -> {
            throw new RuntimeException("boom");
        });
        try (SseClient client = server.follow("/jobs/" + job.id() + "/stream")) {
            List<Event> events = client.awaitEnd();
            assertThat(types(events)).containsExactly("error", "done");
            assertThat(events.get(0).data()).contains("\"message\":\"boom\",\"error_type\":\"RuntimeException\"");
            assertThat(events.get(1).data())
                    .contains("\"state\":\"failed\",\"error\":{\"type\":\"RuntimeException\",\"message\":\"boom\"}");
        }
    }

    @Test
    void unnamedEventsHaveNoEventLine() {
        JobEmitter job = server.jobs().open("test");
        try (SseClient client = server.follow(path(job) + "?events=unnamed")) {
            job.log("one");
            job.close();
            assertThat(types(client.awaitEnd())).containsOnly("message");
            assertThat(new String(client.http().received(), StandardCharsets.UTF_8))
                    .doesNotContain("\nevent:");
        }
    }

    @Test
    void manySourcesShareAConnectionAndResumeTogether() {
        JobEmitter one = server.jobs().open("test");
        JobEmitter two = server.jobs().open("test");
        server.channels().open("shared");
        String path = "/stream?job=" + one.job().id() + "&job=" + two.job().id() + "&channel=shared";
        String id;
        try (SseClient client = server.follow(path)) {
            one.log("a");
            assertThat(client.next().data())
                    .startsWith("{\"job\":\"" + one.job().id() + "\",\"event\":\"log\"");
            server.channels().send("shared", "b");
            Event event = client.next();
            assertThat(event.data()).isEqualTo("{\"channel\":\"shared\",\"event\":\"message\",\"data\":\"b\"}");
            id = event.id();
            assertThat(id.split(",")).hasSize(3);
        }
        two.log("c");
        one.log("d");
        try (SseClient client = server.follow(path, "Last-Event-ID: " + id)) {
            assertThat(client.take(2))
                    .extracting(Event::data)
                    .anyMatch(data -> data.contains("\"c\""))
                    .anyMatch(data -> data.contains("\"d\""));
            one.close();
            two.close();
            server.channels().end("shared");
            List<String> types = new ArrayList<>(types(client.awaitEnd()));
            types.removeAll(List.of("error"));
            assertThat(types).containsExactly("done", "done");
            id = client.lastEventId();
        }
        assertThat(server.get(path, "Last-Event-ID: " + id).status()).isEqualTo(204);
    }

    @Test
    void aSoleClientThatVanishesDoesNotStopTheJob() {
        JobEmitter job = server.jobs().open("test");
        SseClient client = server.follow(path(job));
        job.log("one");
        client.next();
        client.abort();
        for (int i = 0; i < 100; i++) {
            job.log("more");
        }
        job.result(7);
        job.close();
        assertThat(server.get("/jobs/" + job.job().id() + "/result").body()).isEqualTo("7");
    }

    @Test
    void headOfAStreamIsOnlyItsHeadAndTakesNoPlace() {
        try (TestServer small = TestServer.start("limits.connections=1")) {
            JobEmitter job = small.jobs().open("test");
            for (int i = 0; i < 3; i++) {
                Reply head = small.ask("HEAD", path(job));
                assertThat(head.status()).isEqualTo(200);
                assertThat(head.head().values("Content-Type")).containsExactly("text/event-stream;charset=UTF-8");
            }
            assertThat(small.connections()).isZero();
        }
    }
}
