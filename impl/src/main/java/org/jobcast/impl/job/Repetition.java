package org.jobcast.impl.job;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jobcast.job.Job;
import org.jobcast.job.JobBody;
import org.jobcast.job.JobNotEndedException;
import org.jobcast.job.JobNotRepeatableException;
import org.jobcast.job.JobOptions;
import org.jspecify.annotations.Nullable;

/**
 * What a repeatable job was started with, and which job repeats it. Thread-safe.
 *
 * <p>It takes no lock. Whoever comes first chooses the id of the next job; all who come before that one has ended submit
 * under the same id, and a submit under a known id returns the job that is there.
 */
final class Repetition {
    /** Of a job that cannot be repeated. */
    static final Repetition NONE = new Repetition(null, null);

    /** Takes a job in, as {@link JobEngine} does, and lets it say which one it repeats. */
    interface Intake {
        Job submit(String type, JobOptions options, JobBody body, String repeats);
    }

    private record Start(@Nullable String owner, JobOptions options, JobBody body) {
        /** The options of another job that does the same, whoever submits it. */
        JobOptions optionsOf(String id) {
            return options.forJob(id, owner, options.ttl());
        }
    }

    private final @Nullable String repeats;
    private final AtomicReference<@Nullable String> next = new AtomicReference<>();
    private volatile @Nullable Start start;

    private Repetition(@Nullable Start start, @Nullable String repeats) {
        this.start = start;
        this.repeats = repeats;
    }

    static Repetition of(@Nullable String owner, JobOptions options, JobBody body, @Nullable String repeats) {
        return options.repeatable() ? new Repetition(new Start(owner, options, body), repeats) : NONE;
    }

    /** Whether the job can be repeated once it has ended. */
    boolean isRepeatable() {
        return start != null;
    }

    /** The id of the job that this one repeats. */
    @Nullable String repeats() {
        return repeats;
    }

    /** Lets the body go: the job is no longer kept, though somebody may still have it. */
    void forget() {
        start = null;
    }

    /** Submits the job once more, or finds the one that repeats it now. */
    Job repeat(Job ended, Function<String, Optional<Job>> known, Intake intake) {
        String id = ended.id();
        if (!ended.state().isTerminal()) {
            throw new JobNotEndedException(
                    id, "job " + id + " cannot be run again before it has ended; cancel it or wait for its end");
        }
        Start again = start;
        if (again == null) {
            throw new JobNotRepeatableException(
                    id, "job " + id + " cannot be run again: it was not submitted with JobOptions.repeatable()");
        }
        return intake.submit(ended.type(), again.optionsOf(nextId(known)), again.body(), id);
    }

    private String nextId(Function<String, Optional<Job>> known) {
        String now = next.get();
        if (now != null && !hasEnded(now, known)) {
            return now;
        }
        String fresh = UUID.randomUUID().toString();
        return next.compareAndSet(now, fresh) ? fresh : Objects.requireNonNull(next.get());
    }

    /** One that is not known is about to be submitted, or was refused: its id can be used. */
    private static boolean hasEnded(String id, Function<String, Optional<Job>> known) {
        return known.apply(id).filter(job -> job.state().isTerminal()).isPresent();
    }
}
