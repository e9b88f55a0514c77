package org.jobcast.impl.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jobcast.impl.http.HttpKit.Reply;
import org.jobcast.job.Job;
import org.jobcast.job.JobConflictException;
import org.jobcast.job.JobEmitter;
import org.jobcast.job.JobOptions;
import org.jobcast.job.JobQuery;
import org.jobcast.spi.JobRecord;
import org.jobcast.test.SseParser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The HTTP contract over a real database that survives the application, and that two of them share. */
abstract class DurableHttpContract {
    private static final int EVENTS = 10_000;

    /** What is in no database is gone whenever no node is up. */
    abstract String url();

    private final List<HttpKit> kits = new ArrayList<>();
    private final ExecutorService clients = Executors.newCachedThreadPool();

    private HttpKit start() {
        HttpKit kit = new HttpKit("store=jpa", "jpa.url=" + url(), "job.history-events=500", "node.lease=10s");
        kits.add(kit);
        return kit;
    }

    @AfterEach
    void stop() {
        kits.forEach(HttpKit::close);
        clients.shutdownNow();
    }

    private void restart() {
        kits.forEach(HttpKit::close);
        kits.clear();
    }

    private static void end(Job job) throws Exception {
        job.completion().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static void emit(JobEmitter emitter, int from, int to) {
        for (int i = from; i <= to; i++) {
            assertThat(emitter.emit("n", i)).isTrue();
        }
    }

    private static void assertWhole(List<SseParser.Event> events, int first, int last) {
        String epoch = events.get(0).id().substring(0, events.get(0).id().indexOf('-'));
        assertThat(events.stream().map(SseParser.Event::id))
                .containsExactlyElementsOf(IntStream.rangeClosed(first, last)
                        .mapToObj(seq -> epoch + "-" + seq)
                        .toList());
    }

    private Future<List<SseParser.Event>> follow(HttpKit kit, String id) {
        return clients.submit(() -> StreamReader.all(kit.stream(Asked.of("GET", "/jobs/" + id + "/stream"))));
    }

    private String finished(HttpKit kit) throws Exception {
        JobEmitter emitter =
                kit.jobs().open("import", JobOptions.builder().id("big").build());
        emit(emitter, 1, EVENTS - 1);
        emitter.result(42);
        emitter.close();
        end(emitter.job());
        return "big";
    }

    @Test
    void aFinishedJobReplaysCompletelyAfterARestart() throws Exception {
        String id = finished(start());
        restart();
        HttpKit kit = start();
        Reply snapshot = kit.get("/jobs/" + id);
        assertThat(snapshot.status()).isEqualTo(200);
        assertThat(snapshot.body()).contains("\"state\":\"succeeded\"", "\"lastEvent\":" + EVENTS);
        assertThat(kit.get("/jobs/" + id + "/result").body()).isEqualTo("42");

        List<SseParser.Event> events = StreamReader.all(kit.stream(Asked.of("GET", "/jobs/" + id + "/stream")));
        assertWhole(events, 1, EVENTS);
        assertThat(events.get(EVENTS - 1).type()).isEqualTo("done");
        assertThat(events.get(4710).data()).contains("\"data\":4711");

        String half = events.get(4999).id();
        List<SseParser.Event> rest =
                StreamReader.all(kit.stream(Asked.of("GET", "/jobs/" + id + "/stream", "Last-Event-ID: " + half)));
        assertWhole(rest, 5001, EVENTS);
        Reply seen = kit.get(
                "/jobs/" + id + "/stream",
                "Last-Event-ID: " + events.get(EVENTS - 1).id());
        assertThat(seen.status()).isEqualTo(204);
    }

    @Test
    void aFinishedJobIsPolledPageByPageAfterARestart() throws Exception {
        String id = finished(start());
        restart();
        HttpKit kit = start();
        ObjectMapper json = new ObjectMapper();
        List<String> all = new ArrayList<>();
        long after = 0;
        for (boolean done = false; !done; ) {
            JsonNode page = json.readTree(
                    kit.get("/jobs/" + id + "/events?after=" + after).body());
            page.get("events").forEach(event -> all.add(event.toString()));
            assertThat(page.get("last").asLong()).isGreaterThan(after).isEqualTo(all.size());
            after = page.get("last").asLong();
            done = page.get("done").asBoolean();
        }
        assertThat(all).hasSize(EVENTS);
        assertThat(all.get(4710)).contains("\"data\":4711");
        assertThat(all.get(EVENTS - 1)).contains("\"event\":\"done\"");
        JsonNode logs = json.readTree(kit.get("/jobs/" + id + "/logs").body()).get("logs");
        assertThat(logs).hasSize(EVENTS);
        assertThat(logs.get(4710).get("data").asInt()).isEqualTo(4711);
    }

    @Test
    void aLateClientOfALongJobGetsAllOfItAndThenWhatIsNew() throws Exception {
        HttpKit kit = start();
        JobEmitter emitter = kit.jobs().open("import");
        emit(emitter, 1, 5000);
        Future<List<SseParser.Event>> read = follow(kit, emitter.job().id());
        emit(emitter, 5001, 9000);
        emitter.complete();
        emitter.close();
        assertWhole(read.get(60, TimeUnit.SECONDS), 1, 9001);
    }

    @Test
    void aClientThatGoesFromNodeToNodeMissesAndRepeatsNothing() throws Exception {
        List<HttpKit> nodes = List.of(start(), start());
        CountDownLatch read = new CountDownLatch(1);
        Job job = nodes.get(0).jobs().submit("import", ctx -> {
            for (int i = 1; i < 5000; i++) {
                ctx.emit("n", i);
                if (i == 3000) {
                    read.await();
                }
            }
            return "ok";
        });
        String path = "/jobs/" + job.id() + "/stream";
        List<SseParser.Event> all = new ArrayList<>();
        for (int visit = 0; all.size() < 3000; visit++) {
            String[] last = all.isEmpty() ? new String[0] : new String[] {"Last-Event-ID: " + lastId(all)};
            all.addAll(StreamReader.some(
                    nodes.get(visit % 2).stream(Asked.of("GET", path, last)), Math.min(200, 3000 - all.size())));
        }
        read.countDown();
        all.addAll(StreamReader.all(nodes.get(1).stream(Asked.of("GET", path, "Last-Event-ID: " + lastId(all)))));
        assertWhole(all, 1, 5000);
        assertThat(all.stream().filter(event -> event.type().equals("done"))).hasSize(1);
    }

    private static String lastId(List<SseParser.Event> events) {
        return events.get(events.size() - 1).id();
    }

    @Test
    void everyNodeAnswersForEveryJob() throws Exception {
        HttpKit a = start();
        HttpKit b = start();
        CountDownLatch go = new CountDownLatch(1);
        Job job = a.jobs().submit("import", ctx -> {
            ctx.emit("n", 1);
            go.await();
            return "ok";
        });
        String path = "/jobs/" + job.id();
        assertThat(b.get(path).status()).isEqualTo(200);
        assertThat(b.get(path + "/result").status()).isEqualTo(202);
        CompletableFuture<HttpAnswer> waiting =
                b.router.handle(Asked.of("GET", path + "/result?wait=20")).toCompletableFuture();
        assertThat(waiting).isNotDone();
        go.countDown();
        assertThat(HttpKit.later(waiting).body()).isEqualTo("\"ok\"");
        assertThat(b.get(path).body()).contains("succeeded");
        assertThat(a.get("/jobs/unknown").status()).isEqualTo(404);
        assertThat(b.get("/jobs/unknown/stream").status()).isEqualTo(404);
    }

    @Test
    void aJobIsCancelledThroughAnotherNode() throws Exception {
        HttpKit a = start();
        HttpKit b = start();
        CountDownLatch running = new CountDownLatch(1);
        Job job = a.jobs().submit("import", ctx -> {
            running.countDown();
            new CountDownLatch(1).await();
            return null;
        });
        running.await();
        Reply reply = b.ask(Asked.of("POST", "/jobs/" + job.id() + "/cancel"));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).contains("REQUESTED");
        List<SseParser.Event> events = StreamReader.all(b.stream(Asked.of("GET", "/jobs/" + job.id() + "/stream")));
        assertThat(events.stream().map(SseParser.Event::type)).containsExactly("cancelling", "cancelled", "done");
    }

