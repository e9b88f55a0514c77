package org.jobcast.impl.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jobcast.impl.store.memory.MemoryStore;
import org.jobcast.spi.Store;
import org.junit.jupiter.api.Test;

/** Nodes that ring at each other, and what remains when rings are lost. */
class DoorbellTest {
    private static final Duration LEASE = Duration.ofHours(1);

    private final Store shared = new MemoryStore(InstantSource.system());

    private ClusterNode node(TestBus bus) {
        return new ClusterNode(shared, 1000, LEASE, bus);
    }

    @Test
    void whatOneNodeDoesIsNoticedByTheOtherBeforeItAsks() {
        try (TestBus bus = new TestBus(() -> false);
                ClusterNode a = node(bus);
                ClusterNode b = node(bus)) {
            int rounds = 40;
            for (int i = 0; i < rounds; i++) {
                Conversation.between(a, b).signalAndCancel();
            }
            // Asked each second, and a conversation without a bus would take several.
            assertThat(a.store.claims).hasValueLessThan(rounds);
        }
    }

    @Test
    void aBusThatLosesEveryRingCostsLatencyOnly() {
        conversations(new TestBus(() -> true), 2);
    }

    @Test
    void aBusThatLosesEverySecondRingCostsLatencyOnly() {
        AtomicInteger count = new AtomicInteger();
        TestBus bus = new TestBus(() -> count.incrementAndGet() % 2 == 0);
        conversations(bus, 4);
        assertThat(bus.heard).hasPositiveValue();
    }

    private void conversations(TestBus bus, int rounds) {
        try (bus;
                ClusterNode a = node(bus);
                ClusterNode b = node(bus)) {
            for (int i = 0; i < rounds; i++) {
                Conversation.between(a, b).signalAndCancel();
                Conversation.between(b, a).followWhole(200);
            }
        }
        assertThat(bus.lost).hasPositiveValue();
    }

    @Test
    void nobodyListensForALogThatHasEnded() {
        try (TestBus bus = new TestBus(() -> false);
                ClusterNode a = node(bus);
                ClusterNode b = node(bus)) {
            for (int i = 0; i < 20; i++) {
                Conversation.between(a, b).followWhole(5);
            }
            int nodes = 2;
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> bus.listening() == nodes);
        }
    }
}
