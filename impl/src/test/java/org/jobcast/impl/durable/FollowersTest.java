package org.jobcast.impl.durable;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.channel.Logs;
import org.jobcast.impl.store.memory.MemoryStore;
import org.jobcast.spi.Bus;
import org.jobcast.spi.Segment;
import org.jobcast.spi.Store;
import org.junit.jupiter.api.Test;

class FollowersTest {
    private final Store store = new MemoryStore(InstantSource.system());
    private final Logs logs = new Logs(64 << 20, 8 << 20, InstantSource.system());

    private DurableStreams streams(Bus bus) {
        return new DurableStreams(
                store.events(),
                bus,
                logs,
                new DurableStreams.Options(
                        Duration.ofMillis(1), 10_000, 1 << 20, 1000, 1 << 20, Duration.ofMillis(100)));
    }

    @Test
    void logsThatCannotBeReadDoNotHoldUpOthers() {
        try (DurableStreams writer = streams(Bus.NONE);
                DurableStreams reader = streams(Bus.NONE)) {
            List<EventLog> written = new ArrayList<>();
            List<EventLog> followed = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                store.events().open("bad " + i, 1, 1);
                written.add(writer.write("good " + i, 1, 100, 1 << 20, refused -> {})
                        .orElseThrow());
                reader.follow("bad " + i).orElseThrow().addWaker(() -> {});
                EventLog good = reader.follow("good " + i).orElseThrow();
                good.addWaker(() -> {});
                followed.add(good);
            }
            for (int i = 0; i < 10; i++) {
                // Of a later version of jobcast, as while nodes are updated one by one.
                store.events().append(new Segment("bad " + i, 1, 1, 1, new byte[] {99}, false));
            }
            written.forEach(log -> log.append("n", "{}", true, null));
            Awaitility.await().until(() -> followed.stream().allMatch(log -> log.last() == 1));
        }
    }

    @Test
    void aLogThatIsAdoptedTwiceIsListenedToOnce() {
        AtomicInteger listening = new AtomicInteger();
        Bus bus = new Bus() {
            @Override
            public void ring(String topic) {}

            @Override
            public Listening listen(String topic, Runnable listener) {
                listening.incrementAndGet();
                return listening::decrementAndGet;
            }
        };
        try (DurableStreams streams = streams(bus)) {
            EventLog log = streams.write("a", 1, 100, 1 << 20, refused -> {}).orElseThrow();
            streams.adopt(log);
            streams.adopt(log);
            assertThat(listening).hasValue(1);
        }
    }
}
