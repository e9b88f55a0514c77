package org.jobcast.impl.store.memory;

import java.time.InstantSource;
import org.jobcast.spi.EventStore;
import org.jobcast.spi.JobStore;
import org.jobcast.spi.NodeStore;
import org.jobcast.spi.SignalStore;
import org.jobcast.spi.StepStore;
import org.jobcast.spi.Store;

/** Everything in this node's memory; it is gone when the application stops. */
public final class MemoryStore implements Store {
    private final MemoryJobStore jobs = new MemoryJobStore();
    private final MemoryEventStore events = new MemoryEventStore();
    private final MemoryStepStore steps = new MemoryStepStore(jobs);
    private final MemorySignalStore signals = new MemorySignalStore(jobs);
    private final MemoryNodeStore nodes;

    /**
     * An empty store.
     *
     * @param clock the time by which leases run
     */
    public MemoryStore(InstantSource clock) {
        this.nodes = new MemoryNodeStore(jobs, clock);
    }

    @Override
    public JobStore jobs() {
        return jobs;
    }

    @Override
    public EventStore events() {
        return events;
    }

    @Override
    public NodeStore nodes() {
        return nodes;
    }

    @Override
    public StepStore steps() {
        return steps;
    }

    @Override
    public SignalStore signals() {
        return signals;
    }

    @Override
    public boolean isDurable() {
        return false;
    }

    /** Does nothing: what is in memory goes with this object. */
    @Override
    public void close() {}
}
