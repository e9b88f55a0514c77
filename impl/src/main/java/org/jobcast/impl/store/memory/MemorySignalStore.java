package org.jobcast.impl.store.memory;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jobcast.spi.Signal;
import org.jobcast.spi.SignalStore;

/** Signals in memory, beside the records of their jobs. */
final class MemorySignalStore implements SignalStore {
    private final MemoryJobStore jobs;

    MemorySignalStore(MemoryJobStore jobs) {
        this.jobs = jobs;
    }

    @Override
    public long send(String job, String name, String payload, long max) {
        return jobs.withNotes(job, (record, notes) -> {
                    long number = notes.signals().size() + 1L;
                    if (number > max) {
                        return -1L;
                    }
                    notes.signals().add(new Signal(number, name, payload));
                    return number;
                })
                .orElse(0L);
    }

    @Override
    public Map<String, Long> last(Collection<String> asked) {
        Map<String, Long> last = new HashMap<>();
        for (String job : asked) {
            long count = jobs.withNotes(
                            job, (record, notes) -> (long) notes.signals().size())
                    .orElse(0L);
            if (count > 0) {
                last.put(job, count);
            }
        }
        return last;
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
