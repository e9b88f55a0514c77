package org.jobcast.impl.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.jobcast.impl.channel.Logs;
import org.jobcast.impl.durable.DurableStreams;
import org.jobcast.impl.store.memory.MemoryStore;
import org.jobcast.spi.Assignment;
import org.jobcast.spi.Bus;
import org.jobcast.spi.JobMark;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.NodeStore;
import org.jobcast.spi.Store;
import org.junit.jupiter.api.Test;

class NodeKeeperTest {
    private final Store store = new MemoryStore(InstantSource.system());

    /** Does nothing. */
    private static class Idle implements NodeKeeper.Listener {
        @Override
        public void expelled() {}

        @Override
        public void claimed(JobRecord job) {}

        @Override
        public void stopping(List<JobMark> jobs) {}

        @Override
        public void rung() {}
    }

    private void keep(Store of, Duration lease, NodeKeeper.Listener listener, Runnable meanwhile) {
        DurableStreams.Options options =
                new DurableStreams.Options(Duration.ofMillis(1), 1 << 20, 1 << 20, 100, 1 << 20, Duration.ofSeconds(1));
        Logs logs = new Logs(1 << 20, 1 << 20, InstantSource.system());
        try (DurableStreams streams = new DurableStreams(store.events(), Bus.NONE, logs, options)) {
            SharedStore shared = new SharedStore(of, streams, lease, Duration.ofMillis(10));
            NodeKeeper keeper = new NodeKeeper(shared, listener, Runnable::run);
            keeper.start();
            meanwhile.run();
            keeper.stop();
        }
    }

    /** Workers that are closed or full run what they are given on the thread of the keeper. */
    @Test
    void aJobThatCannotBeTakenOverHoldsUpNothingThoughThereAreNoWorkers() {
        Instant now = Instant.now();
        store.jobs().create(JobRecord.queued("a", "t", null, now, null, Assignment.from(now)));
        CountDownLatch passes = new CountDownLatch(3);
        NodeKeeper.Listener listener = new Idle() {
            @Override
            public void claimed(JobRecord job) {
                throw new IllegalStateException("no connection");
            }

            @Override
            public void stopping(List<JobMark> jobs) {
                passes.countDown();
            }
        };
        keep(store, Duration.ofSeconds(30), listener, () -> Rig.await(passes));
    }

    /** A store that is so slow that each sign of life comes late. */
    @Test
    void aNodeThatIsAlwaysLateTakesOverJobsAllTheSame() {
        Duration lease = Duration.ofMillis(200);
        AtomicInteger beats = new AtomicInteger();
        CountDownLatch claims = new CountDownLatch(3);
        NodeStore nodes = store.nodes();
        Store slow = with((NodeStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {NodeStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("beat")) {
                        beats.incrementAndGet();
                        LockSupport.parkNanos(lease.toNanos());
                    } else if (method.getName().equals("claim") && beats.get() > 1) {
                        claims.countDown();
                    }
                    return method.invoke(nodes, arguments);
                }));
        keep(slow, lease, new Idle(), () -> Rig.await(claims));
    }

    /** The store, with other nodes. */
    private Store with(NodeStore nodes) {
        return (Store) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Store.class},
                (proxy, method, arguments) ->
                        method.getName().equals("nodes") ? nodes : method.invoke(store, arguments));
    }

    /** A way to the nodes that can be cut, and notes when the node was back and when it claimed again. */
    private static final class CutNodes implements NodeStore {
        private final NodeStore nodes;
        final CountDownLatch claims = new CountDownLatch(3);
        volatile boolean cut;
        volatile boolean wasCut;
        volatile long back;
        volatile long claimed;

        CutNodes(NodeStore nodes) {
            this.nodes = nodes;
        }

        @Override
        public boolean join(String node, Duration ttl) {
            return nodes.join(node, ttl);
        }

        @Override
        public boolean beat(String node, Duration ttl) {
            if (cut) {
                throw new IllegalStateException("no connection");
            }
            boolean lives = nodes.beat(node, ttl);
            if (wasCut && back == 0) {
                back = System.nanoTime();
            }
            return lives;
        }

        @Override
        public List<JobRecord> claim(String node, int max) {
            claims.countDown();
            if (back != 0 && claimed == 0) {
                claimed = System.nanoTime();
            }
            return nodes.claim(node, max);
        }

        @Override
        public List<JobMark> stopping(String node, int max) {
            return nodes.stopping(node, max);
        }

        @Override
        public void leave(String node) {
            nodes.leave(node);
        }
    }

    /** An outage that is shorter than a lease ends the leases of those who had to beat soon, and not of those who just had. */
    @Test
    void aNodeThatWasCutOffLetsOthersComeBackBeforeItTakesThemForDead() {
        Duration lease = Duration.ofMillis(900);
        CutNodes nodes = new CutNodes(store.nodes());
        keep(with(nodes), lease, new Idle(), () -> {
            Rig.await(nodes.claims);
            nodes.cut = true;
            long enough = System.nanoTime() + lease.toNanos() * 2 / 3;
            Awaitility.await().until(() -> System.nanoTime() - enough > 0);
            nodes.wasCut = true;
            nodes.cut = false;
            Awaitility.await().until(() -> nodes.claimed != 0);
        });
        assertThat(Duration.ofNanos(nodes.claimed - nodes.back)).isGreaterThanOrEqualTo(lease);
    }
}
