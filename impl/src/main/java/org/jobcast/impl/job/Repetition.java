package org.jobcast.impl.job;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jobcast.job.Job;
import org.jobcast.job.JobOptions;
import org.jspecify.annotations.Nullable;

/** The work of a job that may be submitted again, once. Thread-safe. */
final class Repetition {
    private final AtomicReference<@Nullable Supplier<Job>> again = new AtomicReference<>();

    /** Whoever repeats a job repeats it for its owner. */
    static JobOptions options(JobOptions first, @Nullable String owner) {
        return new JobOptions(
                null,
                owner,
                owner == null,
                first.timeout(),
                first.retry(),
                first.ttl(),
                first.historyEvents(),
                first.historyBytes(),
                first.slowClients(),
                true);
    }

    void offer(Supplier<Job> submit) {
        again.set(submit);
    }

    /** Lets the work go: nobody will want it again. */
    void forget() {
        again.set(null);
    }

    boolean isOffered() {
        return again.get() != null;
    }

    /** Submits the work for the first caller; one who is refused gives it back. */
    Optional<Job> take() {
        Supplier<Job> submit = again.getAndSet(null);
        if (submit == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(submit.get());
        } catch (RuntimeException e) {
            again.set(submit);
            throw e;
        }
    }
}
