package org.jobcast.impl.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jobcast.impl.concurrent.Threads;
import org.jobcast.spi.Store;
import org.jobcast.test.RedisServer;
import org.jobcast.test.SharedRedis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two nodes on one Redis. */
class RedisDoorbellTest {
    private static final Duration LEASE = Duration.ofHours(4);

    /** A node that has to ask would take that long. */
    private static final Duration SELDOM = Duration.ofHours(1);

    private static final int ROUNDS = 40;

    private final String prefix = RedisServer.newPrefix();
    private final Store here = SharedRedis.open(prefix);
    private final Store there = SharedRedis.open(prefix);
    private ClusterNode a;
    private ClusterNode b;

    private void start(Duration poll) {
        a = new ClusterNode(here, 1000, LEASE, poll);
        b = new ClusterNode(there, 1000, LEASE, poll);
    }

    @AfterEach
    void close() {
        a.close();
        b.close();
        here.close();
        there.close();
    }

    @Test
    void whatOneNodeDoesIsNoticedByTheOtherBeforeItAsks() {
        start(SELDOM);
        for (int i = 0; i < ROUNDS; i++) {
            Conversation.between(a, b).signalAndCancel();
            Conversation.between(b, a).followWhole(50);
        }
    }

    @Test
    void nothingIsLostWhileTheConnectionsOfTheBusBreakAllTheTime() {
        start(SharedStore.POLL);
        AtomicLong killed = new AtomicLong();
        RedisClient admin = RedisClient.create(RedisServer.shared().url());
        ScheduledExecutorService killer = Executors.newSingleThreadScheduledExecutor(Threads.factory("test-killer-"));
        try (var connection = admin.connect()) {
            killer.scheduleWithFixedDelay(
                    () -> killed.addAndGet(connection.sync().clientKill(KillArgs.Builder.typePubsub())),
                    0,
                    20,
                    TimeUnit.MILLISECONDS);
            for (int i = 0; i < 3; i++) {
                Conversation.between(a, b).signalAndCancel();
                Conversation.between(b, a).followWhole(500);
            }
        } finally {
            killer.shutdownNow();
            admin.shutdown();
        }
        assertThat(killed).hasPositiveValue();
    }
}
