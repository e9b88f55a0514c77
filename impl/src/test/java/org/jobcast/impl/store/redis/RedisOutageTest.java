package org.jobcast.impl.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jobcast.spi.AppendOutcome.DUPLICATE;
import static org.jobcast.spi.AppendOutcome.STORED;

import io.lettuce.core.KillArgs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.jobcast.spi.Assignment;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.LogHead;
import org.jobcast.spi.Segment;
import org.jobcast.spi.Signal;
import org.jobcast.spi.Store;
import org.jobcast.spi.StoreException;
import org.jobcast.test.RedisServer;
import org.junit.jupiter.api.Test;

/** Redis goes away in every way there is; what it has acknowledged stays, and nothing happens twice. */
class RedisOutageTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    /** Without it Redis acknowledges what it would lose, if it were killed within the second. */
    private static final String[] SAFE = {"--appendfsync", "always"};

    private static final Duration LEASE = Duration.ofMinutes(10);

    @Test
    void afterRedisWasKilledAndStartedAgainTheSameSegmentsAreSentAgain() {
        try (RedisServer server = RedisServer.start(SAFE);
                Store store = TestRedis.open(server.url(), "app", "timeout", "PT0.3S")) {
            store.events().open("a", 1, 7);
            assertThat(store.events().append(segment(1))).isEqualTo(STORED);
            server.kill();
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> store.events().append(List.of(segment(1), segment(2))))
                        .isInstanceOf(StoreException.class)
                        .hasMessageNotContaining("payload");
            }
            server.resume();
            Awaitility.await()
                    .ignoreExceptions()
                    .until(() -> store.events().head("a").isPresent());
            assertThat(store.events().append(List.of(segment(1), segment(2)))).containsExactly(DUPLICATE, STORED);
            assertThat(store.events().head("a")).contains(new LogHead("a", 7, 1, 1, 2, false));
            assertThat(store.jobs().create(job("a"))).isTrue();
        }
    }

    @Test
    void whatIsAcknowledgedBeforeARestartIsThereAfterIt() throws Exception {
        try (RedisServer server = RedisServer.start(SAFE);
                Store store = TestRedis.open(server.url(), "app", "timeout", "PT20S")) {
            store.events().open("a", 1, 7);
            AtomicBoolean stop = new AtomicBoolean();
            Future<Long> writer = inThread(() -> {
                long acknowledged = 0;
                while (!stop.get()) {
                    assertThat(store.events().append(segment(acknowledged + 1)).isKept())
                            .isTrue();
                    acknowledged++;
                }
                return acknowledged;
            });
            for (int round = 1; round <= 3; round++) {
                long atLeast = last(store) + 50;
                Awaitility.await().until(() -> last(store) >= atLeast);
                server.kill();
                server.resume();
            }
            stop.set(true);
            long acknowledged = writer.get();
            assertThat(sequence(store)).containsExactlyElementsOf(oneTo(acknowledged));
        }
    }

    @Test
    void whileConnectionsAreKilledAgainAndAgainEveryCallIsDoneOnce() throws Exception {
        int calls = 300;
        try (RedisServer server = RedisServer.start();
                Killer killer = new Killer(server);
                Store store = TestRedis.open(server.url(), "app", "timeout", "PT20S")) {
            store.events().open("a", 1, 7);
            store.jobs().create(job("signalled"));
            List<Future<Boolean>> callers = List.of(
                    inThread(() -> appendAll(store, calls, killer)),
                    inThread(() -> signalAll(store, calls, killer)),
                    inThread(() -> createAndChangeAll(store, calls, killer)));
            for (Future<Boolean> caller : callers) {
                assertThat(caller.get()).isTrue();
            }
            assertThat(killer.kills()).as("connections killed").isGreaterThan(10);
            assertThat(sequence(store)).containsExactlyElementsOf(oneTo(calls));
            assertThat(store.signals().read("signalled", 0, 9999))
                    .extracting(Signal::number)
                    .containsExactlyElementsOf(oneTo(calls));
        }
    }

    @Test
    void signalsOfManyCallersCountOnceWhileConnectionsAreKilled() throws Exception {
        int callers = 64;
        int each = 20;
        try (RedisServer server = RedisServer.start();
                Killer killer = new Killer(server);
                Store store = TestRedis.open(server.url(), "app", "timeout", "PT30S")) {
            store.jobs().create(job("signalled"));
            List<Future<Boolean>> sent = new ArrayList<>();
            for (int caller = 0; caller < callers; caller++) {
                String name = "caller-" + caller;
                sent.add(inThread(() -> {
                    for (int i = 0; i < each; i++) {
                        assertThat(store.signals().send("signalled", name, name + "/" + i, 99_999))
                                .isPositive();
                        killer.progress();
                    }
                    return true;
                }));
            }
            for (Future<Boolean> caller : sent) {
                assertThat(caller.get()).isTrue();
            }
            assertThat(killer.kills()).as("connections killed").isGreaterThan(10);
            List<Signal> all = store.signals().read("signalled", 0, 99_999);
            assertThat(all).extracting(Signal::number).containsExactlyElementsOf(oneTo(callers * each));
            assertThat(all).extracting(Signal::payload).doesNotHaveDuplicates();
        }
    }

    private static boolean appendAll(Store store, int count, Killer killer) {
        for (int i = 1; i <= count; i++) {
            assertThat(store.events().append(segment(i)).isKept()).isTrue();
            killer.progress();
        }
        return true;
    }

    private static boolean signalAll(Store store, int count, Killer killer) {
        for (int i = 1; i <= count; i++) {
            assertThat(store.signals().send("signalled", "s", "" + i, count)).isEqualTo(i);
            killer.progress();
        }
        return true;
    }

    private static boolean createAndChangeAll(Store store, int count, Killer killer) {
        for (int i = 1; i <= count; i++) {
            JobRecord job = job("job-" + i);
            assertThat(store.jobs().create(job)).isTrue();
            assertThat(store.jobs().replace(job, job.change().cancelReason("r").build()))
                    .isTrue();
            killer.progress();
        }
        return true;
    }

    @Test
    void jobsAreClaimedOnceAndNoneIsForgottenWhileConnectionsAreKilled() throws Exception {
        try (RedisServer server = RedisServer.start();
                Killer killer = new Killer(server);
                Store store = TestRedis.open(server.url(), "app", "timeout", "PT20S")) {
            store.nodes().join("heir", LEASE);
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                JobRecord job = JobRecord.queued(
                        "job-" + i, "t", null, NOW, null, Assignment.none().to("gone"));
                store.jobs().create(job);
                ids.add(job.id());
            }
            List<String> claimed = new ArrayList<>();
            for (List<JobRecord> some = store.nodes().claim("heir", 3); !some.isEmpty(); ) {
                some.forEach(job -> claimed.add(job.id()));
                killer.progress();
                some = store.nodes().claim("heir", 3);
            }
            assertThat(killer.kills()).as("connections killed").isPositive();
            assertThat(claimed).containsExactlyInAnyOrderElementsOf(ids);
        }
    }

    @Test
    void aPauseIsWaitedForAndALongOneIsAnExceptionAfterTheTimeout() throws Exception {
        try (RedisServer server = RedisServer.start();
                Store patient = TestRedis.open(server.url(), "app", "timeout", "PT30S");
                Store hasty = TestRedis.open(server.url(), "app", "timeout", "PT0.2S")) {
            patient.events().open("a", 1, 7);
            server.pause();
            Future<Boolean> append = inThread(() -> patient.events().append(segment(1)) == STORED);
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> hasty.jobs().find("a")).isInstanceOf(StoreException.class);
            }
            assertThat(append).isNotDone();
            server.goOn();
            assertThat(append.get()).isTrue();
            Awaitility.await()
                    .ignoreExceptions()
                    .until(() -> hasty.jobs().find("a").isEmpty());
            assertThat(hasty.jobs().create(job("a"))).isTrue();
        }
    }

    @Test
    void anInterruptedCallerIsServedAndStaysInterrupted() {
        try (Store store = TestRedis.open(RedisServer.shared().url(), RedisServer.newPrefix())) {
            Thread.currentThread().interrupt();
            for (int i = 0; i < 20; i++) {
                assertThat(store.jobs().create(job("job-" + i))).isTrue();
            }
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void aServerWithoutMemoryRefusesWithoutATrace() {
        try (RedisServer server = RedisServer.start("--maxmemory", "3mb", "--maxmemory-policy", "noeviction");
                TestRedis admin = new TestRedis(server.url());
                Store store = TestRedis.open(server.url(), "app")) {
            store.events().open("a", 1, 7);
            admin.commands().configSet("maxmemory", "1");
            assertThatThrownBy(() -> store.events().append(segment(1)))
                    .isInstanceOf(StoreException.class)
                    .hasMessageNotContaining("payload");
            assertThatThrownBy(() -> store.jobs().create(job("a"))).isInstanceOf(StoreException.class);
            admin.commands().configSet("maxmemory", "0");
            assertThat(store.events().append(segment(1))).isEqualTo(STORED);
            assertThat(store.jobs().find("a")).isEmpty();
            assertThat(store.jobs().create(job("a"))).isTrue();
        }
    }

    /** Kills all connections but its own again and again, each time as soon as some calls came through. */
    private static final class Killer implements AutoCloseable {
        private static final int CALLS = 5;

        private final TestRedis admin;
        private final AtomicLong calls = new AtomicLong();
        private final AtomicLong kills = new AtomicLong();
        private final AtomicBoolean stop = new AtomicBoolean();
        private final Future<Boolean> done;

        Killer(RedisServer server) {
            admin = new TestRedis(server.url());
            done = inThread(() -> {
                while (!stop.get()) {
                    long next = calls.get() + CALLS;
                    Awaitility.await()
                            .pollInterval(Duration.ofMillis(1))
                            .until(() -> stop.get() || calls.get() >= next);
                    kills.addAndGet(admin.commands()
                            .clientKill(KillArgs.Builder.typeNormal().skipme()));
                }
                return true;
            });
        }

        void progress() {
            calls.incrementAndGet();
        }

        long kills() {
            return kills.get();
        }

        @Override
        public void close() throws Exception {
            stop.set(true);
            assertThat(done.get()).isTrue();
            admin.close();
        }
    }

    private static <T> Future<T> inThread(Callable<T> call) {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            return thread.submit(call);
        } finally {
            thread.shutdown();
        }
    }

    private static long last(Store store) {
        return store.events().head("a").orElseThrow().last();
    }

    private static List<Long> sequence(Store store) {
        List<Segment> segments =
                store.events().read("a", 0, Integer.MAX_VALUE).orElseThrow().segments();
        return Collections.unmodifiableList(segments.stream().map(Segment::last).toList());
    }

    private static List<Long> oneTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    private static JobRecord job(String id) {
        return JobRecord.queued(id, "t", null, NOW);
    }

    private static Segment segment(long number) {
        return new Segment("a", 1, number, number, "payload".getBytes(StandardCharsets.US_ASCII), false);
    }
}