    @Test
    void manyClientsReplayAtOnce() throws Exception {
        String id = finished(start());
        restart();
        HttpKit kit = start();
        List<Future<List<SseParser.Event>>> readers =
                Stream.generate(() -> follow(kit, id)).limit(8).toList();
        for (Future<List<SseParser.Event>> reader : readers) {
            assertWhole(reader.get(60, TimeUnit.SECONDS), 1, EVENTS);
        }
    }

    @Test
    void whatAClientCannotHaveSeenIsToldAsAGapAfterARestart() throws Exception {
        String id = finished(start());
        restart();
        HttpKit kit = start();
        String path = "/jobs/" + id + "/stream";
        List<SseParser.Event> last = StreamReader.all(kit.stream(Asked.of("GET", path + "?from=latest")));
        assertThat(last).hasSize(1);
        String epoch = last.get(0).id().replaceFirst("-.*", "");
        for (String unknown : List.of(epoch + "-10001", "1-5", "what")) {
            List<SseParser.Event> events =
                    StreamReader.all(kit.stream(Asked.of("GET", path, "Last-Event-ID: " + unknown)));
            assertThat(events.get(0).type()).isEqualTo("gap");
            assertWhole(events.subList(1, events.size()), 1, EVENTS);
        }
        List<SseParser.Event> rest =
                StreamReader.all(kit.stream(Asked.of("GET", path, "Last-Event-ID: " + epoch + "-9998")));
        assertWhole(rest, 9999, EVENTS);
    }

