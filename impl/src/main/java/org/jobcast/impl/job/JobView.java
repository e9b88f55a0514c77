package org.jobcast.impl.job;

import java.util.Optional;
import org.jobcast.channel.SlowClientPolicy;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.job.Job;
import org.jobcast.job.JobResult;
import org.jspecify.annotations.Nullable;

/** A job as the HTTP contract sees it, wherever it runs. Thread-safe; with a store that is shared, methods wait for it. */
public interface JobView extends Job {
    /**
     * The principal it belongs to.
     *
     * @return the principal's name, null for an anonymous job
     */
    @Nullable String owner();

    /**
     * What happens to a slow client.
     *
     * @return the policy
     */
    SlowClientPolicy slowClients();

    /**
     * Its events.
     *
     * @return the log; closed once the job has ended
     */
    EventLog log();

    /**
     * Whether the job has ended, without asking the store.
     *
     * @return true once that is known here
     */
    boolean hasEnded();

    /** A signal was sent to it: whoever waits for one in it looks, here or on the node that runs it. */
    void signalled();

    /**
     * The result as JSON text; it stays.
     *
     * @return the result if the job has succeeded, has one and nobody has taken it
     */
    Optional<String> resultJson();

    /**
     * Begins to take the result.
     *
     * @return a claim to settle; empty if there is no result or another claim is open
     */
    Optional<ResultClaim> claimResult();

    /**
     * Takes the result.
     *
     * @return the result, for the one caller that took it
     */
    Optional<JobResult> popResult();
}
