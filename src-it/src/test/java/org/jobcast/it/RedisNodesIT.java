package org.jobcast.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jobcast.test.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two nodes on one Redis, which goes away, too, and comes back. */
class RedisNodesIT extends AnyNode {
    private RedisServer redis;

    @BeforeAll
    void startRedis() {
        redis = RedisServer.start("--appendfsync", "always");
    }

    @AfterAll
    void stopRedis() {
        if (redis != null) {
            redis.close();
        }
    }

    @Override
    List<String> options() {
        return List.of("--redis-url", redis.url());
    }

    @Test
    void clientsOfBothNodesGetEveryEventOnceThoughRedisIsKilled() throws Exception {
        try (SampleProcess owner = start(LONG_LEASE);
                SampleProcess other = start(LONG_LEASE)) {
            String job = SampleProcess.jobId(owner.post("demo/jobs?steps=6000&delayMs=1"));
            RoamingClient near = new RoamingClient(List.of(stream(owner, job)));
            RoamingClient far = new RoamingClient(List.of(stream(other, job)));
            Future<RoamingClient.Received> nearby = threads.submit(near);
            Future<RoamingClient.Received> faraway = threads.submit(far);
            for (int seen = 500; seen <= 2000; seen += 500) {
                int count = seen;
                await().atMost(PATIENCE).until(() -> far.count() >= count);
                redis.killConnections();
            }
            await().atMost(PATIENCE).until(() -> far.count() >= 3000);
            redis.kill();
            redis.resume();
            RoamingClient.Received received = nearby.get(120, TimeUnit.SECONDS).assertWhole();
            assertThat(faraway.get(120, TimeUnit.SECONDS).said()).isEqualTo(received.said());
            assertThat(owner.state(job)).isEqualTo("succeeded");
            assertThat(other.state(job)).isEqualTo("succeeded");
        }
    }
}
