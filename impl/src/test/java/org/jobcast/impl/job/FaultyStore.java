package org.jobcast.impl.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jobcast.impl.durable.FaultyEvents;
import org.jobcast.job.JobQuery;
import org.jobcast.job.JobState;
import org.jobcast.spi.Bus;
import org.jobcast.spi.EventStore;
import org.jobcast.spi.JobMark;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.JobRecords;
import org.jobcast.spi.JobStore;
import org.jobcast.spi.NodeStore;
import org.jobcast.spi.Signal;
import org.jobcast.spi.SignalStore;
import org.jobcast.spi.StepStore;
import org.jobcast.spi.Store;

/** One node's way to a store that nodes share; the test breaks it, as a network or a stopped process does. */
final class FaultyStore implements Store {
    private final Store store;
    final FaultyEvents events;
    private final Jobs jobs = new Jobs();
    private final Nodes nodes = new Nodes();
    private final Signals signals = new Signals();
    private final Steps steps = new Steps();
    /** How often the node has looked for signals of others. */
    final AtomicLong signalQueries = new AtomicLong();

    volatile boolean down;
    /** The node cannot show that it lives, but all else goes through. */
    volatile boolean mute;
    /** Changes of jobs that are made though their caller gets an exception. */
    final AtomicInteger lostAnswers = new AtomicInteger();
    /** So many creations are done, and their answers lost. */
    final AtomicInteger lostCreations = new AtomicInteger();
    /** Others are faster: this node gets no jobs of dead ones. */
    volatile boolean noClaims;
    /** So many nodes join, and the answers are lost. */
    final AtomicInteger lostJoins = new AtomicInteger();
    /** So many look-ups of jobs fail. */
    final AtomicInteger failingFinds = new AtomicInteger();
    /** How often the node has looked after its jobs. */
    final AtomicInteger looks = new AtomicInteger();
    /** Happens after a change whose answer is lost. */
    volatile Runnable afterLost = () -> {};

    FaultyStore(Store store) {
        this.store = store;
        this.events = new FaultyEvents(store.events());
    }

    /** Cuts the node off, or lets it through again. */
    void cut(boolean off) {
        down = off;
        events.down = off;
    }

    private void check() {
        if (down) {
            throw new IllegalStateException("no connection");
        }
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
    public Optional<Bus> bus() {
        return store.bus();
    }

    @Override
    public void close() {}

    private final class Signals implements SignalStore {
        @Override
        public long send(String job, String name, String payload, long max) {
            check();
            return store.signals().send(job, name, payload, max);
        }

        @Override
        public Map<String, Long> last(Collection<String> asked) {
            check();
            signalQueries.incrementAndGet();
            return store.signals().last(asked);
        }

        @Override
        public List<Signal> read(String job, long after, int max) {
            check();
            return store.signals().read(job, after, max);
        }
    }

    private final class Steps implements StepStore {
        @Override
        public boolean put(String job, String key, byte[] value, long fence) {
            check();
            return store.steps().put(job, key, value, fence);
        }

        @Override
        public Optional<byte[]> get(String job, String key) {
            check();
            return store.steps().get(job, key);
        }
    }

    private final class Jobs implements JobStore {
        @Override
        public boolean create(JobRecord first) {
            check();
            boolean created = store.jobs().create(first);
            if (lostCreations.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new IllegalStateException("the answer was lost");
            }
            return created;
        }

        @Override
        public Optional<JobRecord> find(String id) {
            check();
            if (failingFinds.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new IllegalStateException("no connection");
            }
            return store.jobs().find(id);
        }

        @Override
        public boolean replace(JobRecord expected, JobRecord next) {
            check();
            boolean replaced = store.jobs().replace(expected, next);
            if (lostAnswers.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                afterLost.run();
                throw new IllegalStateException("the answer was lost");
            }
            return replaced;
        }

        @Override
        public boolean delete(String id) {
            check();
            return store.jobs().delete(id);
        }

        @Override
        public JobRecords list(JobQuery query) {
            check();
            return store.jobs().list(query);
        }

        @Override
        public Map<JobState, Long> counts() {
            check();
            return store.jobs().counts();
        }

        @Override
        public List<String> expired(Instant now, int max) {
            check();
            return store.jobs().expired(now, max);
        }

        @Override
        public List<String> endedBefore(Instant time, int max) {
            check();
            return store.jobs().endedBefore(time, max);
        }

        @Override
        public long countEndedBefore(Instant time) {
            check();
            return store.jobs().countEndedBefore(time);
        }
    }

    private final class Nodes implements NodeStore {
        @Override
        public boolean join(String node, Duration ttl) {
            check();
            boolean joined = store.nodes().join(node, ttl);
            if (lostJoins.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new IllegalStateException("the answer was lost");
            }
            return joined;
        }

        @Override
        public boolean beat(String node, Duration ttl) {
            check();
            if (mute) {
                throw new IllegalStateException("no connection");
            }
            return store.nodes().beat(node, ttl);
        }

        @Override
        public List<JobRecord> claim(String node, int max) {
            check();
            return noClaims ? List.of() : store.nodes().claim(node, max);
        }

        @Override
        public List<JobMark> stopping(String node, int max) {
            check();
            looks.incrementAndGet();
            return store.nodes().stopping(node, max);
        }

        @Override
        public void leave(String node) {
            check();
            store.nodes().leave(node);
        }
    }
}
