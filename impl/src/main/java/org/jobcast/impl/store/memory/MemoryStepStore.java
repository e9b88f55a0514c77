package org.jobcast.impl.store.memory;

import java.util.Optional;
import org.jobcast.spi.StepStore;

/** Steps in memory, beside the records of their jobs. */
final class MemoryStepStore implements StepStore {
    private final MemoryJobStore jobs;

    MemoryStepStore(MemoryJobStore jobs) {
        this.jobs = jobs;
    }

    @Override
    public boolean put(String job, String key, byte[] value, long fence) {
        return jobs.withNotes(job, (record, notes) -> {
                    boolean owned = record.assignment().fence() == fence;
                    if (owned) {
                        notes.steps().put(key, value);
                    }
                    return owned;
                })
                .orElse(false);
    }

    @Override
    public Optional<byte[]> get(String job, String key) {
        return jobs.withNotes(
                        job,
                        (record, notes) -> Optional.ofNullable(notes.steps().get(key)))
                .flatMap(found -> found);
    }
}
