package org.jobcast.impl.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jobcast.job.JobQuery;
import org.jobcast.job.JobState;
import org.jobcast.spi.Assignment;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.Segment;
import org.jobcast.test.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisKeysTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final long TTL = 600;

    private final String prefix = RedisServer.newPrefix();
    private TestRedis redis;
    private RedisStore store;

    @BeforeEach
    void open() {
        redis = new TestRedis(RedisServer.shared().url());
        store = TestRedis.open(RedisServer.shared().url(), prefix, "ttl", "PT" + TTL + "S");
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
                .filteredOn(key -> !key.endsWith(":renewed"))
                .allSatisfy(key -> assertThat(redis.commands().ttl(key)).isBetween(TTL - 30, TTL));
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
                .containsOnly(known + "}:layout", known + "}:renewed", known + ":0}:owners")
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
