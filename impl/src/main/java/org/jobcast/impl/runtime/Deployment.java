package org.jobcast.impl.runtime;

import java.util.Optional;
import java.util.function.Supplier;
import org.jobcast.impl.config.Settings;
import org.jobcast.impl.job.JobExecutor;
import org.jobcast.security.AccessPolicy;

/**
 * What the engine needs to know of the deployment that it serves.
 *
 * @param settings the settings
 * @param writeLimit the most bytes of one write that the server takes well
 * @param contextPath the context path of the application, empty for the root
 * @param access who may do what
 * @param caller the name of the principal on whose behalf the current thread works, if any
 * @param managedExecutor the server's executor, empty if it has none
 */
public record Deployment(
        Settings settings,
        int writeLimit,
        String contextPath,
        AccessPolicy access,
        Supplier<Optional<String>> caller,
        Supplier<Optional<JobExecutor>> managedExecutor) {}
