package org.jobcast.spi;

import java.util.Objects;
import org.jobcast.job.JobState;

/**
 * The little of a {@link JobRecord} that tells whether it has changed.
 *
 * @param id the job's id
 * @param state its state
 * @param revision the revision of its record
 */
public record JobMark(String id, JobState state, long revision) {
    /**
     * Checks.
     *
     * @param id the job's id
     * @param state its state
     * @param revision the revision of its record
     */
    public JobMark {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(state, "state");
    }

    /**
     * The mark of a record.
     *
     * @param job the record
     * @return its mark
     */
    public static JobMark of(JobRecord job) {
        return new JobMark(job.id(), job.state(), job.revision());
    }
}
