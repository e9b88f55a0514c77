package org.jobcast.impl.job;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.spi.Assignment;
import org.jobcast.spi.JobRecord;

/** What becomes of jobs beyond this engine: nothing if they live in memory, much if a store keeps them. Thread-safe. */
interface JobHome {
    /** The name of the log of a job. */
    static String logName(String jobId) {
        return "job " + jobId;
    }

    /** Whom a new job belongs to. */
    Assignment assignment();

    /**
     * Makes the log of a job that belongs to this node; may wait for the store.
     *
     * @param job the job's record
     * @param events the most events in its history
     * @param bytes the most bytes in its history
     * @param onLost is told that another node writes the log now; must not block
     * @return the log; empty if the job belongs to another node
     */
    Optional<EventLog> log(JobRecord job, int events, long bytes, Runnable onLost);

    /** Stores a new job that belongs to nobody, and begins its log; does nothing if the id is taken. */
    void announce(JobRecord first);

    /** Stores a new job; false if the id is taken. */
    boolean create(JobRecord first);

    /**
     * Is told of a job of this node whose end clients know, or that belongs to another node now; must not block.
     *
     * @param job the job
     * @param drop takes it out of memory
     */
    void left(LiveJob job, Runnable drop);

    /** Ends a job of this node whose log the store has lost; one that another node owns by now is left alone. Waits for the store. */
    void logLost(LiveJob job);

    /** Whether an ended job stays in memory until it expires. */
    boolean keepsEnded();

    /** Looks up a job that is not in memory; waits for the store. */
    Optional<JobView> find(String id);

    /** Removes an ended job that is not in memory if it is due; true for the one caller that did. */
    boolean forget(String id, Predicate<JobRecord> due);

    /** Forgets what nobody uses. Called now and then. */
    void tidy();

    /** Where work runs that waits for the store. */
    Executor blocking();
}
