package org.jobcast.impl.job;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Hands runs to the executor, first come first served, while the limits in total and per type allow. A run that its type's
 * limit holds back does not hold back other types. Thread-safe; nothing runs and nothing is handed over under the lock.
 */
final class RunQueue {
    /** Something to run. It throws nothing. */
    interface Run extends Runnable {
        String type();
    }

    private static final System.Logger LOG = System.getLogger(RunQueue.class.getName());

    /** The runs of one type, by their place in the queue. */
    private static final class Lane {
        final TreeMap<Long, Run> waiting = new TreeMap<>();
        final int limit;
        int running;

        Lane(int limit) {
            this.limit = limit;
        }

        boolean hasRoom() {
            return running < limit;
        }
    }

    private record Taken(Run run, long place) {}

    private final JobSettings settings;
    private final JobExecutor executor;
    private final Tally bodies;
    private final Object lock = new Object();
    private final Map<String, Lane> lanes = new HashMap<>();
    private final IdentityHashMap<Run, Long> places = new IdentityHashMap<>();
    private int running;
    private long front;
    private long back;

    RunQueue(JobSettings settings, JobExecutor executor, Tally bodies) {
        this.settings = settings;
        this.executor = executor;
        this.bodies = bodies;
    }

    /** See {@link JobExecutor#inContext}. */
    Runnable inContext(Runnable work) {
        return executor.inContext(work);
    }

    /**
     * Accepts a run.
     *
     * @param run the run
     * @return false if there is no room, or no thread while nothing runs; it will not run
     */
    boolean submit(Run run) {
        synchronized (lock) {
            if (places.size() >= settings.maxQueued() && !mayStartNow(run.type())) {
                return false;
            }
            add(run, ++back);
        }
        return drain() || isHeld(run);
    }

    private boolean mayStartNow(String type) {
        Lane lane = lanes.get(type);
        return running < settings.maxRunning() && (lane == null || (lane.waiting.isEmpty() && lane.hasRoom()));
    }

    /** After a thread was refused: whether the run waits for another one to end, or runs already. */
    private boolean isHeld(Run run) {
        synchronized (lock) {
            boolean willBeTaken = running > 0 && places.size() <= settings.maxQueued();
            return willBeTaken || !remove(run);
        }
    }

    /** Accepts a run that was accepted before, ahead of all others. */
    void requeue(Run run) {
        synchronized (lock) {
            add(run, --front);
        }
        drain();
    }

    private void add(Run run, long place) {
        lanes.computeIfAbsent(run.type(), type -> new Lane(settings.limitOf(type)))
                .waiting
                .put(place, run);
        places.put(run, place);
    }

    /**
     * Takes a run back.
     *
     * @param run the run
     * @return true if it was waiting; it will not run
     */
    boolean remove(Run run) {
        synchronized (lock) {
            Long place = places.remove(run);
            Lane lane = lanes.get(run.type());
            if (place == null || lane == null) {
                return false;
            }
            lane.waiting.remove(place);
            forgetIfEmpty(run.type(), lane);
            return true;
        }
    }

    /**
     * Hands over all that may run.
     *
     * @return false if the executor had no thread for one of them; it waits
     */
    boolean drain() {
        for (Taken next = take(); next != null; next = take()) {
            if (!start(next)) {
                return false;
            }
        }
        return true;
    }

    private @Nullable Taken take() {
        synchronized (lock) {
            Lane first = running < settings.maxRunning() ? firstLane() : null;
            if (first == null) {
                return null;
            }
            Map.Entry<Long, Run> entry = first.waiting.pollFirstEntry();
            places.remove(entry.getValue());
            first.running++;
            running++;
            return new Taken(entry.getValue(), entry.getKey());
        }
    }

    private @Nullable Lane firstLane() {
        Lane first = null;
        for (Lane lane : lanes.values()) {
            boolean ready = lane.hasRoom() && !lane.waiting.isEmpty();
            if (ready && (first == null || lane.waiting.firstKey() < first.waiting.firstKey())) {
                first = lane;
            }
        }
        return first;
    }

    private boolean start(Taken taken) {
        bodies.up();
        try {
            executor.execute(() -> work(taken.run()));
            return true;
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.log(System.Logger.Level.DEBUG, "no thread for a job; it waits", e);
            synchronized (lock) {
                leave(taken.run().type());
                add(taken.run(), taken.place());
            }
            bodies.down();
            return false;
        }
    }

    private void work(Run run) {
        try {
            run.run();
        } finally {
            synchronized (lock) {
                leave(run.type());
            }
            bodies.down();
            drain();
        }
    }

    private void leave(String type) {
        running--;
        Lane lane = lanes.get(type);
        if (lane != null) {
            lane.running--;
            forgetIfEmpty(type, lane);
        }
    }

    private void forgetIfEmpty(String type, Lane lane) {
        if (lane.running == 0 && lane.waiting.isEmpty()) {
            lanes.remove(type);
        }
    }

    int waiting() {
        synchronized (lock) {
            return places.size();
        }
    }
}
