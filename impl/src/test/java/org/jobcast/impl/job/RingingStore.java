package org.jobcast.impl.job;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jobcast.spi.AppendOutcome;
import org.jobcast.spi.Bus;
import org.jobcast.spi.EventStore;
import org.jobcast.spi.JobStore;
import org.jobcast.spi.LogHead;
import org.jobcast.spi.LogSlice;
import org.jobcast.spi.NodeStore;
import org.jobcast.spi.Segment;
import org.jobcast.spi.SignalStore;
import org.jobcast.spi.StepStore;
import org.jobcast.spi.Store;

/** A store with a doorbell that rings in the caller's thread, as long as it is not muffled. */
record RingingStore(Store store, Doorbell bell) implements Store {
    /** Who listens to what. */
    static final class Doorbell implements Bus {
        final Map<String, List<Runnable>> listeners = new ConcurrentHashMap<>();
        volatile boolean muffled;

        @Override
        public void ring(String topic) {
            if (!muffled) {
                listeners.getOrDefault(topic, List.of()).forEach(Runnable::run);
            }
        }

        @Override
        public Listening listen(String topic, Runnable listener) {
            listeners
                    .computeIfAbsent(topic, key -> new CopyOnWriteArrayList<>())
                    .add(listener);
            listener.run();
            return () -> listeners.get(topic).remove(listener);
        }
    }

    RingingStore(Store store) {
        this(store, new Doorbell());
    }

    @Override
    public Optional<Bus> bus() {
        return Optional.of(bell);
    }

    @Override
    public EventStore events() {
        EventStore events = store.events();
        return new EventStore() {
            @Override
            public Optional<LogHead> open(String channel, long fence, long epoch) {
                return events.open(channel, fence, epoch);
            }

            @Override
            public List<AppendOutcome> append(List<Segment> segments) {
                List<AppendOutcome> outcomes = events.append(segments);
                segments.forEach(segment -> bell.ring(Bus.ofLog(segment.channel())));
                return outcomes;
            }

            @Override
            public Map<String, LogHead> heads(Collection<String> channels) {
                return events.heads(channels);
            }

            @Override
            public Optional<LogSlice> read(String channel, long after, int maxBytes) {
                return events.read(channel, after, maxBytes);
            }

            @Override
            public void trim(String channel, long before) {
                events.trim(channel, before);
            }

            @Override
            public boolean delete(String channel) {
                return events.delete(channel);
            }
        };
    }

    @Override
    public JobStore jobs() {
        return store.jobs();
    }

    @Override
    public NodeStore nodes() {
        return store.nodes();
    }

    @Override
    public StepStore steps() {
        return store.steps();
    }

    @Override
    public SignalStore signals() {
        return store.signals();
    }

    @Override
    public void close() {
        store.close();
    }
}
