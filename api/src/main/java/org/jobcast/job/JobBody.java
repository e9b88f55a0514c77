package org.jobcast.job;

import org.jspecify.annotations.Nullable;

/** The work of a job. */
@FunctionalInterface
public interface JobBody {
    /**
     * Does the work. A cancelled job is interrupted; leave by {@link JobCancelledException} or {@link
     * InterruptedException} to end as cancelled. A body that returns all the same has succeeded.
     *
     * @param context the way to report and to see that the job was asked to stop
     * @return the result, any value that becomes JSON, or null
     * @throws Exception what makes the attempt fail
     */
    @Nullable Object run(JobContext context) throws Exception;
}
