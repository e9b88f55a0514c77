package org.jobcast.impl.job;

import java.util.Optional;
import java.util.function.Predicate;
import org.jobcast.spi.JobRecord;
import org.jspecify.annotations.Nullable;

/**
 * Keeps records in the store of jobs that this engine does not run, but lists, counts and reaps, and whose node it keeps
 * alive. Thread-safe; methods may wait for the store.
 */
public interface JobGuest {
    /** Begins the ids of such records. */
    String PREFIX = "stream:";

    /**
     * Whether a record is a guest's.
     *
     * @param id its id
     * @return true if this engine has to keep its hands off it
     */
    static boolean owns(String id) {
        return id.startsWith(PREFIX);
    }

    /**
     * Shows a record as a job.
     *
     * @param id its id
     * @return the job, empty if there is none
     */
    Optional<JobView> view(String id);

    /**
     * This node was declared dead.
     *
     * @param node its new id; what belongs to another one is lost
     */
    void expelled(String node);

    /**
     * A record of a dead node is this node's now.
     *
     * @param job the record
     */
    void claimed(JobRecord job);

    /**
     * A record of this node was asked to stop, or has ended and is still this node's.
     *
     * @param id its id
     */
    void stopping(String id);

    /**
     * Removes a record that has ended.
     *
     * @param id its id
     * @param due what must be true of it still
     * @return true for the one caller that removed it
     */
    boolean forget(String id, Predicate<JobRecord> due);

    /** The one guest of an engine, which comes a little after it. */
    final class Seat {
        private volatile @Nullable JobGuest guest;

        void take(JobGuest arrived) {
            guest = arrived;
        }

        Optional<JobGuest> guest() {
            return Optional.ofNullable(guest);
        }

        /** Fails while there is none: what the store says is looked at again. */
        JobGuest required() {
            return guest().orElseThrow(() -> new IllegalStateException("the engine is still starting"));
        }
    }
}
