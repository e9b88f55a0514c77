package org.jobcast.spi;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jobcast.job.JobQuery;
import org.jobcast.job.JobState;

/**
 * Keeps the state of jobs. It is the one place that decides between callers that change a job at the same time: whoever
 * replaces the current revision wins, everybody else is refused and reads again.
 *
 * <p>An implementation knows nothing of which state may follow which, and writes nothing on its own: it neither expires nor
 * changes records. It must be thread-safe, and as soon as a method has returned, every caller on every node must see its
 * effect. A method may wait for the network; one that fails throws an unchecked exception and leaves the store as it was
 * before the call, or, when it cannot know, in one of the two states; it is a {@link StoreException} if the store could not be
 * reached. A test suite for implementations,
 * {@code JobStoreContract}, is in the tests-jar of this module.
 */
public interface JobStore {
    /**
     * Adds a job.
     *
     * @param first its first record, of revision 1; of a higher one where ids are used again, so that what somebody has read of
     *     an earlier job of that id is not taken for this one
     * @return false if the id is taken, whatever the rest of the record; then nothing was changed
     * @throws IllegalArgumentException if the revision is less than 1
     */
    boolean create(JobRecord first);

    /**
     * Reads a job.
     *
     * @param id the job's id
     * @return its current record, equal to the one that was written last
     */
    Optional<JobRecord> find(String id);

    /**
     * Compares and sets: replaces the record if the store still holds the revision of {@code expected}. Of several callers
     * with the same expectation exactly one succeeds.
     *
     * @param expected the record that the caller has read; only its id and revision are compared
     * @param next the next revision of the same job
     * @return false if the job is gone or has another revision; then nothing was changed
     * @throws IllegalArgumentException if {@code next} is of another job or is not the revision after {@code expected}
     */
    boolean replace(JobRecord expected, JobRecord next);

    /**
     * Removes a job, with its steps and signals. Its log of events is removed by {@link EventStore#delete}.
     *
     * @param id the job's id
     * @return true for the one caller that removed it, false if there was no such job
     */
    boolean delete(String id);

    /**
     * Lists jobs, newest first; those created at the same instant by id.
     *
     * @param query which; {@code text} is looked for in id, type and owner, whatever the case
     * @return the page; empty, with the right total, behind the last one; in place of a result a store may give any JSON text
     *     that is one, since results are long and nobody reads them in lists
     */
    JobRecords list(JobQuery query);

    /**
     * Counts jobs.
     *
     * @return the number of jobs in each state, every state included
     */
    Map<JobState, Long> counts();

    /**
     * Finds ended jobs whose time is over, the one that expired first first.
     *
     * @param now jobs that expire then or before; {@link Instant#MAX} for all that have ended
     * @param max how many at most
     * @return their ids; a job that has not ended is never among them
     */
    List<String> expired(Instant now, int max);

    /**
     * Finds jobs that ended some time ago, whatever their expiry, the one that ended first first.
     *
     * @param time jobs that ended then or before
     * @param max how many at most
     * @return their ids
     */
    List<String> endedBefore(Instant time, int max);

    /**
     * Counts the jobs that {@link #endedBefore} would find.
     *
     * @param time jobs that ended then or before
     * @return how many there are
     */
    long countEndedBefore(Instant time);
}
