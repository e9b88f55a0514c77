package org.jobcast.impl.job;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * How often a job has failed, and how often it was left to another node in peace; what remains of its attempts ended with the
 * death of their node. Kept in the store for a job that can be run again. Used by one thread at a time.
 */
final class Tries {
    /** As many crashes a job survives; the next one may be its own fault. */
    static final int MAX_CRASHES = 10;

    private static final String KEY = "tries";
    private static final System.Logger LOG = System.getLogger(Tries.class.getName());

    private final LiveJob job;
    private volatile Counts counts;

    /** The numbers as they are kept. */
    record Counts(int failures, int handOvers) {
        /** Reads the numbers of a job that another node began; waits for the store. */
        static Counts of(String job, JobHost host) {
            return Objects.requireNonNull(host.notes()
                    .steps()
                    .get(job, KEY)
                    .map(bytes -> host.json().read(new String(bytes, StandardCharsets.UTF_8), Counts.class))
                    .orElse(new Counts(0, 0)));
        }

        boolean hasCrashedTooOften(int attempts) {
            return attempts - failures - handOvers > MAX_CRASHES;
        }
    }

    Tries(LiveJob job) {
        this(job, new Counts(0, 0));
    }

    Tries(LiveJob job, Counts counts) {
        this.job = job;
        this.counts = counts;
    }

    int failures() {
        return counts.failures();
    }

    void countFailure() {
        keep(new Counts(counts.failures() + 1, counts.handOvers()));
    }

    void countHandOver() {
        keep(new Counts(counts.failures(), counts.handOvers() + 1));
    }

    /** A number that is lost makes an attempt look like a crash, of which there may be some. */
    private void keep(Counts next) {
        counts = next;
        if (!job.isRestartable()) {
            return;
        }
        try {
            byte[] bytes = job.host().json().write(next).getBytes(StandardCharsets.UTF_8);
            job.host().notes().steps().put(job.id(), KEY, bytes, job.keeper().fence());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "job " + job.id() + ": its tries could not be counted", e);
        }
    }
}
