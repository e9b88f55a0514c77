package org.jobcast.impl.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.lang.annotation.Annotation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.jobcast.impl.http.HttpKit.Reply;
import org.jobcast.impl.task.AnnualReportTask;
import org.jobcast.impl.task.Beans;
import org.jobcast.impl.task.MailTask;
import org.jobcast.impl.task.ReportTask;
import org.jobcast.impl.task.jpa.JpaTaskRows;
import org.jobcast.job.CancelOutcome;
import org.jobcast.job.Job;
import org.jobcast.job.JobOptions;
import org.jobcast.job.JobValue;
import org.jobcast.job.RetryPolicy;
import org.jobcast.job.SignalOutcome;
import org.jobcast.task.StreamTask;
import org.jobcast.task.TaskCoordinator;
import org.jobcast.task.TaskEndedException;
import org.jobcast.task.TaskState;
import org.jobcast.task.TaskStatus;
import org.jobcast.task.UnknownTaskException;
import org.jobcast.test.PostgresServer;
import org.jobcast.test.SseParser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Stream tasks over two nodes that share jobcast's store and the application's database. */
abstract class TaskContract {
    private static final Duration LONG = Duration.ofHours(1);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String database = "tasks" + UUID.randomUUID();
    private final List<HttpKit> kits = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private EntityManagerFactory factory;
    private HttpKit a;
    private HttpKit b;

    /** The name of the persistence unit. */
    abstract String unit();

    /** How often ten threads start a task at one moment. */
    abstract int rounds();

    /** The beans of an application without CDI: one text. */
    private static final class OneText implements Beans {
        @Override
        public Object call(Function<Lookup, Callable<Object>> work) throws Exception {
            return work.apply(new Lookup() {
                        @Override
                        public <T> T find(Class<T> type, Annotation... qualifiers) {
                            return type.cast("a bean");
                        }
                    })
                    .call();
        }
    }

    @BeforeEach
    void start() {
        factory = Persistence.createEntityManagerFactory(
                unit(), Map.of("jakarta.persistence.jdbc.url", "jdbc:h2:mem:app" + database + ";DB_CLOSE_DELAY=-1"));
        a = node();
        b = node();
    }

