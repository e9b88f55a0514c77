package org.jobcast.impl.resume;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.durable.DurableStreams;
import org.jobcast.spi.Assignment;
import org.jobcast.spi.Bus;

/** Logs in a store that other nodes share; memory holds the newest part of those that are read here. */
public final class SharedStreamLogs implements StreamLogs {
    private final DurableStreams streams;
    private final Bus bus;
    private final Supplier<String> node;
    private final int events;
    private final long bytes;

    /**
     * @param streams the logs in the store
     * @param bus tells other nodes of changes
     * @param node the id of this node in the store
     * @param events the most events of one log in memory
     * @param bytes the most bytes of one log in memory
     */
    public SharedStreamLogs(DurableStreams streams, Bus bus, Supplier<String> node, int events, long bytes) {
        this.streams = streams;
        this.bus = bus;
        this.node = node;
        this.events = events;
        this.bytes = bytes;
    }

    @Override
    public Assignment mine(Assignment before) {
        return before.to(node.get());
    }

    @Override
    public Optional<EventLog> write(String name, long fence, Runnable onLost) {
        return streams.write(name, fence, events, bytes, outcome -> onLost.run());
    }

    @Override
    public Optional<EventLog> find(String name) {
        return streams.follow(name);
    }

    @Override
    public Set<String> endedElsewhere(Set<String> names) {
        return streams.ended(names);
    }

    @Override
    public void leave(EventLog log) {
        log.detach();
        streams.adopt(log);
    }

    @Override
    public void drop(EventLog log) {
        streams.discard(log);
    }

    @Override
    public void delete(String name) {
        streams.delete(name);
    }

    @Override
    public void ring(Assignment owner) {
        String owning = owner.node();
        if (owning != null) {
            bus.ring(Bus.ofNode(owning));
        }
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public int kept() {
        return 0;
    }

    @Override
    public Executor blocking() {
        return work -> {
            try {
                streams.threads().execute(work);
            } catch (RejectedExecutionException e) {
                work.run();
            }
        };
    }

    @Override
    public void tidy() {}
}
