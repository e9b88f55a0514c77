package org.jobcast.impl.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jobcast.impl.http.HttpKit.Reply;
import org.jobcast.impl.resume.StreamView;
import org.jobcast.resume.ResumableStream;
import org.jobcast.resume.ResumeResult;
import org.jobcast.resume.StreamOptions;
import org.jobcast.resume.TextSink;
import org.jobcast.resume.TextSource;
import org.jobcast.test.SseParser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ResumeHttpTest {
    private final ObjectMapper json = new ObjectMapper();
    private final List<HttpKit> kits = new ArrayList<>();
    private final ExecutorService clients = Executors.newCachedThreadPool();

    private HttpKit start(String... settings) {
        HttpKit kit = new HttpKit(settings);
        kits.add(kit);
        return kit;
    }

    @AfterEach
    void stop() {
        kits.forEach(HttpKit::close);
        clients.shutdownNow();
    }

    private static void done(HttpKit kit, String id, String... chunks) {
        ResumeResult created = kit.runtime.resumable().create(id, TextSource.ofIterator(List.of(chunks)::iterator));
        created.stream().orElseThrow().text();
    }

    private static TextSink running(HttpKit kit, String id) {
        AtomicReference<TextSink> sink = new AtomicReference<>();
        kit.runtime.resumable().create(id, TextSource.callback(sink::set));
        return sink.get();
    }

    private List<SseParser.Event> events(HttpKit kit, String uri, String... headers) {
        return StreamReader.all(kit.stream(Asked.of("GET", uri, headers)));
    }

    private String joined(List<SseParser.Event> events) throws Exception {
        StringBuilder text = new StringBuilder();
        for (SseParser.Event event : events) {
            if (event.type().equals("text")) {
                text.append(json.readTree(event.data()).get("text").asText());
            }
        }
        return text.toString();
    }

    @Test
    void aStreamThatHasEndedIsReplayedAsEventsFromAnyCharacter() throws Exception {
        HttpKit kit = start();
        done(kit, "s", "a😀", "b\r\n", "c");
        List<SseParser.Event> all = events(kit, "/streams/s");
        assertThat(all).hasSize(4);
        assertThat(all.get(1).data()).isEqualTo("{\"event\":\"text\",\"at\":3,\"text\":\"b\\r\\n\"}");
        assertThat(all.get(3).type()).isEqualTo("done");
        assertThat(all.get(3).data()).isEqualTo("{\"event\":\"done\",\"state\":\"succeeded\"}");
        String text = "a😀b\r\nc";
        for (int skip = 0; skip <= text.length() + 1; skip++) {
            int from = skip == 2 ? 1 : Math.min(skip, text.length());
            List<SseParser.Event> rest = events(kit, "/streams/s?resumeAt=" + skip);
            assertThat(joined(rest)).as("resumeAt=" + skip).isEqualTo(text.substring(from));
            assertThat(rest.get(rest.size() - 1).type()).isEqualTo("done");
        }
    }

    @Test
    void aClientThatComesBackByEventIdGetsTheRestAndThen204() throws Exception {
        HttpKit kit = start();
        done(kit, "s", "1", "2", "3");
        List<SseParser.Event> all = events(kit, "/streams/s?resumeAt=1");
        assertThat(joined(all)).isEqualTo("23");
        List<SseParser.Event> rest = events(
                kit, "/streams/s?resumeAt=1", "Last-Event-ID: " + all.get(0).id());
        assertThat(joined(rest)).isEqualTo("3");
        Reply seen = kit.get("/streams/s", "Last-Event-ID: " + all.get(2).id());
        assertThat(seen.status()).isEqualTo(204);
    }

    @Test
    void theTextComesAsPlainTextToWhoAsksForIt() throws Exception {
        HttpKit kit = start();
        TextSink sink = running(kit, "s");
        sink.write("Grüße ");
        HttpAnswer.Stream answer = kit.stream(Asked.of("GET", "/streams/s?resumeAt=2", "Accept: text/plain"));
        assertThat(answer.headers())
                .containsEntry("Content-Type", "text/plain;charset=UTF-8")
                .containsEntry("Cache-Control", "no-cache, no-transform")
                .containsEntry("Jobcast-Stream-State", "active");
        Future<String> read = clients.submit(() -> PlainReader.all(answer));
        sink.write("😀");
        sink.write("\n\ndata: x\n\n");
        sink.close();
        assertThat(read.get(20, TimeUnit.SECONDS)).isEqualTo("üße 😀\n\ndata: x\n\n");
    }

    @Test
    void aPlainTextWhoseBeginningIsGoneIsGone() {
        HttpKit kit = start("limits.history-total=1MiB");
        done(kit, "old", "x".repeat(300_000), "y".repeat(300_000));
        TextSink newer = running(kit, "new");
        StreamView old = kit.runtime.resumable().find("old").orElseThrow();
        while (old.log().first() == 1) {
            newer.write("z".repeat(60_000));
        }
        assertThat(kit.get("/streams/old", "Accept: text/plain").status()).isEqualTo(410);
        assertThat(events(kit, "/streams/old").get(0).type()).isEqualTo("gap");
        newer.close();
    }

    @Test
    void aPlainTextHoldsNothingButTheTextWhenTheApplicationStops() throws Exception {
        HttpKit kit = start();
        TextSink sink = running(kit, "s");
        sink.write("half");
        PlainReader reader = PlainReader.open(kit.stream(Asked.of("GET", "/streams/s", "Accept: text/plain")));
        assertThat(reader.awaitLength(4)).isEqualTo("half");
        kit.close();
        kits.clear();
        assertThat(reader.whole()).isEqualTo("half");
    }

    @Test
    void whatIsUnknownForbiddenOrNotAllowedIsNotFound() {
        HttpKit kit = start();
        for (String id : List.of("unknown", "a b", "x".repeat(200), "ä", "..", "*")) {
            assertThat(kit.get("/streams/" + id).status()).as(id).isEqualTo(404);
            assertThat(kit.ask(Asked.of("POST", "/streams/" + id + "/cancel")).status())
                    .as(id)
                    .isEqualTo(404);
        }
        kit.runtime
                .resumable()
                .create("s", StreamOptions.builder().owner("ann").build(), TextSource.callback(sink -> {}));
        assertThat(kit.get("/streams/s").status()).isEqualTo(404);
        assertThat(kit.ask(Asked.of("GET", "/streams/s").by("bob")).status()).isEqualTo(404);
        assertThat(kit.ask(Asked.of("GET", "/streams/s").by("ann")).status()).isEqualTo(200);
        assertThat(kit.ask(Asked.of("POST", "/streams/s/cancel").by("bob")).status())
                .isEqualTo(404);
        assertThat(kit.ask(Asked.of("GET", "/jobs/stream:s/stream").by("bob")).status())
                .isEqualTo(404);
        assertThat(kit.get("/streams").status()).isEqualTo(404);
        assertThat(kit.get("/streams/s/more").status()).isEqualTo(404);
        assertThat(kit.get("/streams/s/cancel").status()).isEqualTo(405);
    }

    @Test
    void aPolicyForStreamsCannotBeAvoidedByThePathOfJobs() {
        HttpKit kit = start();
        running(kit, "s");
        List<String> asked = new ArrayList<>();
        kit.policy = access -> {
            asked.add(access.kind() + " " + access.id());
            return false;
        };
        kit.get("/streams/s");
        kit.get("/jobs/stream:s");
        kit.get("/jobs/stream:s/stream");
        kit.get("/stream?job=stream:s");
        assertThat(asked).hasSize(4).containsOnly("STREAM s");
    }

    @Test
    void aBadPlaceIsABadRequest() {
        HttpKit kit = start();
        done(kit, "s", "x");
        for (String place : List.of("-1", "x", "1.5", "99999999999999999999", "%20", "")) {
            assertThat(kit.get("/streams/s?resumeAt=" + place).status())
                    .as(place)
                    .isEqualTo(400);
        }
        assertThat(kit.get("/streams/s?resumeAt=999999999999999999").status()).isEqualTo(200);
    }

    @Test
    void aStreamThatHasEndedIsAnsweredAsTheSettingSays() {
        HttpKit no = start("resume.done=no-content");
        done(no, "s", "x");
        assertThat(no.get("/streams/s").status()).isEqualTo(204);
        assertThat(no.get("/streams/s?resumeAt=0").status()).isEqualTo(204);
        running(no, "live");
        assertThat(no.get("/streams/live").status()).isEqualTo(200);
        HttpKit seed = start("resume.done=unprocessable");
        done(seed, "s", "x", "y");
        Reply reply = seed.get("/streams/s?resumeAt=0");
        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.body()).contains("already done");
        assertThat(reply.headers()).containsEntry("Content-Type", "application/problem+json");
        String epoch = Long.toString(
                seed.runtime.resumable().find("s").orElseThrow().log().epoch());
        assertThat(events(seed, "/streams/s", "Last-Event-ID: " + epoch + "-1")).hasSize(2);
    }

    @Test
    void aFailedStreamGivesItsTextAndSaysSo() throws Exception {
        HttpKit kit = start("resume.done=unprocessable");
        TextSink sink = running(kit, "s");
        sink.write("half");
        sink.fail(new IllegalStateException("no more"));
        List<SseParser.Event> all = events(kit, "/streams/s");
        assertThat(joined(all)).isEqualTo("half");
        assertThat(all.get(1).data())
                .isEqualTo("{\"event\":\"done\",\"state\":\"failed\",\"error\":{\"type\":\"IllegalStateException\","
                        + "\"message\":\"no more\"}}");
        assertThat(kit.get("/streams/s", "Accept: application/json").body())
                .isEqualTo("{\"id\":\"s\",\"state\":\"failed\",\"generation\":1,\"error\":{\"type\":"
                        + "\"IllegalStateException\",\"message\":\"no more\"}}");
    }

    @Test
    void aStreamIsCancelledByItsPath() {
        HttpKit kit = start();
        TextSink sink = running(kit, "s");
        assertThat(kit.ask(Asked.of("POST", "/streams/s/cancel", "Sec-Fetch-Site: cross-site"))
                        .status())
                .isEqualTo(403);
        Reply reply = kit.ask(Asked.of("POST", "/streams/s/cancel"));
        assertThat(reply.body()).isEqualTo("{\"cancelled\":\"s\",\"outcome\":\"REQUESTED\"}");
        assertThat(sink.isCancelled()).isTrue();
        assertThat(kit.ask(Asked.of("POST", "/streams/s/cancel")).body()).contains("ALREADY_TERMINAL");
    }

    @Test
    void thereIsALimitOfReadersWhichGoingGivesBack() {
        HttpKit kit = start("resume.max-readers=1");
        running(kit, "s");
        HttpAnswer.Stream first = kit.stream(Asked.of("GET", "/streams/s"));
        Reply second = kit.get("/streams/s");
        assertThat(second.status()).isEqualTo(503);
        assertThat(second.headers()).containsKey("Retry-After");
        first.abandon().run();
        assertThat(kit.get("/streams/s").status()).isEqualTo(200);
    }

    @Test
    void ofManyOnOneDatabaseExactlyOneProducesAndAllReadTheSame() throws Exception {
        String url = "jpa.url=jdbc:h2:mem:" + java.util.UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
        List<HttpKit> nodes = List.of(start("store=jpa", url), start("store=jpa", url));
        for (int round = 0; round < 20; round++) {
            String id = "round-" + round;
            AtomicInteger runs = new AtomicInteger();
            CyclicBarrier barrier = new CyclicBarrier(6);
            List<Future<String>> reading = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                HttpKit node = nodes.get(i % 2);
                String name = i + ";";
                reading.add(clients.submit(() -> {
                    barrier.await();
                    TextSource source = TextSource.of(sink -> {
                        runs.incrementAndGet();
                        for (int n = 0; n < 5; n++) {
                            sink.write(name);
                        }
                    });
                    return node.runtime.resumable().createOrResume(id, source).stream()
                            .orElseThrow()
                            .text();
                }));
            }
            List<String> texts = new ArrayList<>();
            for (Future<String> each : reading) {
                texts.add(each.get(30, TimeUnit.SECONDS));
            }
            assertThat(runs).as(id).hasValue(1);
            assertThat(texts.get(0)).hasSize(10);
            assertThat(texts).as(id).containsOnly(texts.get(0));
        }
    }

    @Test
    void everyNodeServesAStreamOfEveryNode() throws Exception {
        String url = "jpa.url=jdbc:h2:mem:" + java.util.UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
        HttpKit a = start("store=jpa", url, "job.history-events=100");
        HttpKit b = start("store=jpa", url, "job.history-events=100");
        TextSink sink = running(a, "s");
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            sink.write(i + "😀;");
            text.append(i).append("😀;");
        }
        Future<List<SseParser.Event>> whole = clients.submit(() -> events(b, "/streams/s"));
        Future<String> rest = clients.submit(
                () -> PlainReader.all(b.stream(Asked.of("GET", "/streams/s?resumeAt=5000", "Accept: text/plain"))));
        sink.write("end");
        sink.close();
        text.append("end");
        assertThat(joined(whole.get(30, TimeUnit.SECONDS))).isEqualTo(text.toString());
        assertThat(rest.get(30, TimeUnit.SECONDS))
                .isEqualTo(text.substring(Character.isLowSurrogate(text.charAt(5000)) ? 4999 : 5000));
        ResumableStream again = b.runtime.resumable().resume("s").stream().orElseThrow();
        assertThat(again.text()).isEqualTo(text.toString());
    }
}
