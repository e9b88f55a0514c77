package org.jobcast.impl.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.lettuce.core.XAddArgs;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.jobcast.job.JobQuery;
import org.jobcast.job.JobState;
import org.jobcast.spi.AppendOutcome;
import org.jobcast.spi.Assignment;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.Segment;
import org.jobcast.spi.Store;
import org.jobcast.test.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisKeysTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final long TTL = 7_200;

    private final String prefix = RedisServer.newPrefix();
    private TestRedis redis;
    private RedisStore store;

    @BeforeEach
    void open() {
        redis = new TestRedis(RedisServer.shared().url());
        store = TestRedis.open(RedisServer.shared().url(), prefix, "ttl", "PT" + TTL + "S", "timeout", "PT30S");
    }

    @AfterEach
    void close() {
        store.close();
        redis.close();
    }

    private List<String> keys() {
        return redis.commands().keys("*" + prefix + "*");
    }

    private void fill() {
        store.nodes().join("node", Duration.ofMinutes(1));
        JobRecord job =
                JobRecord.queued("job", "t", "ann", NOW, "{}", Assignment.none().to("node"));
        store.jobs().create(job);
        store.jobs().create(JobRecord.queued("due", "t", null, NOW, "{}", Assignment.from(NOW)));
        JobRecord ended = JobRecord.queued("ended", "t", "ann", NOW);
        store.jobs().create(ended);
        store.jobs()
                .replace(ended, ended.change().ended(JobState.FAILED, NOW, NOW).build());
        store.steps().put("job", "step", new byte[1], 1);
        store.signals().send("job", "signal", "1", 9);
        store.events().open("job", 1, 0);
        store.events().append(new Segment("job", 1, 1, 1, new byte[1], false));
    }

    @Test
    void everyKeyHasATimeToLiveAndIsRenewedWhileANodeLives() {
        fill();
        assertThat(keys()).hasSizeGreaterThan(15);
        assertThat(keys())
                .filteredOn(key -> !key.endsWith(":layout"))
                .allSatisfy(key -> assertThat(redis.commands().ttl(key)).isBetween(1L, TTL));
        keys().forEach(key -> redis.commands().expire(key, 60));
        // SCAN may give a key twice.
        assertThat(store.renewal().renew()).isGreaterThanOrEqualTo(keys().size());
        assertThat(keys())
                .filteredOn(key -> !Keyspace.isPassing(key))
                .allSatisfy(key -> assertThat(redis.commands().ttl(key)).isBetween(TTL - 30, TTL));
    }

    @Test
    void whatIsToGoByItselfIsNotRenewed() {
        fill();
        store.renewal().renew();
        assertThat(keys())
                .filteredOn(key -> key.contains("}:once:"))
                .hasSize(1)
                .allSatisfy(key -> assertThat(redis.commands().ttl(key)).isBetween(1L, 60L));
    }

    @Test
    void aNodeWithAnotherTimeToLiveGivesItToAllKeys() {
        fill();
        assertAllLive(TTL - 30, TTL);
        try (Store shorter = open("PT1H")) {
            assertAllLive(3_570, 3_600);
        }
        try (Store longer = open("PT48H")) {
            assertAllLive(172_770, 172_800);
        }
        try (Store forEver = open("PT0S")) {
            assertAllLive(-1, -1);
            forEver.nodes().join("second", Duration.ofMinutes(1));
            redis.commands().expire("{" + prefix + "}:nodes", 60);
            forEver.nodes().beat("second", Duration.ofMinutes(1));
            assertAllLive(-1, -1);
        }
    }

    private Store open(String ttl) {
        return TestRedis.open(RedisServer.shared().url(), prefix, "ttl", ttl);
    }

    /** Within seconds: a node renews all keys when it starts. */
    private void assertAllLive(long atLeast, long atMost) {
        Awaitility.await()
                .untilAsserted(() -> assertThat(keys())
                        .filteredOn(key -> !Keyspace.isPassing(key))
                        .allSatisfy(key -> assertThat(redis.commands().ttl(key)).isBetween(atLeast, atMost)));
    }

    @Test
    void aTimeToLiveShorterThanTheLeasesIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> open("PT4S")).withMessageContaining("jobcast.redis.ttl");
    }

    @Test
    void aLogWhoseHashWasEvictedBeginsAnewAndHoldsUpNoOther() {
        for (String log : List.of("a", "b")) {
            store.events().open(log, 1, 0);
        }
        store.events().append(List.of(segment("a", 1), segment("b", 1)));
        redis.commands().del("{" + prefix + ":0}:log:a");
        assertThat(store.events().append(List.of(segment("a", 2), segment("b", 2))))
                .containsExactly(AppendOutcome.GONE, AppendOutcome.STORED);
        store.events().open("a", 2, 0);
        assertThat(store.events().append(List.of(new Segment("a", 2, 1, 1, new byte[1], false), segment("b", 3))))
                .containsExactly(AppendOutcome.STORED, AppendOutcome.STORED);
        assertThat(store.events().read("a", 0, 999).orElseThrow().segments()).hasSize(1);
    }

    @Test
    void aLogWhosePartsDoNotFitTogetherHoldsUpNoOther() {
        for (String log : List.of("a", "b")) {
            store.events().open(log, 1, 0);
        }
        redis.commands().xadd("{" + prefix + ":0}:events:a", new XAddArgs().id("7-0"), "fence", "1");
        assertThat(store.events().append(List.of(segment("a", 1), segment("b", 1))))
                .containsExactly(AppendOutcome.GAP, AppendOutcome.STORED);
        assertThat(store.events().head("a").orElseThrow().last()).isZero();
        assertThat(store.events().head("b").orElseThrow().last()).isEqualTo(1);
    }

    private static Segment segment(String log, long number) {
        return new Segment(log, 1, number, number, new byte[1], false);
    }

    @Test
    void jobsThatWereEvictedAreNotInTheWayOfThoseThatExpire() {
        int phantoms = 1_000;
        for (int i = 0; i <= phantoms; i++) {
            JobRecord job = JobRecord.queued("job-" + i, "t", null, NOW);
            store.jobs().create(job);
            Instant time = NOW.plusSeconds(i);
            store.jobs()
                    .replace(
                            job, job.change().ended(JobState.FAILED, time, time).build());
        }
        for (int i = 0; i < phantoms; i++) {
            redis.commands().del("{" + prefix + ":0}:job:job-" + i);
        }
        assertThat(store.jobs().expired(Instant.MAX, phantoms)).containsExactly("job-" + phantoms);
        assertThat(store.jobs().endedBefore(Instant.MAX, phantoms)).containsExactly("job-" + phantoms);
        assertThat(store.jobs().countEndedBefore(Instant.MAX)).isEqualTo(1);
    }

    @Test
    void aPageOfALogCopiesLittleMoreThanItGives() {
        store.events().open("log", 1, 0);
        for (int i = 1; i <= 32; i++) {
            store.events().append(new Segment("log", 1, i, i, new byte[256 << 10], false));
        }
        redis.commands().configResetstat();
        assertThat(store.events().read("log", 0, 256 << 10).orElseThrow().segments())
                .hasSize(1);
        assertThat(redis.commands().info("commandstats")).contains("cmdstat_xrange:calls=2,");
        assertThat(store.events()
                        .read("log", 0, Integer.MAX_VALUE)
                        .orElseThrow()
                        .segments())
                .hasSize(32);
    }

    @Test
    void aJobLeavesNothingBehind() {
        fill();
        for (String id : List.of("job", "due", "ended")) {
            assertThat(store.jobs().delete(id)).isTrue();
        }
        store.events().delete("job");
        store.nodes().leave("node");
        String known = "{" + prefix;
        assertThat(keys())
                .filteredOn(key -> !Keyspace.isPassing(key))
                .containsOnly(known + "}:layout", known + ":0}:owners")
                .contains(known + "}:layout");
    }

    @Test
    void whatIsMissingAfterAnEvictionIsForgotten() {
        fill();
        redis.commands().del("{" + prefix + ":0}:job:ended", "{" + prefix + ":0}:job:job");
        assertThat(store.jobs().list(JobQuery.all()).records())
                .extracting(JobRecord::id)
                .containsExactly("due");
        assertThat(store.jobs().list(JobQuery.all()).total()).isEqualTo(1);
        assertThat(store.jobs().expired(Instant.MAX, 9)).isEmpty();
        assertThat(store.jobs().counts()).containsEntry(JobState.FAILED, 0L).containsEntry(JobState.QUEUED, 1L);
        assertThat(store.nodes().stopping("node", 9)).isEmpty();
        store.nodes().leave("node");
        store.nodes().join("heir", Duration.ofMinutes(1));
        assertThat(store.nodes().claim("heir", 9)).extracting(JobRecord::id).containsExactly("due");
        assertThat(store.jobs().delete("job")).isFalse();
    }

    @Test
    void allNodesTakeTheLayoutOfTheFirstAndRefuseANewerOne() {
        redis.commands().hset(Keyspace.layout("other" + prefix), "buckets", "5");
        try (RedisStore five = TestRedis.open(RedisServer.shared().url(), "other" + prefix)) {
            for (int i = 0; i < 50; i++) {
                five.jobs().create(JobRecord.queued("job-" + i, "t", null, NOW));
            }
            assertThat(redis.commands().keys("{other" + prefix + ":?}:jobs")).hasSize(5);
            assertThat(five.jobs().list(JobQuery.all()).total()).isEqualTo(50);
        }
        redis.commands().hset(Keyspace.layout("newer" + prefix), "version", "2");
        assertThatIllegalStateException()
                .isThrownBy(() -> TestRedis.open(RedisServer.shared().url(), "newer" + prefix))
                .withMessageContaining("version 2");
    }

    @Test
    void namesThatLookLikeHashTagsStayInTheirBucket() {
        for (String name : List.of("}", "{}", "{a}", "a}b{c", "{", ":", "*", "\r\n$1\r\n")) {
            assertThat(store.jobs().create(JobRecord.queued(name, name, name, NOW)))
                    .isTrue();
            assertThat(store.jobs().find(name)).isPresent();
        }
        assertThat(keys())
                .allMatch(key -> key.startsWith("{" + prefix + ":0}:") || key.startsWith("{" + prefix + "}:"));
        assertThat(store.jobs().list(JobQuery.all()).records()).hasSize(8);
    }
}
