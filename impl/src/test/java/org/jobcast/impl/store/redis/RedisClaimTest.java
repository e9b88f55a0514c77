package org.jobcast.impl.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jobcast.job.JobState;
import org.jobcast.spi.Assignment;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.Store;
import org.jobcast.spi.StoreException;
import org.jobcast.test.RedisServer;
import org.junit.jupiter.api.Test;

/** The answer to a claim does not arrive, but Redis does what it was told, sooner or later. */
class RedisClaimTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final String PUT = new String(Script.PUT.digest(), StandardCharsets.US_ASCII);

    private final String prefix = RedisServer.newPrefix();

    @Test
    void jobsThatWereTakenWithoutAnAnswerAreGivenByTheNextClaim() throws Exception {
        try (Relay relay = new Relay(RedisServer.shared());
                TestRedis admin = new TestRedis(RedisServer.shared().url());
                Store direct = TestRedis.open(RedisServer.shared().url(), prefix);
                Store store = TestRedis.open(relay.url(), prefix, "timeout", "PT0.5S")) {
            List<String> ids = IntStream.range(0, 5).mapToObj(i -> "job-" + i).toList();
            ids.forEach(id -> direct.jobs()
                    .create(JobRecord.queued(
                            id, "t", null, NOW, "{}", Assignment.none().to("gone"))));
            direct.nodes().join("heir", LEASE);
            relay.holdAt(PUT);
            assertThatThrownBy(() -> store.nodes().claim("heir", 9)).isInstanceOf(StoreException.class);
            relay.release();
            Awaitility.await()
                    .until(() -> ids.stream()
                            .allMatch(id ->
                                    "heir".equals(admin.commands().hget("{" + prefix + ":0}:job:" + id, "node"))));
            JobRecord asked = direct.jobs().find("job-3").orElseThrow();
            assertThat(direct.jobs()
                            .replace(
                                    asked,
                                    asked.change().state(JobState.CANCELLING).build()))
                    .isTrue();
            List<JobRecord> claimed = new ArrayList<>();
            while (claimed.size() < ids.size()) {
                List<JobRecord> some = claim(store);
                assertThat(some).as("what a claim gives after %s", claimed).isNotEmpty();
                claimed.addAll(some);
            }
            assertThat(claimed).extracting(JobRecord::id).containsExactlyInAnyOrderElementsOf(ids);
            assertThat(claimed)
                    .allSatisfy(job -> assertThat(direct.jobs().find(job.id())).contains(job));
            assertThat(store.nodes().claim("heir", 9)).as("each is given once").isEmpty();
        }
    }

    /** No more than two at once, as soon as the connection has come back. */
    private static List<JobRecord> claim(Store store) {
        return Awaitility.await()
                .ignoreException(StoreException.class)
                .until(() -> store.nodes().claim("heir", 2), some -> true);
    }

    @Test
    void aNodeThatIsDeadTakesNothingMore() throws Exception {
        try (Relay relay = new Relay(RedisServer.shared());
                Store direct = TestRedis.open(RedisServer.shared().url(), prefix);
                Store store = TestRedis.open(relay.url(), prefix, "timeout", "PT0.5S")) {
            direct.jobs()
                    .create(JobRecord.queued(
                            "job", "t", null, NOW, "{}", Assignment.none().to("gone")));
            direct.nodes().join("heir", LEASE);
            relay.holdAt(PUT);
            assertThatThrownBy(() -> store.nodes().claim("heir", 9)).isInstanceOf(StoreException.class);
            direct.nodes().leave("heir");
            direct.nodes().join("other", LEASE);
            assertThat(direct.nodes().claim("other", 9)).hasSize(1);
            relay.release();
            Awaitility.await()
                    .ignoreException(StoreException.class)
                    .until(() -> !store.nodes().beat("heir", LEASE));
            direct.nodes().join("heir", LEASE);
            assertThat(store.nodes().claim("heir", 9)).isEmpty();
            assertThat(direct.jobs().find("job").orElseThrow().assignment().node())
                    .isEqualTo("other");
        }
    }
}
