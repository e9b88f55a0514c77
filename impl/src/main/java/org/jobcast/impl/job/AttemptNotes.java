package org.jobcast.impl.job;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jobcast.impl.channel.Names;
import org.jobcast.job.JobCancelledException;
import org.jobcast.spi.JsonCodec;
import org.jobcast.spi.StepStore;

/**
 * The steps and the checkpoint of a job as one attempt sees them. Each carries how far the signals had been received, so that
 * a further attempt neither misses one nor receives one twice. Thread-safe.
 */
final class AttemptNotes {
    /** The most steps of a job. */
    static final int MAX_STEPS = 10_000;

    private static final String STEP = "step ";
    private static final String CHECKPOINT = "checkpoint";

    private final LiveJob job;
    private final StepStore store;
    private final JsonCodec json;
    private final AttemptSignals signals;
    private final ConcurrentMap<String, ReentrantLock> steps = new ConcurrentHashMap<>();
    private final ReentrantLock opening = new ReentrantLock();
    private volatile boolean opened;
    private volatile Optional<String> state = Optional.empty();

    /** What is kept: a value as JSON text, and the last signal received of each name. */
    record Note(String value, Map<String, Long> signals) {}

    AttemptNotes(LiveJob job) {
        this.job = job;
        this.store = job.host().notes().steps();
        this.json = job.host().json();
        this.signals = new AttemptSignals(job);
    }

    String step(String name, Callable<?> step) throws Exception {
        Objects.requireNonNull(step, "step");
        Names.require("a step's name", name, Names.MAX_ID);
        open();
        ReentrantLock lock = steps.computeIfAbsent(name, key -> new ReentrantLock());
        if (steps.size() > MAX_STEPS) {
            steps.remove(name, lock);
            throw new IllegalStateException("job " + job.id() + " has " + MAX_STEPS + " steps, as many as it may");
        }
        lock.lockInterruptibly();
        try {
            Optional<Note> done = read(STEP + name);
            if (done.isPresent()) {
                signals.skip(done.get().signals());
                return done.get().value();
            }
            String outcome = requireSize("the outcome of the step " + name, json.write(step.call()));
            write(STEP + name, outcome);
            return outcome;
        } finally {
            lock.unlock();
        }
    }

    void checkpoint(String value) {
        requireSize("the checkpoint", value);
        open();
        write(CHECKPOINT, value);
        state = Optional.of(value);
    }

    Optional<String> lastCheckpoint() {
        open();
        return state;
    }

    Optional<String> awaitSignal(String name, Duration timeout) throws InterruptedException {
        open();
        return signals.await(name, timeout);
    }

    /** Goes on where the last checkpoint was. */
    private void open() {
        if (opened) {
            return;
        }
        opening.lock();
        try {
            if (!opened) {
                read(CHECKPOINT).ifPresent(note -> {
                    signals.skip(note.signals());
                    state = Optional.of(note.value());
                });
                opened = true;
            }
        } finally {
            opening.unlock();
        }
    }

    private Optional<Note> read(String key) {
        return patiently(job, () -> store.get(job.id(), key))
                .map(bytes -> json.read(new String(bytes, StandardCharsets.UTF_8), Note.class));
    }

    private void write(String key, String value) {
        Note note = new Note(value, new HashMap<>(signals.received()));
        byte[] bytes = json.write(note).getBytes(StandardCharsets.UTF_8);
        awaitEvents();
        if (!patiently(
                job,
                this::throwIfEnding,
                () -> store.put(job.id(), key, bytes, job.keeper().fence()))) {
            job.abandon();
            throw new JobCancelledException(job.id(), "job " + job.id() + " belongs to another node now");
        }
    }

    /** Waits until the events before a note are stored; while the node stops, not longer than it waits for bodies. */
    private void awaitEvents() {
        LongSupplier nanos = job.host().clock().nanos();
        long begin = nanos.getAsLong();
        BooleanSupplier giveUp = () -> job.cancellation().isRequested()
                && (!job.isSuspended() || nanos.getAsLong() - begin > JobShutdown.LAST_WAIT.toNanos());
        job.events().awaitStored(giveUp);
        if (giveUp.getAsBoolean()) {
            job.throwIfCancelled();
        }
    }

    /** What is finished while the job is left to another node is kept: it must not be repeated there. */
    private void throwIfEnding() {
        if (!job.isSuspended()) {
            job.throwIfCancelled();
        }
    }

    private String requireSize(String what, String value) {
        if (value.length() > JobSettings.MAX_RESULT_LENGTH) {
            throw new IllegalArgumentException(what + " has " + value.length() + " characters of JSON, more than the "
                    + JobSettings.MAX_RESULT_LENGTH + " that are kept");
        }
        return value;
    }

    /** Calls the store until it answers, or the job is asked to stop. */
    static <T> T patiently(LiveJob job, Supplier<T> call) {
        return patiently(job, job::throwIfCancelled, call);
    }

    private static <T> T patiently(LiveJob job, Runnable check, Supplier<T> call) {
        for (int failures = 0; ; ) {
            check.run();
            try {
                return call.get();
            } catch (RuntimeException e) {
                job.host().patience().await(e, ++failures);
            }
        }
    }
}
