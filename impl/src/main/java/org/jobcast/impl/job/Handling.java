package org.jobcast.impl.job;

import java.util.function.Supplier;
import org.jobcast.job.JobBody;
import org.jobcast.spi.JobRecord;
import org.jspecify.annotations.Nullable;

/** What a node knows of a type of jobs that can be run again. Thread-safe. */
public interface Handling {
    /**
     * The work of one job.
     *
     * @param input what the job was started with, JSON text
     * @return the body; one that is given input it cannot read fails when it runs
     */
    JobBody body(String input);

    /**
     * Checks what a job is to be started with.
     *
     * @param input JSON text
     * @throws IllegalArgumentException if the body could not read it
     */
    default void check(String input) {}

    /**
     * What every event of a job says besides its own data.
     *
     * @param job the job
     * @return gives members of a JSON object, called for each event; null for none
     */
    default @Nullable Supplier<String> stamp(JobRecord job) {
        return null;
    }

    /**
     * Whether {@link #ended} does anything.
     *
     * @return false by default
     */
    default boolean hearsEnds() {
        return false;
    }

    /**
     * Is told of the end of a job before its clients are, on a thread of the application; may block. It is told at least once:
     * again if the node dies meanwhile.
     *
     * @param job the job's last record
     */
    default void ended(JobRecord job) {}
}
