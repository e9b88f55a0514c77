package org.jobcast.impl.store.memory;

import java.util.List;
import org.jobcast.spi.Signal;
import org.jobcast.spi.SignalStore;

/** Signals in memory, beside the records of their jobs. */
final class MemorySignalStore implements SignalStore {
    private final MemoryJobStore jobs;

    MemorySignalStore(MemoryJobStore jobs) {
        this.jobs = jobs;
    }

    @Override
    public long send(String job, String name, String payload) {
        return jobs.withNotes(job, (record, notes) -> {
                    long number = notes.signals().size() + 1L;
                    notes.signals().add(new Signal(number, name, payload));
                    return number;
                })
                .orElse(0L);
    }

    @Override
    public List<Signal> read(String job, long after, int max) {
        return jobs.withNotes(
                        job,
                        (record, notes) ->
                                notes.signals().stream().skip(after).limit(max).toList())
                .orElse(List.of());
    }
}
