package org.jobcast.impl.job;

import java.net.URI;
import java.util.Optional;

/** What jobs need to know of the application that they run in. Thread-safe. */
public interface JobEnvironment {
    /**
     * Where a browser follows a job.
     *
     * @param jobId the job's id
     * @return an absolute path with the application's context path
     */
    URI streamUri(String jobId);

    /**
     * Who calls, on the calling thread.
     *
     * @return the principal's name, empty for nobody in particular
     */
    Optional<String> currentCaller();
}
