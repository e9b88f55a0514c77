package org.jobcast.impl.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jobcast.spi.Bus;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.Segment;
import org.jobcast.spi.Store;
import org.jobcast.spi.StoreException;
import org.jobcast.test.RedisServer;
import org.junit.jupiter.api.Test;

/** Redis is there, but it, its replicas or the way to it say nothing. */
class RedisSilenceTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Pattern RECEIVED = Pattern.compile("total_net_input_bytes:(\\d+)");
    private static final Pattern REFUSED = Pattern.compile("errorstat_NOPERM:count=(\\d+)");

    @Test
    void whoReadsIsAnsweredWhileWritersWaitForAReplicaThatIsGone() throws Exception {
        int writers = 20;
        try (RedisServer server = RedisServer.start();
                Relay relay = new Relay(server);
                Store plain = TestRedis.open(server.url(), "app");
                Store store = TestRedis.open(relay.url(), "app", "timeout", "PT3S", "replicas", "1")) {
            plain.jobs().create(JobRecord.queued("job", "t", null, NOW));
            AtomicBoolean stop = new AtomicBoolean();
            AtomicInteger unconfirmed = new AtomicInteger();
            List<Future<Boolean>> running = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                String log = "log-" + i;
                plain.events().open(log, 1, 0);
                running.add(relay.inThread(() -> {
                    while (!stop.get()) {
                        assertThatThrownBy(() -> store.events().append(segment(log, 1)))
                                .isInstanceOf(StoreException.class);
                        unconfirmed.incrementAndGet();
                    }
                    return true;
                }));
            }
            int reads = 0;
            while (unconfirmed.get() < 2 * writers) {
                assertThat(store.jobs().find("job")).isPresent();
                assertThat(store.events().heads(List.of("log-1"))).hasSize(1);
                reads++;
            }
            stop.set(true);
            for (Future<Boolean> writer : running) {
                assertThat(writer.get()).isTrue();
            }
            assertThat(reads).as("reads of some seconds").isGreaterThan(10);
        }
    }

    @Test
    void aWriteThatWaitsForAReplicaIsNotSentAgain() throws Exception {
        try (RedisServer server = RedisServer.start();
                TestRedis admin = new TestRedis(server.url());
                Store store = TestRedis.open(server.url(), "app", "timeout", "PT3S", "replicas", "1")) {
            try (Store plain = TestRedis.open(server.url(), "app")) {
                plain.events().open("log", 1, 0);
            }
            long before = received(admin);
            assertThatThrownBy(() -> store.events().append(new Segment("log", 1, 1, 1, new byte[1 << 20], false)))
                    .hasMessageContaining("PT3S")
                    .cause()
                    .hasMessageContaining("not confirmed");
            // Once with the digest of the script, once with its text.
            assertThat(received(admin) - before).isLessThan(3 << 20);
        }
    }

    @Test
    void aMasterThatIsCutOffFromItsReplicasIsLeftForTheNewOne() throws Exception {
        try (RedisServer first = RedisServer.start();
                RedisServer second = RedisServer.start("--replicaof", "127.0.0.1 " + first.port());
                TestRedis replica = new TestRedis(second.url());
                Relay relay = new Relay(first);
                Store store = TestRedis.open(relay.url(), "app", "timeout", "PT1S", "replicas", "1")) {
            Awaitility.await()
                    .until(() -> replica.commands().info("replication").contains("master_link_status:up"));
            store.events().open("log", 1, 0);
            assertThat(store.events().append(segment("log", 1)).isKept()).isTrue();
            replica.commands().replicaofNoOne();
            try (RedisServer third = RedisServer.start("--replicaof", "127.0.0.1 " + second.port())) {
                Awaitility.await()
                        .until(() -> replica.commands().info("replication").contains("state=online"));
                relay.lead(second);
                int connections = relay.connections();
                assertThatThrownBy(() -> store.events().append(segment("log", 2)))
                        .isInstanceOf(StoreException.class);
                assertThat(store.events().append(segment("log", 2)).isKept())
                        .as("the next call finds the new one")
                        .isTrue();
                assertThat(relay.connections()).isGreaterThan(connections);
                assertThat(replica.commands().xlen("{app:0}:events:log")).isEqualTo(2);
                assertThat(third.port()).isPositive();
            }
        }
    }

    @Test
    void whileRedisIsSilentNothingPilesUp() {
        try (RedisServer server = RedisServer.start();
                TestRedis admin = new TestRedis(server.url());
                Store store = TestRedis.open(server.url(), "app", "timeout", "PT0.1S")) {
            store.events().open("log", 1, 0);
            long before = received(admin);
            server.pause();
            Segment large = new Segment("log", 1, 1, 1, new byte[1 << 20], false);
            for (int i = 0; i < 30; i++) {
                assertThatThrownBy(() -> store.events().append(large)).isInstanceOf(StoreException.class);
            }
            server.goOn();
            Awaitility.await()
                    .ignoreException(StoreException.class)
                    .until(() -> store.events().append(large).isKept());
            assertThat(received(admin) - before).as("bytes sent, of 30 MiB").isLessThan(8 << 20);
        }
    }

    @Test
    void aSubscriptionOnADeadConnectionIsMadeAnewOnAnotherOne() throws Exception {
        try (RedisServer server = RedisServer.start();
                Relay relay = new Relay(server);
                RedisStore there = TestRedis.open(server.url(), "app");
                RedisStore here = TestRedis.open(relay.url(), "app", "timeout", "PT1S")) {
            AtomicInteger rings = new AtomicInteger();
            Bus bus = here.bus().orElseThrow();
            try (Bus.Listening listening = bus.listen("topic", rings::incrementAndGet)) {
                Awaitility.await().until(() -> rings.get() > 0);
                relay.holdPresent(server);
                int before = rings.get();
                Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> rings.get() > before);
                int confirmed = rings.get();
                there.bus().orElseThrow().ring("topic");
                Awaitility.await().until(() -> rings.get() > confirmed);
                assertThat(listening).isNotNull();
            }
        }
    }

    @Test
    void aUserWhoMayNotSubscribeIsRefusedASmallNumberOfTimes() {
        try (RedisServer server = RedisServer.start();
                TestRedis admin = new TestRedis(server.url())) {
            admin.addUser("silent", "on", ">pw", "~{app*", "resetchannels", "+@all");
            try (RedisStore store = TestRedis.open(server.url(), "app", "user", "silent", "password", "pw")) {
                admin.commands().configResetstat();
                for (int i = 0; i < 100; i++) {
                    store.bus().orElseThrow().listen("topic-" + i, () -> {});
                }
                Awaitility.await().until(() -> refused(admin) > 0);
                long listens = refused(admin);
                Instant end = Instant.now().plusSeconds(6);
                Awaitility.await().until(() -> Instant.now().isAfter(end));
                // Each half a second it were twelve more.
                assertThat(refused(admin) - listens).isLessThan(5);
            }
        }
    }

    private static long received(TestRedis admin) {
        return number(RECEIVED, admin.commands().info("stats"));
    }

    private static long refused(TestRedis admin) {
        return number(REFUSED, admin.commands().info("errorstats"));
    }

    private static long number(Pattern pattern, String info) {
        Matcher matcher = pattern.matcher(info);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }

    private static Segment segment(String log, long number) {
        return new Segment(log, 1, number, number, new byte[9], false);
    }
}