    @Test
    void oneConnectionFollowsJobsOfSeveralNodes() throws Exception {
        HttpKit a = start();
        HttpKit b = start();
        JobEmitter first = a.jobs().open("t", JobOptions.builder().id("first").build());
        JobEmitter second = b.jobs().open("t", JobOptions.builder().id("second").build());
        Future<List<SseParser.Event>> read =
                clients.submit(() -> StreamReader.all(a.stream(Asked.of("GET", "/stream?job=first&job=second"))));
        emit(first, 1, 100);
        emit(second, 1, 100);
        first.complete();
        second.complete();
        first.close();
        second.close();
        List<SseParser.Event> events = read.get(60, TimeUnit.SECONDS);
        for (String id : List.of("first", "second")) {
            assertThat(events.stream().filter(event -> event.data().contains("\"" + id + "\"")))
                    .hasSize(101);
        }
    }

    @Test
    void ofThoseWhoSubmitUnderOneIdOnTwoNodesExactlyOneRuns() throws Exception {
        List<HttpKit> nodes = List.of(start(), start());
        for (int round = 0; round < 20; round++) {
            String id = "once-" + round;
            AtomicInteger runs = new AtomicInteger();
            CyclicBarrier together = new CyclicBarrier(4);
            List<Future<Job>> submitted = new ArrayList<>();
            for (int caller = 0; caller < 4; caller++) {
                HttpKit node = nodes.get(caller % 2);
                submitted.add(clients.submit(() -> {
                    together.await();
                    return node.jobs()
                            .submit("t", JobOptions.builder().id(id).build(), ctx -> "run " + runs.incrementAndGet());
                }));
            }
            for (Future<Job> each : submitted) {
                Job job = each.get(60, TimeUnit.SECONDS);
                assertThat(job.id()).isEqualTo(id);
                end(job);
                assertThat(job.result().orElseThrow().json()).isEqualTo("\"run 1\"");
            }
            assertThat(runs).hasValue(1);
        }
        assertThatExceptionOfType(JobConflictException.class)
                .isThrownBy(() -> nodes.get(1)
                        .jobs()
                        .submit("other", JobOptions.builder().id("once-0").build(), ctx -> null));
    }

    @Test
    void anEndedJobIsKeptForAWeekUnlessItIsToldOtherwise() throws Exception {
        HttpKit a = start();
        HttpKit b = start();
        for (String id : List.of("x", "y", "z")) {
            end(a.jobs().submit("t", JobOptions.builder().id(id).build(), ctx -> 1));
        }
        JobOptions brief = JobOptions.builder().id("brief").ttl(Duration.ZERO).build();
        end(a.jobs().submit("t", brief, ctx -> 1));
        Awaitility.await().until(() -> b.get("/jobs/brief").status() == 404);
        assertThat(b.get("/jobs/brief/stream").status()).isEqualTo(404);

        JobRecord kept = a.runtime.store().jobs().find("x").orElseThrow();
        assertThat(Duration.between(kept.ended(), kept.expires())).isEqualTo(Duration.ofDays(7));
        JobEmitter open = a.jobs().open("t", JobOptions.builder().id("open").build());
        assertThat(b.jobs().cleanup(Duration.ofHours(1), false)).isZero();
        assertThat(b.jobs().cleanup(Duration.ZERO, true)).isEqualTo(3);
        Awaitility.await()
                .until(() -> a.runtime
                                .store()
                                .jobs()
                                .find("z")
                                .orElseThrow()
                                .assignment()
                                .node()
                        == null);
        assertThat(b.jobs().cleanup(Duration.ZERO, false)).isEqualTo(3);
        assertThat(b.jobs().cleanup(Duration.ZERO, true)).isZero();
        assertThat(a.runtime.store().events().heads(List.of("job x", "job y", "job z", "job brief")))
                .isEmpty();
        assertThat(a.get("/jobs/x").status()).isEqualTo(404);
        assertThat(open.emit("n", 1)).isTrue();
        open.close();
        end(open.job());
    }

    @Test
    void howFarAJobIsShowsOnOtherNodes() throws Exception {
        HttpKit a = start();
        HttpKit b = start();
        JobEmitter emitter = a.jobs().open("t", JobOptions.builder().id("far").build());
        emitter.progress(30, 120, "a quarter");
        Awaitility.await().until(() -> b.get("/jobs/far").body().contains("\"percent\":25"));
        assertThat(b.jobs().list(JobQuery.all()).jobs().get(0).progress().message())
                .isEqualTo("a quarter");
        emitter.close();
        end(emitter.job());
    }
}