    private HttpKit node(String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "store=jpa",
                "jpa.url=jdbc:h2:mem:" + database + ";DB_CLOSE_DELAY=-1",
                "node.lease=10s",
                "task.app=shop"));
        settings.addAll(List.of(more));
        HttpKit kit = new HttpKit(settings.toArray(String[]::new));
        kits.add(kit);
        kit.runtime.tasks().open(JpaTaskRows.of(factory), new OneText());
        return kit;
    }

    @AfterEach
    void stop() {
        kits.forEach(HttpKit::close);
        threads.shutdownNow();
        factory.close();
    }

    private <T extends StreamTask> T stored(T task) {
        EntityManager manager = factory.createEntityManager();
        manager.getTransaction().begin();
        manager.persist(task);
        manager.getTransaction().commit();
        manager.close();
        return task;
    }

    private ReportTask report(ReportTask.Body body) {
        return stored(new ReportTask("yearly", body));
    }

    private static TaskCoordinator tasks(HttpKit node) {
        return node.runtime.tasks();
    }

    private static Job end(HttpKit node, StreamTask task) throws Exception {
        Job job = tasks(node).job(task).orElseThrow();
        job.completion().toCompletableFuture().get(30, TimeUnit.SECONDS);
        return job;
    }

    /** What the row itself says, whoever would repair it. */
    private TaskStatus row(StreamTask task) {
        EntityManager manager = factory.createEntityManager();
        try {
            return manager.find(task.getClass(), task.getId()).status();
        } finally {
            manager.close();
        }
    }

    private List<SseParser.Event> stream(HttpKit node, String uri, String... headers) {
        return StreamReader.all(node.stream(Asked.of("GET", uri, headers)));
    }

    private static String uri(StreamTask task) {
        return "/tasks/" + task.getClass().getSimpleName() + "/" + task.getId();
    }

    @Test
    void theRowSaysHowTheTaskStandsAndEnds() throws Exception {
        ReportTask task = report((self, ctx) -> {
            ctx.update(ReportTask.class, row -> row.setPages(4));
            assertThat(self.getPages()).isEqualTo(4);
            assertThat(ctx.lookup(String.class)).isEqualTo("a bean");
            assertThat(ctx.taskId()).isEqualTo(self.getId());
            assertThat(row(self).state()).isEqualTo(TaskState.RUNNING);
            for (int i = 1; i <= 4; i++) {
                ctx.progress(i, 4);
            }
            return "done " + self.getPages();
        });
        TaskStatus created = row(task);
        assertThat(created.state()).isEqualTo(TaskState.CREATED);
        assertThat(tasks(a).isRunning(task)).isFalse();
        tasks(a).start(task);
        end(b, task);
        TaskStatus ended = row(task);
        assertThat(ended.state()).isEqualTo(TaskState.COMPLETED);
        assertThat(ended.finalValue()).isEqualTo("\"done 4\"");
        assertThat(ended.completedAt()).isAfterOrEqualTo(created.updatedAt());
        assertThat(ended.updatedAt()).isAfterOrEqualTo(created.updatedAt());
        assertThat(tasks(b).isRunning(task)).isFalse();
        ReportTask found = tasks(b).find(ReportTask.class, task.getId()).orElseThrow();
        assertThat(found.getPages()).isEqualTo(4);
        assertThat(found.getTitle()).isEqualTo("yearly");
    }

    @Test
    void theStreamSaysWhoseEventsItCarriesOnEveryNode() throws Exception {
        ReportTask task = report((self, ctx) -> {
            ctx.emit("start", Map.of("total", 2, "_task_id", "forged"));
            ctx.progress(1, 2);
            return 7;
        });
        tasks(a).start(task);
        end(a, task);
        for (HttpKit node : List.of(a, b)) {
            List<SseParser.Event> events = stream(node, uri(task) + "/stream");
            assertThat(events.stream().map(SseParser.Event::type)).containsExactly("start", "progress", "done");
            for (SseParser.Event event : events) {
                JsonNode data = JSON.readTree(event.data());
                assertThat(data.path("_task_id").asText()).isEqualTo(task.getId());
                assertThat(data.path("_app").asText()).isEqualTo("shop");
                assertThat(data.path("_model").asText()).isEqualTo("ReportTask");
                assertThat(Instant.parse(data.path("_timestamp").asText())).isAfter(Instant.EPOCH);
                assertThat(data.path("t").isNumber()).isTrue();
            }
            String last = events.get(2).id();
            assertThat(node.get(uri(task) + "/stream", "Last-Event-ID: " + last).status())
                    .isEqualTo(204);
        }
    }

    @Test
    void oneUrlAnswersInJsonOrAsAStream() throws Exception {
        ReportTask task = report((self, ctx) -> Map.of("n", new java.math.BigInteger("12345678901234567890123")));
        JsonNode before = JSON.readTree(a.get(uri(task)).body());
        assertThat(before.path("status").asText()).isEqualTo("created");
        assertThat(before.path("completed_at").isNull()).isTrue();
        tasks(a).start(task);
        end(a, task);
        Reply reply = b.get(uri(task), "Accept: application/json");
        assertThat(reply.status()).isEqualTo(200);
        JsonNode json = JSON.readTree(reply.body());
        assertThat(json.path("status").asText()).isEqualTo("completed");
        assertThat(Instant.parse(json.path("completed_at").asText())).isNotNull();
        assertThat(reply.body()).endsWith("\"final_value\":{\"n\":12345678901234567890123}}");
        assertThat(stream(b, uri(task), "Accept: text/event-stream")).hasSize(1);
    }

    @Test
    void whatDoesNotExistIsNotFoundAndABadIdIsABadRequest() {
        ReportTask task = report((self, ctx) -> null);
        String unknown = UUID.randomUUID().toString();
        for (String end : List.of("", "/stream")) {
            assertThat(a.get("/tasks/ReportTask/abc" + end).status()).isEqualTo(400);
            assertThat(a.get("/tasks/ReportTask/" + task.getId().toUpperCase(java.util.Locale.ROOT) + end)
                            .status())
                    .isEqualTo(400);
            assertThat(a.get("/tasks/ReportTask/" + unknown + end).status()).isEqualTo(404);
            assertThat(a.get("/tasks/Nothing/" + unknown + end).status()).isEqualTo(404);
            assertThat(a.get("/tasks/Nothing/abc" + end).status()).isEqualTo(404);
        }
        assertThat(a.get(uri(task) + "/stream/more").status()).isEqualTo(404);
        assertThat(a.get(uri(task) + "/other").status()).isEqualTo(404);
        assertThat(a.get("/tasks").status()).isEqualTo(404);
        assertThat(a.get("/tasks/ReportTask").status()).isEqualTo(404);
        assertThat(a.ask(Asked.of("POST", uri(task))).status()).isEqualTo(405);
    }

    @Test
    void aTaskBelongsToItsOwner() {
        ReportTask task = new ReportTask("secret", (self, ctx) -> null);
        task.setOwner("ada");
        stored(task);
        assertThat(a.get(uri(task)).status()).isEqualTo(404);
        assertThat(a.get(uri(task)).body())
                .isEqualTo(a.get("/tasks/ReportTask/" + UUID.randomUUID()).body());
        assertThat(a.ask(Asked.of("GET", uri(task)).by("eve")).status()).isEqualTo(404);
        assertThat(a.ask(Asked.of("GET", uri(task)).by("ada")).status()).isEqualTo(200);
        tasks(a).start(task);
        assertThat(tasks(b).job(task).orElseThrow().snapshot().owner()).isEqualTo("ada");
        assertThat(b.ask(Asked.of("GET", uri(task) + "/stream").by("eve")).status())
                .isEqualTo(404);
    }

    @Test
    void startedTenTimesFromTwoNodesItRunsOnce() throws Exception {
        int rounds = rounds();
        AtomicInteger[] runs = new AtomicInteger[rounds];
        List<ReportTask> all = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            AtomicInteger count = new AtomicInteger();
            runs[i] = count;
            all.add(report((self, ctx) -> count.incrementAndGet()));
        }
        CyclicBarrier round = new CyclicBarrier(10);
        List<Future<?>> starters = new ArrayList<>();
        for (int thread = 0; thread < 10; thread++) {
            TaskCoordinator node = tasks(thread % 2 == 0 ? a : b);
            starters.add(threads.submit(() -> {
                for (ReportTask task : all) {
                    round.await();
                    try {
                        node.start(task);
                    } catch (TaskEndedException e) {
                        // Nine others were faster, and so was the task.
                    }
                }
                return null;
            }));
        }
        for (Future<?> starter : starters) {
            starter.get(120, TimeUnit.SECONDS);
        }
        for (int i = 0; i < rounds; i++) {
            end(a, all.get(i));
            assertThat(runs[i].get()).as("round " + i).isEqualTo(1);
            assertThat(row(all.get(i)).finalValue()).isEqualTo("1");
        }
    }

    @Test
    void startingARunningTaskDoesNothingAndAnEndedOneHasToBeRestarted() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        ReportTask task = report((self, ctx) -> {
            ctx.runStepOnce("step", runs::incrementAndGet);
            ctx.awaitSignal("go", LONG);
            return runs.get();
        });
        assertThatIllegalStateException().isThrownBy(() -> tasks(a).restart(task));
        tasks(a).start(task);
        tasks(b).start(task);
        assertThat(tasks(b).isRunning(task)).isTrue();
        String first = tasks(b).job(task).orElseThrow().id();
        assertThatIllegalStateException().isThrownBy(() -> tasks(a).restart(task));
        assertThat(b.jobs().signal(first, "go", null)).isEqualTo(SignalOutcome.SENT);
        end(a, task);
        assertThatExceptionOfType(TaskEndedException.class).isThrownBy(() -> tasks(b).start(task));
        tasks(b).restart(task);
        Job second = tasks(a).job(task).orElseThrow();
        assertThat(second.id()).isNotEqualTo(first);
        assertThat(row(task).run()).isEqualTo(2);
        assertThat(a.jobs().signal(second.id(), "go", null)).isEqualTo(SignalOutcome.SENT);
        end(b, task);
        assertThat(row(task).finalValue()).isEqualTo("2");
    }

    @Test
    void theRowSaysWhyATaskFailed() throws Exception {
        JobOptions once = JobOptions.builder()
                .retry(RetryPolicy.times(1).backoff(Duration.ZERO, Duration.ZERO))
                .build();
        ReportTask failing = stored(new ReportTask("x", once, (self, ctx) -> {
            throw new java.io.IOException("no paper, attempt " + ctx.attempt());
        }));
        tasks(a).start(failing);
        end(b, failing);
        TaskStatus failed = row(failing);
        assertThat(failed.state()).isEqualTo(TaskState.FAILED);
        assertThat(failed.error().type()).isEqualTo("IOException");
        assertThat(failed.error().message()).isEqualTo("no paper, attempt 2");
        assertThat(failed.completedAt()).isNotNull();
        assertThat(JSON.readTree(a.get(uri(failing)).body())
                        .path("error")
                        .path("message")
                        .asText())
                .isEqualTo("no paper, attempt 2");
        JobOptions short_ = JobOptions.builder().timeout(Duration.ofMillis(300)).build();
        ReportTask late = stored(new ReportTask("x", short_, (self, ctx) -> ctx.awaitSignal("never", LONG)));
        tasks(a).start(late);
        end(b, late);
        assertThat(row(late).error().type()).isEqualTo("Timeout");
        ReportTask large = report((self, ctx) -> "x".repeat(StreamTask.MAX_FINAL_VALUE));
        tasks(a).start(large);
        end(b, large);
        assertThat(row(large).state()).isEqualTo(TaskState.FAILED);
        ReportTask largest = report((self, ctx) -> "x".repeat(StreamTask.MAX_FINAL_VALUE - 2));
        tasks(a).start(largest);
        end(b, largest);
        assertThat(row(largest).finalValue()).hasSize(StreamTask.MAX_FINAL_VALUE);
    }

    @Test
    void aTaskIsCancelledFromAnotherNode() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        ReportTask task = report((self, ctx) -> {
            running.countDown();
            return ctx.awaitSignal("never", LONG);
        });
        tasks(a).start(task);
        assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(tasks(b).job(task).orElseThrow().cancel()).isEqualTo(CancelOutcome.REQUESTED);
        end(a, task);
        assertThat(row(task).state()).isEqualTo(TaskState.CANCELLED);
    }

    @Test
    void aTaskGoesOnFromItsCheckpointWhenItsNodeStops() throws Exception {
        CountDownLatch kept = new CountDownLatch(1);
        ReportTask task = report((self, ctx) -> {
            int from = ctx.lastCheckpoint().map(at -> at.as(Integer.class)).orElse(0);
            for (int chunk = from + 1; chunk <= 4; chunk++) {
                ctx.progress(chunk, 4);
                ctx.checkpoint(chunk);
                if (chunk == 2 && ctx.attempt() == 1) {
                    kept.countDown();
                    ctx.awaitSignal("never", LONG);
                }
            }
            return List.of(from, ctx.attempt());
        });
        tasks(a).start(task);
        assertThat(kept.await(30, TimeUnit.SECONDS)).isTrue();
        a.close();
        kits.remove(a);
        end(b, task);
        assertThat(row(task).state()).isEqualTo(TaskState.COMPLETED);
        assertThat(row(task).finalValue()).isEqualTo("[2,2]");
        assertThat(stream(b, uri(task) + "/stream").stream().map(SseParser.Event::type))
                .containsExactly("progress", "progress", "restart", "progress", "progress", "done");
    }

    @Test
    void itemsOfAnIteratorAStreamAndAPublisherAreProgress() throws Exception {
        ReportTask task = report((self, ctx) -> {
            int iterated = ctx.stream(List.of(1, 2, 3, 4, 5).iterator());
            int streamed = ctx.stream(java.util.stream.Stream.of(6, 7));
            Flow.Publisher<Integer> publisher = subscriber -> {
                SubmissionPublisher<Integer> items = new SubmissionPublisher<>(threads, 8);
                items.subscribe(subscriber);
                List.of(8, 9).forEach(items::submit);
                items.close();
            };
            int published = ctx.stream(publisher);
            Object none = ctx.stream(List.of().iterator());
            return java.util.Arrays.asList(iterated, streamed, published, none);
        });
        tasks(a).start(task);
        end(b, task);
        assertThat(row(task).finalValue()).isEqualTo("[5,7,9,null]");
        assertThat(stream(b, uri(task) + "/stream")).hasSize(10);
    }

    @Test
    void twoClientsOfTwoNodesSeeTheSignalledEnd() throws Exception {
        ReportTask task = report((self, ctx) -> {
            ctx.awaitSignal("continue", LONG).map(JobValue::json).orElseThrow();
            ctx.emit("final");
            return null;
        });
        tasks(a).start(task);
        List<CompletableFuture<List<SseParser.Event>>> clients = List.of(
                CompletableFuture.supplyAsync(() -> stream(a, uri(task) + "/stream"), threads),
                CompletableFuture.supplyAsync(() -> stream(b, uri(task) + "/stream"), threads));
        String job = tasks(b).job(task).orElseThrow().id();
        assertThat(b.ask(Asked.of("POST", "/jobs/" + job + "/signals/continue")).status())
                .isEqualTo(200);
        for (CompletableFuture<List<SseParser.Event>> client : clients) {
            assertThat(client.get(30, TimeUnit.SECONDS).stream().map(SseParser.Event::type))
                    .containsExactly("final", "done");
        }
        assertThat(row(task).finalValue()).isEqualTo("null");
    }

    @Test
    void openingAStreamStartsATaskOnlyIfThatIsWanted() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        ReportTask task = report((self, ctx) -> {
            ctx.emit("run", runs.incrementAndGet());
            return null;
        });
        Reply refused = a.get(uri(task) + "/stream");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body()).contains("not started");
        HttpKit opener = node("task.start-on-connect=true");
        CyclicBarrier together = new CyclicBarrier(3);
        List<Future<List<SseParser.Event>>> clients = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            clients.add(threads.submit(() -> {
                together.await();
                return stream(opener, uri(task) + "/stream");
            }));
        }
        for (Future<List<SseParser.Event>> client : clients) {
            assertThat(client.get(30, TimeUnit.SECONDS).stream().map(SseParser.Event::type))
                    .containsExactly("run", "done");
        }
        ReportTask failing = report((self, ctx) -> {
            runs.incrementAndGet();
            throw new IllegalStateException("no");
        });
        assertThat(opener.get(uri(failing)).status()).isEqualTo(200);
        assertThat(runs.get()).as("JSON starts nothing").isEqualTo(1);
        stream(opener, uri(failing) + "/stream");
        stream(opener, uri(failing) + "/stream");
        assertThat(runs.get()).isEqualTo(2);
    }

    @Test
    void aTaskWhoseStreamIsGoneStillTellsItsEnd() throws Exception {
        ReportTask task = report((self, ctx) -> "kept in the row");
        tasks(a).start(task);
        String job = end(a, task).id();
        Awaitility.await().until(() -> a.jobs().remove(job));
        Reply reply = b.get(uri(task) + "/stream");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headers()).containsEntry("Content-Type", "text/event-stream;charset=UTF-8");
        List<SseParser.Event> events =
                new SseParser().push(reply.body().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(events).hasSize(1);
        assertThat(events.get(0).type()).isEqualTo("done");
        JsonNode data = JSON.readTree(events.get(0).data());
        assertThat(data.path("state").asText()).isEqualTo("succeeded");
        assertThat(data.path("_task_id").asText()).isEqualTo(task.getId());
        assertThat(b.get(
                                uri(task) + "/stream",
                                "Last-Event-ID: " + events.get(0).id())
                        .status())
                .isEqualTo(204);
        assertThat(JSON.readTree(b.get(uri(task)).body()).path("final_value").asText())
                .isEqualTo("kept in the row");
    }

    @Test
    void aRowThatWasLeftBehindIsRepairedByWhoReadsIt() throws Exception {
        ReportTask task = report((self, ctx) -> 5);
        tasks(a).start(task);
        end(a, task);
        overwrite(task, TaskStatus.open(TaskState.RUNNING, 1, Instant.now()));
        assertThat(tasks(b).find(ReportTask.class, task.getId())
                        .orElseThrow()
                        .status()
                        .state())
                .isEqualTo(TaskState.COMPLETED);
        assertThat(row(task).finalValue()).isEqualTo("5");
        ReportTask lost = report((self, ctx) -> 5);
        overwrite(lost, TaskStatus.open(TaskState.RUNNING, 1, Instant.now()));
        assertThat(JSON.readTree(b.get(uri(lost)).body()).path("status").asText())
                .isEqualTo("lost");
        assertThat(row(lost).state()).isEqualTo(TaskState.LOST);
    }

    private void overwrite(StreamTask task, TaskStatus status) {
        EntityManager manager = factory.createEntityManager();
        manager.getTransaction().begin();
        manager.find(task.getClass(), task.getId()).write(status);
        manager.getTransaction().commit();
        manager.close();
    }

    @Test
    void rowsOfAllClassesThatEndedLongAgoAreRemoved() throws Exception {
        ReportTask old = report((self, ctx) -> 1);
        MailTask mail = stored(new MailTask());
        ReportTask fresh = report((self, ctx) -> 1);
        ReportTask open = report((self, ctx) -> 1);
        for (StreamTask task : List.of(old, mail, fresh)) {
            tasks(a).start(task);
            end(a, task);
        }
        Instant now = Instant.now();
        Instant twoHoursAgo = now.minus(Duration.ofHours(2));
        overwrite(old, new TaskStatus(TaskState.COMPLETED, 1, now, twoHoursAgo, "1", null));
        overwrite(mail, new TaskStatus(TaskState.FAILED, 1, now, twoHoursAgo, null, null));
        overwrite(fresh, new TaskStatus(TaskState.COMPLETED, 1, now, now.minus(Duration.ofMinutes(10)), "1", null));
        Duration hour = Duration.ofHours(1);
        assertThat(tasks(b).cleanup(hour, true)).isEqualTo(2);
        assertThat(tasks(b).find(ReportTask.class, old.getId())).isPresent();
        assertThat(tasks(b).cleanup(hour, false)).isEqualTo(2);
        assertThat(tasks(b).cleanup(hour, false)).isZero();
        assertThat(tasks(b).find(ReportTask.class, old.getId())).isEmpty();
        assertThat(tasks(b).find(MailTask.class, mail.getId())).isEmpty();
        assertThat(tasks(b).find(ReportTask.class, fresh.getId())).isPresent();
        assertThat(tasks(b).find(ReportTask.class, open.getId())).isPresent();
        assertThatIllegalArgumentException().isThrownBy(() -> tasks(b).cleanup(Duration.ofSeconds(-1), true));
    }

    @Test
    void whatIsNotStoredOrNoEntityIsRefused() {
        assertThatExceptionOfType(UnknownTaskException.class)
                .isThrownBy(() -> tasks(a).start(new ReportTask("never stored", (self, ctx) -> null)));
        StreamTask foreign = new StreamTask() {
            @Override
            public Object process(org.jobcast.task.TaskContext context) {
                return null;
            }
        };
        assertThatIllegalArgumentException().isThrownBy(() -> tasks(a).start(foreign));
        assertThat(tasks(a).find(ReportTask.class, "abc")).isEmpty();
        try (HttpKit without = new HttpKit()) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> tasks(without).isRunning(foreign))
                    .withMessageContaining("EntityManagerFactory");
            assertThat(without.get("/tasks/ReportTask/" + UUID.randomUUID()).status())
                    .isEqualTo(404);
        }
    }

    @Test
    void afterItsEndATaskIsStartedNoMore() throws Exception {
        ReportTask task = report((self, ctx) -> 1);
        a.close();
        kits.remove(a);
        assertThatExceptionOfType(org.jobcast.job.JobRefusedException.class).isThrownBy(() -> tasks(a).start(task));
        assertThat(row(task).state()).isEqualTo(TaskState.CREATED);
        tasks(b).start(task);
        end(b, task);
        assertThat(row(task).state()).isEqualTo(TaskState.COMPLETED);
    }

    @Test
    void aStartThatIsRefusedLeavesTheTaskAsItWas() throws Exception {
        HttpKit full = node("job.max-running=1", "job.max-queued=0");
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch enough = new CountDownLatch(1);
        full.jobs().submit("other", ctx -> {
            running.countDown();
            return enough.await(1, TimeUnit.HOURS);
        });
        assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
        ReportTask task = report((self, ctx) -> 1);
        assertThatExceptionOfType(org.jobcast.job.JobRefusedException.class)
                .isThrownBy(() -> tasks(full).start(task));
        enough.countDown();
        Awaitility.await().until(() -> tasks(b).job(task).isEmpty());
        full.close();
        kits.remove(full);
        assertThat(row(task).state()).isEqualTo(TaskState.CREATED);
        tasks(b).start(task);
        end(b, task);
        assertThat(row(task).state()).isEqualTo(TaskState.COMPLETED);
    }

    @Test
    void aTaskIsOfItsOwnEntityWhoeverAsksForTheOneItExtends() throws Exception {
        AnnualReportTask task = stored(new AnnualReportTask(
                "x", (self, ctx) -> ctx.awaitSignal("go", LONG).isPresent()));
        String parent = "/tasks/ReportTask/" + task.getId();
        HttpKit opener = node("task.start-on-connect=true");
        opener.get(parent + "/stream");
        String job = tasks(a).job(task).orElseThrow().id();
        assertThat(job).startsWith("AnnualReportTask:");
        Awaitility.await().until(() -> row(task).state() == TaskState.RUNNING);
        assertThat(tasks(b).find(ReportTask.class, task.getId())
                        .orElseThrow()
                        .status()
                        .state())
                .isEqualTo(TaskState.RUNNING);
        JsonNode json = JSON.readTree(b.get(parent).body());
        assertThat(json.path("status").asText()).isEqualTo("running");
        assertThat(json.path("model").asText()).isEqualTo("AnnualReportTask");
        assertThat(row(task).state()).isEqualTo(TaskState.RUNNING);
        assertThat(b.jobs().signal(job, "go", null)).isEqualTo(SignalOutcome.SENT);
        end(b, task);
        assertThat(row(task).finalValue()).isEqualTo("true");
    }

    @Test
    void aRowOfAnEntityThatExtendsAnotherIsRemovedOnceAndWithItsStream() throws Exception {
        AnnualReportTask task = stored(new AnnualReportTask("x", (self, ctx) -> 1));
        tasks(a).start(task);
        String job = end(a, task).id();
        overwrite(task, new TaskStatus(TaskState.COMPLETED, 1, Instant.EPOCH, Instant.EPOCH, "1", null));
        Awaitility.await()
                .until(() -> a.runtime
                                .store()
                                .jobs()
                                .find(job)
                                .orElseThrow()
                                .assignment()
                                .node()
                        == null);
        assertThat(tasks(b).cleanup(LONG, true)).isEqualTo(1);
        assertThat(tasks(b).cleanup(LONG, false)).isEqualTo(1);
        assertThat(b.jobs().find(job)).isEmpty();
    }

    @Test
    void aTextThatPostgresqlDoesNotTakeIsNoReasonForARowThatNeverEnds() throws Exception {
        EntityManagerFactory h2 = factory;
        String url = PostgresServer.shared().newDatabase();
        factory = Persistence.createEntityManagerFactory(unit(), Map.of("jakarta.persistence.jdbc.url", url));
        try {
            HttpKit kit = node();
            ReportTask failing = report((self, ctx) -> {
                throw new IllegalStateException("a\0b\uD800c");
            });
            tasks(kit).start(failing);
            end(kit, failing);
            assertThat(row(failing).state()).isEqualTo(TaskState.FAILED);
            assertThat(row(failing).error().message()).startsWith("a\uFFFDb");
            ReportTask fine = report((self, ctx) -> "a\0b\uD800c");
            tasks(kit).start(fine);
            end(kit, fine);
            assertThat(row(fine).state()).isEqualTo(TaskState.COMPLETED);
        } finally {
            factory.close();
            factory = h2;
        }
    }

    @Test
    void aTaskIsRestartedButItsJobIsNotRepeated() throws Exception {
        JobOptions options = JobOptions.builder().repeatable().build();
        ReportTask task = stored(new ReportTask("x", options, (self, ctx) -> 1));
        tasks(a).start(task);
        String job = end(a, task).id();
        for (HttpKit node : List.of(a, b)) {
            assertThat(node.ask(Asked.of("POST", "/jobs/" + job + "/retry")).status())
                    .isEqualTo(409);
        }
    }

    @Test
    void theWeightsOfAcceptDecideBetweenJsonAndTheStream() throws Exception {
        ReportTask task = report((self, ctx) -> 1);
        tasks(a).start(task);
        end(a, task);
        for (String json : List.of(
                "application/json, text/event-stream;q=0.5",
                "text/event-stream; q=0",
                "text/event-stream;q=0.1, */*",
                "text/event-streams, application/json",
                "text/html, application/xhtml+xml")) {
            Reply reply = a.get(uri(task), "Accept: " + json);
            assertThat(reply.headers().get("Content-Type")).as(json).isEqualTo("application/json");
        }
        for (String sse : List.of(
                "Text/Event-Stream",
                "text/event-stream;q=0.9, application/json;q=0.8",
                "application/json, text/event-stream",
                "text/event-stream; charset=utf-8, */*;q=0.1")) {
            assertThat(stream(a, uri(task), "Accept: " + sse)).as(sse).hasSize(1);
        }
    }
}
