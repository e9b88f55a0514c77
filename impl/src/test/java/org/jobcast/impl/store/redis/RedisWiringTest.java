package org.jobcast.impl.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.jobcast.spi.AppendOutcome;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.Segment;
import org.jobcast.spi.Store;
import org.jobcast.test.Ports;
import org.jobcast.test.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways to a Redis: password, user, TLS, Sentinel, and those that lead nowhere. */
class RedisWiringTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @Test
    void aPasswordMayBeInTheUrlOrASetting() {
        try (RedisServer server = RedisServer.start("--requirepass", "s3cret:/@")) {
            try (Store store = TestRedis.open(server.url(), "app", "password", "s3cret:/@")) {
                assertWorks(store);
            }
            try (Store store = TestRedis.open("redis://:s3cret%3A%2F%40@127.0.0.1:" + server.port(), "other")) {
                assertWorks(store);
            }
            assertRefused(server, "wrong-secret");
            assertRefused(server, "");
        }
    }

    private static void assertRefused(RedisServer server, String password) {
        assertThatIllegalStateException()
                .isThrownBy(() -> TestRedis.open(server.url(), "app", "password", password, "timeout", "PT2S"))
                .withMessageContaining("127.0.0.1:" + server.port())
                .satisfies(e -> assertThat(e.toString()).doesNotContain("wrong-secret"));
    }

    @Test
    void aUserNeedsNoMoreThanHisKeysAndNotTheRightToPublish() {
        try (RedisServer server = RedisServer.start();
                TestRedis admin = new TestRedis(server.url())) {
            admin.addUser("jobcast", "on", ">pw", "~{app*", "&app:*", "+@all", "-@dangerous", "-@admin");
            try (Store store = TestRedis.open(server.url(), "app", "user", "jobcast", "password", "pw")) {
                assertWorks(store);
            }
            admin.commands().flushall();
            admin.addUser("silent", "on", ">pw", "~{app*", "resetchannels", "+@all");
            try (Store store = TestRedis.open(server.url(), "app", "user", "silent", "password", "pw")) {
                assertWorks(store);
            }
        }
    }

    @Test
    void aServerThatIsJustStartingIsWaitedFor() throws Exception {
        try (RedisServer server = RedisServer.start();
                LoadingServer loading = new LoadingServer(server, 5)) {
            try (Store store = TestRedis.open(loading.url(), "app", "timeout", "PT20S")) {
                assertWorks(store);
            }
            assertThat(loading.left()).isZero();
        }
    }

    @Test
    void tlsTrustsTheGivenAuthoritiesOnly(@TempDir Path directory) throws Exception {
        TestCertificate certificate = TestCertificate.create(directory);
        int port = Ports.free();
        try (RedisServer server = RedisServer.start(
                "--tls-port",
                Integer.toString(port),
                "--tls-cert-file",
                certificate.chain().toString(),
                "--tls-key-file",
                certificate.key().toString(),
                "--tls-auth-clients",
                "no")) {
            String url = "rediss://127.0.0.1:" + port;
            try (Store store = TestRedis.open(
                    url, "app", "tls-authorities", certificate.chain().toString())) {
                assertWorks(store);
            }
            assertThatIllegalStateException()
                    .isThrownBy(() -> TestRedis.open(url, "app", "timeout", "PT2S"))
                    .withMessageContaining("127.0.0.1:" + port);
        }
    }

    @Test
    void afterAFailoverTheStoreWritesToTheServerThatTheSentinelNames() {
        try (RedisServer first = RedisServer.start();
                RedisServer second = RedisServer.start("--replicaof", "127.0.0.1 " + first.port());
                RedisServer sentinel = RedisServer.startSentinel(first);
                TestRedis replica = new TestRedis(second.url());
                TestRedis watch = new TestRedis(sentinel.url())) {
            Awaitility.await()
                    .until(() -> replica.commands().info("replication").contains("master_link_status:up"));
            Awaitility.await().until(() -> watch.replicas() > 0);
            String url = "redis-sentinel://127.0.0.1:" + sentinel.port() + "/0#main";
            try (Store store = TestRedis.open(url, "app", "timeout", "PT1M", "replicas", "1")) {
                assertWorks(store);
                watch.failOver();
                Awaitility.await()
                        .until(() -> replica.commands().info("replication").contains("role:master"));
                // The old server does not know yet that it is not the master any more.
                for (int i = 2; i < 20; i++) {
                    assertThat(store.events().append(segment(i)).isKept()).isTrue();
                }
                Awaitility.await()
                        .untilAsserted(() -> assertThat(replica.commands().xlen("{app:0}:events:log"))
                                .isEqualTo(19));
            }
        }
    }

    @Test
    void sentinelsAndServersHaveAPasswordEach() {
        try (RedisServer server = RedisServer.start("--requirepass", "s3cret", "--masterauth", "s3cret");
                RedisServer sentinel = RedisServer.startSentinel(
                        server,
                        "sentinel auth-pass main s3cret",
                        "requirepass watch",
                        "sentinel sentinel-pass watch")) {
            String url = "redis-sentinel://127.0.0.1:" + sentinel.port() + "/0#main";
            try (Store store = TestRedis.open(url, "app", "password", "s3cret", "sentinel-password", "watch")) {
                assertWorks(store);
            }
            assertThatIllegalStateException()
                    .isThrownBy(() -> TestRedis.open(
                            url, "app", "password", "s3cret", "sentinel-password", "other", "timeout", "PT2S"))
                    .withMessageContaining("127.0.0.1:" + sentinel.port())
                    .satisfies(e -> assertThat(e.toString()).doesNotContain("s3cret"));
        }
    }

    @Test
    void aMasterThatIsKilledTakesNothingWithItThatWasAcknowledged() throws Exception {
        try (RedisServer first = RedisServer.start();
                RedisServer second = RedisServer.start("--replicaof", "127.0.0.1 " + first.port());
                RedisServer third = RedisServer.start("--replicaof", "127.0.0.1 " + first.port());
                RedisServer sentinel = RedisServer.startSentinel(first, "sentinel down-after-milliseconds main 1000");
                TestRedis master = new TestRedis(first.url());
                TestRedis watch = new TestRedis(sentinel.url());
                Relay threads = new Relay(second)) {
            Awaitility.await().until(() -> master.commands().info("replication").contains("connected_slaves:2"));
            Awaitility.await().until(() -> watch.replicas() == 2);
            String url = "redis-sentinel://127.0.0.1:" + sentinel.port() + "/0#main";
            try (Store store = TestRedis.open(url, "app", "timeout", "PT1M", "replicas", "1")) {
                store.events().open("log", 1, 0);
                AtomicLong acknowledged = new AtomicLong();
                AtomicBoolean stop = new AtomicBoolean();
                Future<Boolean> writer = threads.inThread(() -> {
                    while (!stop.get()) {
                        assertThat(store.events()
                                        .append(segment(acknowledged.get() + 1))
                                        .isKept())
                                .isTrue();
                        acknowledged.incrementAndGet();
                    }
                    return true;
                });
                Awaitility.await().until(() -> acknowledged.get() > 100);
                first.kill();
                long before = acknowledged.get();
                Awaitility.await()
                        .atMost(Duration.ofMinutes(1))
                        .until(() -> acknowledged.get() > before + 100 || writer.isDone());
                stop.set(true);
                assertThat(writer.get()).isTrue();
                assertThat(store.events()
                                .read("log", 0, Integer.MAX_VALUE)
                                .orElseThrow()
                                .segments())
                        .extracting(Segment::last)
                        .containsExactlyElementsOf(LongStream.rangeClosed(1, acknowledged.get())
                                .boxed()
                                .toList());
                assertThat(third.port()).isPositive();
            }
        }
    }

    @Test
    void whatLeadsNowhereIsSaidWithoutThePassword() {
        int port = Ports.free();
        assertThatIllegalStateException()
                .isThrownBy(() -> TestRedis.open(
                        "redis://:topsecret@127.0.0.1:" + port + "?timeout=1s", "app", "timeout", "PT1S"))
                .withMessageContaining("127.0.0.1:" + port)
                .withMessageContaining("jobcast.redis.url, in the environment JOBCAST_REDIS_URL,")
                .satisfies(e -> assertThat(e.toString()).doesNotContain("topsecret"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TestRedis.open("http://u:topsecret@example/", "app"))
                .withMessageContaining("jobcast.redis.url")
                .withMessageNotContaining("topsecret");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TestRedis.open("redis://localhost", "app", "tls-authorities", "/no/such/file"))
                .withMessageContaining("/no/such/file");
        assertThatIllegalStateException()
                .isThrownBy(() -> {
                    RedisServer shared = RedisServer.shared();
                    TestRedis.open(shared.url() + ",127.0.0.1:" + shared.port(), "app");
                })
                .withMessageContaining("no Redis Cluster");
    }

    private static void assertWorks(Store store) {
        assertThat(store.jobs().create(JobRecord.queued("job", "t", "ann", NOW)))
                .isTrue();
        assertThat(store.events().open("log", 1, 0)).isPresent();
        assertThat(store.events().append(segment(1))).isEqualTo(AppendOutcome.STORED);
        assertThat(store.jobs().counts().values()).contains(1L);
    }

    private static Segment segment(long number) {
        return new Segment("log", 1, number, number, new byte[9], false);
    }
}
