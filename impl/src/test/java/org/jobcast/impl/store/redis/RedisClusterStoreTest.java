package org.jobcast.impl.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.api.sync.RedisHashCommands;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jobcast.job.JobQuery;
import org.jobcast.spi.AppendOutcome;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.Segment;
import org.jobcast.spi.Store;
import org.jobcast.test.RedisCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RedisClusterStoreTest extends RedisContract {
    private static final String PREFIX = "clustered";

    private RedisCluster cluster;
    private RedisClusterClient client;
    private StatefulRedisClusterConnection<String, String> connection;

    @Override
    Store openOnce() {
        cluster = RedisCluster.start();
        client = RedisClusterClient.create(cluster.servers().get(0).url());
        connection = client.connect();
        return TestRedis.open(cluster.url(), PREFIX);
    }

    @Override
    void clear() {
        connection.sync().flushall();
    }

    @Override
    RedisHashCommands<String, String> hashes() {
        return connection.sync();
    }

    @Override
    String leases() {
        return new Keyspace(PREFIX, 1).leases();
    }

    @Test
    void spreadsJobsOverTheServersAndFindsThemAgain() {
        Store store = open();
        List<String> ids = IntStream.range(0, 200).mapToObj(i -> "job-" + i).toList();
        for (String id : ids) {
            store.jobs().create(JobRecord.queued(id, "t", null, Instant.EPOCH));
            store.events().open(id, 1, 0);
        }
        store.events()
                .append(ids.stream()
                        .map(id -> new Segment(id, 1, 1, 1, new byte[10], false))
                        .toList());
        assertThat(cluster.servers()).allSatisfy(server -> {
            try (TestRedis redis = new TestRedis(server.url())) {
                assertThat(redis.commands().dbsize()).isGreaterThan(50);
            }
        });
        assertThat(store.events().heads(ids)).hasSize(200);
        JobQuery third = new JobQuery(Set.of(), "t", null, null, 2, 50);
        assertThat(store.jobs().list(third).total()).isEqualTo(200);
        assertThat(store.jobs().list(third).records())
                .extracting(JobRecord::id)
                .containsExactlyElementsOf(
                        ids.stream().sorted().skip(100).limit(50).toList());
    }

    @Test
    void whenAServerIsKilledItsReplicaTakesOverAndTheStoreGoesOn() {
        try (RedisCluster three = RedisCluster.startWithReplicas();
                Store store = TestRedis.open(three.url(), PREFIX, "timeout", "PT1M")) {
            List<String> ids = IntStream.range(0, 50).mapToObj(i -> "log-" + i).toList();
            ids.forEach(id -> store.events().open(id, 1, 0));
            store.nodes().join("node", Duration.ofMinutes(1));
            assertThat(store.events().append(segments(ids, 1))).containsOnly(AppendOutcome.STORED);
            Awaitility.await().until(three::isInStep);
            three.servers().get(0).kill();
            assertThat(store.events().append(segments(ids, 2))).allMatch(AppendOutcome::isKept);
            assertThat(store.events().heads(ids).values())
                    .hasSize(50)
                    .allSatisfy(head -> assertThat(head.last()).isEqualTo(2));
            assertThat(store.nodes().beat("node", Duration.ofMinutes(1))).isTrue();
        }
    }

    private static List<Segment> segments(List<String> logs, long number) {
        return logs.stream()
                .map(log -> new Segment(log, 1, number, number, new byte[9], false))
                .toList();
    }

    @AfterAll
    void stop() {
        if (client != null) {
            client.shutdown();
        }
        if (cluster != null) {
            cluster.close();
        }
    }
}
