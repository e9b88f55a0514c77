package org.jobcast.impl.job;

import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jobcast.job.Job;
import org.jobcast.job.JobBody;
import org.jobcast.job.JobOptions;
import org.jspecify.annotations.Nullable;

/**
 * Repeats a job with the body that it was submitted with, which the memory of this node holds.
 *
 * <p>It takes no lock. Whoever comes first chooses the id of the next job; all who come before that one has ended submit
 * under the same id, and a submit under a known id returns the job that is there.
 */
final class HeldRepetition implements Repetition {
    private record Start(@Nullable String owner, JobOptions options, JobBody body) {
        /** The options of another job that does the same, whoever submits it. */
        JobOptions optionsOf(String id) {
            return options.forJob(id, owner, options.ttl());
        }
    }

    private final @Nullable String repeats;
    private final AtomicReference<@Nullable String> next = new AtomicReference<>();
    private volatile @Nullable Start start;

    private HeldRepetition(Start start, @Nullable String repeats) {
        this.start = start;
        this.repeats = repeats;
    }

    static Repetition of(@Nullable String owner, JobOptions options, JobBody body, @Nullable String repeats) {
        return options.repeatable() ? new HeldRepetition(new Start(owner, options, body), repeats) : NONE;
    }

    @Override
    public boolean isRepeatable() {
        return start != null;
    }

    @Override
    public @Nullable String repeats() {
        return repeats;
    }

    /** Lets the body go: the job is no longer kept, though somebody may still have it. */
    @Override
    public void forget() {
        start = null;
    }

    @Override
    public Job again(Job ended, Known known, JobIntake intake) {
        Start again = start;
        if (again == null) {
            throw Repetition.notRepeatable(ended.id());
        }
        return intake.submit(ended.type(), again.optionsOf(nextId(known)), again.body(), ended.id());
    }

    private String nextId(Known known) {
        String now = next.get();
        if (now != null && !known.hasEnded(now)) {
            return now;
        }
        String fresh = UUID.randomUUID().toString();
        return next.compareAndSet(now, fresh) ? fresh : Objects.requireNonNull(next.get());
    }
}
