package org.jobcast.impl.job;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jobcast.impl.channel.Logs;
import org.jobcast.impl.durable.DurableStreams;
import org.jobcast.impl.store.memory.MemoryStore;
import org.jobcast.spi.Assignment;
import org.jobcast.spi.Bus;
import org.jobcast.spi.JobMark;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.Store;
import org.junit.jupiter.api.Test;

class NodeKeeperTest {
    private final Store store = new MemoryStore(InstantSource.system());

    /** Workers that are closed or full run what they are given on the thread of the keeper. */
    @Test
    void aJobThatCannotBeTakenOverHoldsUpNothingThoughThereAreNoWorkers() {
        Instant now = Instant.now();
        store.jobs().create(JobRecord.queued("a", "t", null, now, null, Assignment.from(now)));
        CountDownLatch passes = new CountDownLatch(3);
        NodeKeeper.Listener listener = new NodeKeeper.Listener() {
            @Override
            public void expelled() {}

            @Override
            public void claimed(JobRecord job) {
                throw new IllegalStateException("no connection");
            }

            @Override
            public void stopping(List<JobMark> jobs) {
                passes.countDown();
            }

            @Override
            public void rung() {}
        };
        DurableStreams.Options options =
                new DurableStreams.Options(Duration.ofMillis(1), 1 << 20, 1 << 20, 100, 1 << 20, Duration.ofSeconds(1));
        Logs logs = new Logs(1 << 20, 1 << 20, InstantSource.system());
        try (DurableStreams streams = new DurableStreams(store.events(), Bus.NONE, logs, options)) {
            SharedStore shared = new SharedStore(store, streams, Duration.ofSeconds(30), Duration.ofMillis(10));
            NodeKeeper keeper = new NodeKeeper(shared, listener, Runnable::run);
            keeper.start();
            Rig.await(passes);
            keeper.stop();
        }
    }
}
